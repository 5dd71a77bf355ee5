import type { Preview1Link } from '../program.js'
import { literal } from '../text.js'
import { importsType, paramsText, resultText } from './imports.js'
import { libraryTypesText, type Member } from './library-types.js'
import { namedExports } from './names.js'

/**
 * The text of the `.d.ts` for a command, which is the same for modules and components.
 * @param imports the type of the option `imports`, if each call has to give it
 */
export function runTypes(runtime: string, imports?: string): string {
  const from = `from ${literal(runtime)}`
  const [names, run] = imports === undefined ? ['Run', 'Run'] : ['ImportModule, RunWith', `RunWith<${imports}>`]
  return [`import type { ${names} } ${from}`, '', `declare const run: ${run}`, 'export default run', ''].join('\n')
}

/** The text of the `.d.ts` for a command that is a component, and needs interfaces from each call: `imports` is their type. */
export function componentRunTypes(runtime: string, imports: string, declarations: readonly string[]): string {
  // The declarations may have these names.
  return [
    `import type { RunWith as Run_, Waiting as Waiting_ } from ${literal(runtime)}`,
    '',
    ...declarations,
    `declare const run: Run_<${imports.replaceAll(': Waiting<', ': Waiting_<')}>`,
    'export default run',
    '',
  ].join('\n')
}

/** The text of the `.d.ts` for a reactor over numbers. */
export function reactorTypes(runtime: string, { functions, imports }: Pick<Preview1Link, 'functions' | 'imports'>): string {
  const required = importsType(imports)
  return libraryTypesText({
    runtime,
    declarations: [],
    title: 'The functions of the library.',
    members: functions.map(({ name, type }) => ({ name, text: `  ${literal(name)}${paramsText(type)}: ${resultText(type)}` })),
    // The module can't make an instance by itself if functions are missing.
    exports: required === undefined ? namedExports(functions.map(({ name }) => name)).map((name) => ({ name })) : [],
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
