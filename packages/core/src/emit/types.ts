import type { Preview1Link } from '../program.js'
import { literal } from '../text.js'
import { importsType, paramsText, resultText } from './imports.js'
import { libraryTypesText, type Member } from './library-types.js'
import { namedExports } from './names.js'

/** The text of the `.d.ts` for a command, which is the same for modules and components unless a module has more than `_start`. */
export function runTypes(
  runtime: string,
  { imports, functions }: Pick<Preview1Link, 'functions' | 'imports'> = { imports: [], functions: [] },
): string {
  const required = importsType(imports, true)
  const more = functions.length > 0
  const names = [
    ...(required === undefined ? ['Run'] : ['ImportModule', 'RunWith']),
    ...(more ? [required === undefined ? 'RunInstances' : 'RunInstancesWith'] : []),
  ]
  const run = required === undefined ? 'Run' : `RunWith<${required}>`
  const instances = required === undefined ? 'RunInstances<Exports>' : `RunInstancesWith<${required}, Exports>`
  return [
    `import type { ${names.join(', ')} } from ${literal(runtime)}`,
    '',
    ...(more ? ['/** The functions of an instance. */', 'export interface Exports {', ...members(functions), '}'] : []),
    `declare const run: ${run}${more ? ` & ${instances}` : ''}`,
    'export default run',
    '',
  ].join('\n')
}

const members = (functions: Preview1Link['functions']): string[] =>
  functions.map(({ name, type }) => `  ${literal(name)}${paramsText(type)}: ${resultText(type)}`)

/** The names of what an instance of a reactor over numbers has: its functions, and its memory. */
export const reactorNames = (functions: Preview1Link['functions'], memory: boolean): string[] => [
  ...functions.map(({ name }) => name),
  ...(memory ? ['memory'] : []),
]

/** The text of the `.d.ts` for a reactor over numbers. */
export function reactorTypes(
  runtime: string,
  { functions, imports, memory }: Pick<Preview1Link, 'functions' | 'imports' | 'memory'>,
): string {
  const required = importsType(imports, false)
  return libraryTypesText({
    runtime,
    declarations: [],
    title: memory ? 'The functions of the library, and its memory.' : 'The functions of the library.',
    members: [
      ...functions.map(({ name, type }) => ({ name, text: `  ${literal(name)}${paramsText(type)}: ${resultText(type)}` })),
      ...(memory ? [{ name: 'memory', text: '  readonly "memory": MemoryLike' }] : []),
    ],
    uses: [...(required === undefined ? [] : ['ImportModule']), ...(memory ? ['MemoryLike'] : [])],
    // The module can't make an instance by itself if functions are missing.
    exports: required === undefined ? namedExports(reactorNames(functions, memory)).map((name) => ({ name })) : [],
    ...(required !== undefined && { imports: required }),
  })
}

/** What a component with typed interfaces exports, in TypeScript. */
export interface Declared {
  /** Statements that the members refer to. */
  declarations: readonly string[]
  members: readonly Member[]
  /** For each export that is an interface, the namespace in `declarations` that has its types. */
  namespaces: ReadonlyMap<string, string>
}

/** The text of the `.d.ts` for a component with typed interfaces. */
export function typedTypes(
  runtime: string,
  exports: readonly string[],
  { declarations, members, namespaces }: Declared,
  imports?: string,
): string {
  return libraryTypesText({
    runtime,
    declarations,
    title: 'The functions and interfaces of the library.',
    members,
    exports: namedExports(exports).map((name) => {
      const namespace = namespaces.get(name)
      return namespace === undefined ? { name } : { name, namespace }
    }),
    ...(imports !== undefined && { imports }),
  })
}
