import type { Command, Library } from '../classify.js'
import type { FuncType, ValType } from '../read/core-module.js'
import { literal } from '../text.js'
import { hostParts } from './host-parts.js'
import { libraryTypesText } from './library-types.js'
import type { ModuleParts } from './named-exports.js'
import { namedExports } from './names.js'
import { runTypes } from './run-types.js'

export interface ModuleText {
  facts: Pick<Command | Library, 'kind' | 'functions'>
  /** The program's name: `argv[0]`. */
  name: string
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expression for the guest's URL. */
  url: string
  /** The export to call before anything else. */
  start: string | undefined
  /** Whether it can be traced. */
  trace: boolean
  /** A library's functions. */
  exports: readonly { name: string; type: FuncType }[]
}

/** The ES module: for a command its default export is `run`; a library has its functions, and `instantiate` as default. */
export function moduleText({ facts, name, runtime, url, start, trace, exports }: ModuleText): ModuleParts {
  const parts = hostParts(facts.functions)
  const maker = facts.kind
  const program = [
    `import { ${[maker, ...parts, ...(trace ? ['tracing'] : [])].join(', ')} } from ${literal(runtime)}`,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  name: ${literal(name)},`,
    `  guest: ${url},`,
    `  host: [${parts.join(', ')}],`,
    ...(start === undefined ? [] : [`  start: ${literal(start)},`]),
    ...(trace ? ['  trace: tracing,'] : []),
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program, names: namedExports(exports.map((entry) => entry.name)) }
}

/** The text of the `.d.ts` for `moduleText`. */
export function moduleTypes({ facts, runtime, exports }: Pick<ModuleText, 'facts' | 'runtime' | 'exports'>): string {
  if (facts.kind === 'command') return runTypes(runtime)
  return libraryTypesText({
    runtime,
    declarations: [],
    title: 'The functions of the library.',
    members: exports.map(({ name, type }) => ({ name, text: `  ${literal(name)}${signatureText(type)}` })),
    exports: namedExports(exports.map((entry) => entry.name)).map((name) => ({ name })),
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
