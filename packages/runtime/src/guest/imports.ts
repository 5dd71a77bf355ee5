import type { RunContext } from '../context/run-context.js'
import { badOption } from '../errors/problem.js'
import type { Exports } from '../exports.js'
import type { Guest, ImportModule } from '../types.js'
import type { CoreFunction } from './core-function.js'
import { callable } from './imported-call.js'
import type { Enter } from './instance.js'
import { suspend } from './jspi.js'
import { bounded } from './limits.js'
import { LinkedGuest } from './linked-guest.js'
import { member } from './member.js'
import { missingImports, type ImportedFunction } from './missing-imports.js'

/** Functions of the runtime itself for the import module `env`, which some toolchains expect everywhere. */
export type DefaultFunctions = (guest: Guest, context: RunContext) => object

/**
 * Adds the functions of an instance to its `imports`. Throws if one is missing. The returned function must be called with the
 * exports before the guest runs, and says whether one of the functions may suspend the guest. An instance that outlasts its main
 * function also passes how its functions are called.
 */
export type ImportsLink = (context: RunContext, imports: Record<string, object>) => (exports: Exports, enter?: Enter) => boolean

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

/**
 * Links the functions that a guest imports from JavaScript. For each one, the option `imports` of the run comes first, then the
 * file that the build names, and then the runtime's own.
 * @param dispatcher the module that core makes for a command, compiled or in Base64
 */
export const imported = (
  functions: readonly ImportedFunction[],
  files: readonly (readonly [module: string, namespace: object])[] = [],
  defaults: readonly DefaultFunctions[] = [],
  dispatcher?: WebAssembly.Module | string,
): ImportsLink => {
  return (context, imports) => {
    const guest = new LinkedGuest(context)
    const given = new Map<string, ImportModule>(Object.entries(context.options.imports ?? {}))
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
    const fallbacks = defaults.map((make) => make(guest, context))

    const modules = new Map<string, Record<string, CoreFunction>>()
    const missing: ImportedFunction[] = []
    const versions: Versions = { waits: {}, plain: {} }
    const waiting = new Map<string, ImportedFunction>()
    for (const [index, entry] of functions.entries()) {
      const [module, name] = entry
      const own = first(sources.get(module)!, name)
      const code = own ?? (module === 'env' ? first(fallbacks, name) : undefined)
      if (!code) {
        missing.push(entry)
        continue
      }
      const linked = (waits: boolean) => bounded(callable(code, entry, guest, waits), context)
      const functions = modules.get(module) ?? (Object.create(null) as Record<string, CoreFunction>)
      modules.set(module, functions)
      versions.plain[index] = functions[name] = linked(false)
      if (!context.async || !own) continue
      versions.waits[index] = functions[name] = suspend(linked(true))
      waiting.set(String(index), entry)
    }
    if (missing.length > 0) throw missingImports(guest.name, missing)
    if (dispatcher !== undefined && waiting.size > 0) {
      // It is made for the functions that the build knows, each of which has both versions.
      for (const [index, code] of Object.entries(versions.plain)) versions.waits[index] ??= code
      dispatcher = compiled(dispatcher)
      const { inner, ...dispatched } = new WebAssembly.Instance(dispatcher, { ...versions }).exports
      guest.inner = inner as WebAssembly.Global
      for (const [index, [module, name]] of waiting)
        if (dispatched[index]) modules.get(module)![name] = dispatched[index] as CoreFunction
    }
    for (const [module, functions] of modules) imports[module] = functions
    return (exports, enter) => {
      guest.bind(exports, enter)
      return waiting.size > 0
    }
  }
}

/** The functions by their places in the list: as the guest's main function calls them, and as it calls them if JavaScript is in between. */
type Versions = Record<'waits' | 'plain', Record<string, CoreFunction>>

const compiled = (dispatcher: WebAssembly.Module | string): WebAssembly.Module =>
  typeof dispatcher === 'string'
    ? new WebAssembly.Module(Uint8Array.from(atob(dispatcher), (char) => char.charCodeAt(0)))
    : dispatcher

const first = (sources: readonly object[], name: string): CoreFunction | undefined => {
  for (const source of sources) {
    const code = find(source, name)
    if (code) return code
  }
  return undefined
}
