import { needs, type Plan } from '../isolate/plan.js'
import type { FuncType, ValType } from '../read/core-module.js'

export interface ModuleText {
  plan: Plan
  /** The program's name: `argv[0]`. */
  name: string
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expressions for the URLs of the two assets. */
  urls: { guest: string; template: string }
  /** Whether it can be traced. */
  trace: boolean
  /** A library's functions. */
  exports: readonly { name: string; type: FuncType }[]
}

/** The runtime's host parts, in the order of their WASI packages. `filesystem` brings the directories with it. */
function hostParts(plan: Plan): string[] {
  if (plan.functions.length === 0) return []
  return ['cli', 'clocks', ...(needs.filesystem(plan) ? ['filesystem'] : []), 'io', 'random']
}

/** The ES module: for a command its default export is `run`; a library has its functions, and `instantiate` as default. */
export function moduleText({ plan, name, runtime, urls, trace, exports }: ModuleText): string {
  const parts = hostParts(plan)
  const maker = plan.kind
  const make = [
    `import { ${[maker, ...parts, ...(trace ? ['tracing'] : [])].join(', ')} } from ${JSON.stringify(runtime)}`,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  name: ${JSON.stringify(name)},`,
    `  guest: ${urls.guest},`,
    `  template: ${urls.template},`,
    `  host: [${parts.join(', ')}],`,
    ...(trace ? ['  trace: tracing,'] : []),
    '})',
    'export default program',
  ]
  const instance = exports.map(({ name: field }, index) => [
    `const export${index} = instance[${JSON.stringify(field)}]`,
    `export { export${index} as ${exportName(field)} }`,
  ])
  const library = plan.kind === 'library' && exports.length > 0 ? ['const instance = await program()', ...instance.flat()] : []
  return [...make, ...library, ''].join('\n')
}

/** The text of the `.d.ts` for `moduleText`. */
export function moduleTypes({ plan, runtime, exports }: Pick<ModuleText, 'plan' | 'runtime' | 'exports'>): string {
  const from = JSON.stringify(runtime)
  if (plan.kind === 'command') {
    return [`import type { Run } from ${from}`, '', 'declare const run: Run', 'export default run', ''].join('\n')
  }
  const members = exports.map(({ name, type }) => `  ${JSON.stringify(name)}${signatureText(type)}`)
  const named = exports.map(({ name }, index) => [
    `declare const export${index}: Exports[${JSON.stringify(name)}]`,
    `export { export${index} as ${exportName(name)} }`,
  ])
  return [
    `import type { Instantiate } from ${from}`,
    '',
    '/** The functions of the library. */',
    'export interface Exports {',
    ...members,
    '}',
    ...named.flat(),
    'declare const instantiate: Instantiate<Exports>',
    'export default instantiate',
    '',
  ].join('\n')
}

/** A string as export name where it is no identifier: https://tc39.es/ecma262/#prod-ModuleExportName */
function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default' ? name : JSON.stringify(name)
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
