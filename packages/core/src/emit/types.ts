import type { Preview1Link } from '../program.js'
import type { FuncType, ValType } from '../read/shapes.js'
import { literal } from '../text.js'
import { libraryTypesText, type Member } from './library-types.js'
import { namedExports } from './names.js'

/** The text of the `.d.ts` for a command, which is the same for modules and components. */
export function runTypes(runtime: string): string {
  return [`import type { Run } from ${literal(runtime)}`, '', 'declare const run: Run', 'export default run', ''].join('\n')
}

/** The text of the `.d.ts` for a reactor over numbers. */
export function reactorTypes(runtime: string, functions: Preview1Link['functions']): string {
  return libraryTypesText({
    runtime,
    declarations: [],
    title: 'The functions of the library.',
    members: functions.map(({ name, type }) => ({ name, text: `  ${literal(name)}${signatureText(type)}` })),
    exports: namedExports(functions.map(({ name }) => name)).map((name) => ({ name })),
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
export function typedTypes(runtime: string, exports: readonly string[], { declarations, members, namespaces }: Declared): string {
  return libraryTypesText({
    runtime,
    declarations,
    title: 'The functions and interfaces of the library.',
    members,
    exports: namedExports(exports).map((name) => {
      const namespace = namespaces.get(name)
      return namespace === undefined ? { name } : { name, namespace }
    }),
  })
}

const TYPESCRIPT: Record<ValType, string> = {
  i32: 'number',
  i64: 'bigint',
  f32: 'number',
  f64: 'number',
  v128: 'never',
  ref: 'unknown',
}

function signatureText({ params, results }: FuncType): string {
  const [result] = results
  return `(${params.map((type, index) => `p${index}: ${TYPESCRIPT[type]}`).join(', ')}): ${result === undefined ? 'void' : TYPESCRIPT[result]}`
}
