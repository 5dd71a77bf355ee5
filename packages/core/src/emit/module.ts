import type { Command, Library } from '../classify.js'
import type { FuncType, ValType } from '../read/core-module.js'
import { hostParts } from './host-parts.js'
import { typeExport, valueExports } from './names.js'
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
export function moduleText({ facts, name, runtime, url, start, trace, exports }: ModuleText): string {
  const parts = hostParts(facts.functions)
  const maker = facts.kind
  const make = [
    `import { ${[maker, ...parts, ...(trace ? ['tracing'] : [])].join(', ')} } from ${JSON.stringify(runtime)}`,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  name: ${JSON.stringify(name)},`,
    `  guest: ${url},`,
    `  host: [${parts.join(', ')}],`,
    ...(start === undefined ? [] : [`  start: ${JSON.stringify(start)},`]),
    ...(trace ? ['  trace: tracing,'] : []),
    '})',
    'export default program',
  ]
  const fields = exports.map((entry) => entry.name)
  const library = fields.length > 0 ? ['const instance = await program()', ...valueExports(fields)] : []
  return [...make, ...library, ''].join('\n')
}

/** The text of the `.d.ts` for `moduleText`. */
export function moduleTypes({ facts, runtime, exports }: Pick<ModuleText, 'facts' | 'runtime' | 'exports'>): string {
  const from = JSON.stringify(runtime)
  if (facts.kind === 'command') return runTypes(runtime)
  const members = exports.map(({ name, type }) => `  ${JSON.stringify(name)}${signatureText(type)}`)
  return [
    `import type { Instantiate } from ${from}`,
    '',
    '/** The functions of the library. */',
    'export interface Exports {',
    ...members,
    '}',
    ...exports.flatMap(({ name }, index) => typeExport(name, index)),
    'declare const instantiate: Instantiate<Exports>',
    'export default instantiate',
    '',
  ].join('\n')
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
