import type { Preview1Link } from '../program.js'
import { literal } from '../text.js'
import { globalText, importsType, paramsText, resultText } from './imports.js'
import { libraryTypesText, type Member } from './library-types.js'
import { namedExports } from './names.js'
import { reachable } from './reachable.js'

type Own = Pick<Preview1Link, 'functions' | 'imports' | 'memories' | 'globals'>

/** The text of the `.d.ts` for a command, which is the same for modules and components unless a module has more than `_start`. */
export function runTypes(runtime: string, own: Own = { imports: [], functions: [], memories: [], globals: [] }): string {
  const required = importsType(own.imports, true)
  const more = own.functions.length > 0
  const found = members(own)
  const names = [
    ...(required === undefined ? ['Run'] : ['ImportModule', 'RunWith']),
    ...(more ? [required === undefined ? 'AsyncRunInstances' : 'AsyncRunInstancesWith', ...uses(found)] : []),
  ]
  const run = required === undefined ? 'Run' : `RunWith<${required}>`
  const instances = required === undefined ? 'AsyncRunInstances<Exports>' : `AsyncRunInstancesWith<${required}, Exports>`
  return [
    `import type { ${names.join(', ')} } from ${literal(runtime)}`,
    '',
    ...(more
      ? [
          '/** The functions of an instance, and its memory and globals. */',
          'export interface Exports {',
          ...found.map(({ text }) => text),
          '}',
        ]
      : []),
    `declare const run: ${run}${more ? ` & ${instances}` : ''}`,
    'export default run',
    '',
  ].join('\n')
}

/** The functions, memories and globals of an instance. Tables and tags have no types. */
const members = ({ functions, memories, globals }: Omit<Own, 'imports'>): Member[] => [
  ...functions.map(({ name, type }) => ({ name, text: `  ${literal(name)}${paramsText(type)}: ${resultText(type)}` })),
  ...memories.map((name) => ({ name, text: `  readonly ${literal(name)}: MemoryLike` })),
  ...globals.map(({ name, type }) => ({ name, text: `  readonly ${literal(name)}: ${globalText(type)}` })),
]

/** The types of the runtime that members need. */
const uses = (found: readonly Member[]): string[] =>
  ['GlobalLike', 'MemoryLike'].filter((name) => found.some(({ text }) => new RegExp(`: ${name}(?:<|$)`).test(text)))

/** The names of what the module of a reactor over numbers exports: its functions, and its memories. */
export const reactorNames = ({ functions, memories }: Pick<Own, 'functions' | 'memories'>): string[] => [
  ...functions.map(({ name }) => name),
  ...memories,
]

/** The text of the `.d.ts` for a reactor over numbers. */
export function reactorTypes(runtime: string, own: Own): string {
  const required = importsType(own.imports, false)
  const found = members(own)
  return libraryTypesText({
    runtime,
    declarations: [],
    title:
      own.functions.length === found.length
        ? 'The functions of the library.'
        : 'The functions of the library, and its memory and globals.',
    members: found,
    uses: [...(required === undefined ? [] : ['ImportModule']), ...uses(found)],
    // The module can't make an instance by itself if functions are missing.
    exports: required === undefined ? namedExports(reactorNames(own)).map((name) => ({ name })) : [],
    ...(required !== undefined && { imports: required }),
    waits: true,
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
  { imports, worker = false }: { imports?: string | undefined; worker?: boolean } = {},
): string {
  return libraryTypesText({
    runtime,
    declarations: reachable(declarations, [...members.map(({ text }) => text), ...namespaces.values(), imports ?? '']),
    title: `The functions and interfaces of the library.${worker ? ' In a worker, each function returns a promise of its result.' : ''}`,
    members,
    exports: namedExports(exports).map((name) => {
      const namespace = namespaces.get(name)
      return namespace === undefined ? { name } : { name, namespace }
    }),
    ...(imports !== undefined && { imports }),
    ...(worker && { worker: 'typed' }),
  })
}
