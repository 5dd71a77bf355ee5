import type { GivenImport } from '../program.js'
import type { FuncType, GlobalType, ValType } from '../read/shapes.js'
import { literal } from '../text.js'

/** The files with import modules: module specifiers by the names of the modules. */
export function importFiles(imports: readonly GivenImport[]): Map<string, string> {
  return new Map(imports.flatMap(({ module, source }) => (typeof source === 'string' ? [[module, source] as const] : [])))
}

/** The exports of the runtime that have functions for a guest. */
export const importDefaults = (imports: readonly GivenImport[]): string[] => [
  ...new Set(imports.flatMap(({ fallback }) => (fallback === undefined ? [] : [fallback]))),
]

/** The functions that each call has to give. */
export const requiredImports = (imports: readonly GivenImport[]): GivenImport[] =>
  imports.filter(({ source, fallback }) => source === true && fallback === undefined)

export interface ImportsText {
  /** Statements that import the files. */
  statements: readonly string[]
  /** Names to import from the runtime. */
  names: readonly string[]
  /** Fields of the program. */
  fields: readonly string[]
}

/**
 * The parts of an emitted module that give a guest its functions.
 * @param dispatcher JavaScript expression for the module that calls them, if there is one
 */
export function importsText(imports: readonly GivenImport[], dispatcher?: string): ImportsText {
  const defaults = importDefaults(imports)
  const more = dispatcher === undefined ? [] : [dispatcher]
  return made(imports, ['imported', ...defaults], [`[${defaults.join(', ')}]`, ...more])
}

/** The parts of an emitted module whose guest runs in workers. The script of the workers has the functions of the runtime. */
export const workerImportsText = (imports: readonly GivenImport[]): ImportsText =>
  made(imports, ['workerImports'], [literal(importDefaults(imports))])

/** The call of the first of `names`, which the runtime exports, with the functions, the files and `more`. */
function made(imports: readonly GivenImport[], names: readonly string[], more: readonly string[]): ImportsText {
  if (imports.length === 0) return { statements: [], names: [], fields: [] }
  const files = [...importFiles(imports)]
  const functions = literal(imports.map(({ module, name, signature }) => [module, name, signature]))
  const namespaces = files.map(([module], index) => `[${literal(module)}, import${index}]`).join(', ')
  return {
    statements: files.map(([, specifier], index) => `import * as import${index} from ${literal(specifier)}`),
    names,
    fields: [`imports: /* @__PURE__ */ ${names[0]}(${[functions, `[${namespaces}]`, ...more].join(', ')})`],
  }
}

const TYPESCRIPT: Record<ValType, string> = {
  i32: 'number',
  i64: 'bigint',
  f32: 'number',
  f64: 'number',
  v128: 'never',
  ref: 'unknown',
}

/** The parameters of a function over core values in TypeScript, in parentheses. */
export const paramsText = ({ params }: FuncType): string =>
  `(${params.map((type, index) => `p${index}: ${TYPESCRIPT[type]}`).join(', ')})`

/** The result of a function over core values in TypeScript. Several results are an array. */
export function resultText({ results }: FuncType): string {
  const [first, ...others] = results.map((type) => TYPESCRIPT[type])
  if (first === undefined) return 'void'
  return others.length === 0 ? first : `[${[first, ...others].join(', ')}]`
}

/** The type of a global. Its value is read with `value`, and written if the program may change it, too. */
export function globalText(type: GlobalType | undefined): string {
  if (type === undefined) return 'GlobalLike<unknown>'
  return type.mutable ? `GlobalLike<${TYPESCRIPT[type.type]}>` : `GlobalLike<${TYPESCRIPT[type.type]}, 'const'>`
}

/**
 * The type of the option `imports` that each call has to give. Undefined if it need not give any.
 * @param waits whether the guest can wait for promises
 */
export function importsType(imports: readonly GivenImport[], waits: boolean): string | undefined {
  const required = requiredImports(imports)
  if (required.length === 0) return undefined
  const modules = [...new Set(required.map(({ module }) => module))].map((module) => {
    const members = imports
      .filter((entry) => entry.module === module)
      .map(({ name, type, fallback }) => {
        const result = resultText(type)
        const optional = fallback === undefined ? '' : '?'
        return `    ${literal(name)}${optional}${paramsText(type)}: ${result}${waits ? ` | Promise<${result}>` : ''}`
      })
    return [`  ${literal(module)}: ImportModule<{`, ...members, '  }>'].join('\n')
  })
  return ['{', ...modules, '}'].join('\n')
}
