import { badOption } from '../errors/problem.js'
import type { Guest, ImportModule } from '../types.js'
import type { CoreFunction } from './core-function.js'
import { member } from './member.js'
import type { ImportedFunction } from './missing-imports.js'

/** What files export, by the names of import modules. */
export type ImportFiles = readonly (readonly [module: string, namespace: object])[]

/** The functions of an import module. A function makes them for each instance. */
const functionsOf = (module: string, given: unknown, guest: Guest): object => {
  const functions: unknown = typeof given === 'function' ? (given as (guest: Guest) => unknown)(guest) : given
  if (typeof functions === 'object' && functions !== null && !(functions instanceof Promise)) return functions
  // Nothing waits for the promise, and a rejection without a handler would end Node's process.
  if (functions instanceof Promise) functions.catch(() => {})
  throw badOption(`imports[${JSON.stringify(module)}]`, functions, 'an object of functions, or a function that returns one')
}

/** What a file exports: the import module as its default export, or the functions by their names. */
const exported = (namespace: object): unknown => ('default' in namespace ? namespace.default : namespace)

const find = (functions: object, name: string): CoreFunction | undefined => {
  const value = member(functions, name)
  if (typeof value !== 'function') return undefined
  // A function need not have inherited `bind`.
  return Reflect.apply(Function.prototype.bind, value, [functions]) as CoreFunction
}

/** The function `name` of the first source that has it. */
export const first = (sources: readonly object[], name: string): CoreFunction | undefined => {
  for (const source of sources) {
    const code = find(source, name)
    if (code) return code
  }
  return undefined
}

/**
 * Makes the caller's import modules for an instance, and returns how to find one of their functions. The option `imports` of the run
 * comes first, and then the file that the build names.
 */
export const callersFunctions = (
  functions: readonly ImportedFunction[],
  files: ImportFiles,
  option: Readonly<Record<string, ImportModule>> | undefined,
  guest: Guest,
): ((entry: ImportedFunction) => CoreFunction | undefined) => {
  const given = new Map<string, ImportModule>(Object.entries(option ?? {}))
  const sources = new Map<string, object[]>()
  for (const [module] of functions) {
    if (sources.has(module)) continue
    const own = files.filter(([name]) => name === module).map(([, namespace]) => exported(namespace))
    const all: unknown[] = given.has(module) ? [given.get(module), ...own] : own
    sources.set(
      module,
      all.map((one) => functionsOf(module, one, guest)),
    )
  }
  return ([module, name]) => first(sources.get(module)!, name)
}
