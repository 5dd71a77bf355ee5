import type { RunContext } from '../context/run-context.js'
import { badOption, failure } from '../errors/problem.js'
import { guestTrap, trapAgain } from '../errors/trap.js'
import type { Exports } from '../exports.js'
import type { Guest, ImportModule, MemoryLike } from '../types.js'
import type { CoreFunction } from './core-function.js'
import { isSuspendError, suspend } from './jspi.js'
import { bounded } from './limits.js'
import { member } from './member.js'
import { missingImports, type ImportedFunction } from './missing-imports.js'

/** Functions of the runtime itself for the import module `env`, which some toolchains expect everywhere. */
export type DefaultFunctions = (guest: Guest, context: RunContext) => object

/**
 * Adds the functions of an instance to its `imports`. Throws if one is missing. The returned function must be called with the
 * exports before the guest runs, and says whether one of the functions may suspend the guest.
 */
export type ImportsLink = (context: RunContext, imports: Record<string, object>) => (exports: Exports) => boolean

/** The guest as the caller's functions see it. They are made before the instance exists. */
class LinkedGuest implements Guest {
  made: Exports | undefined

  constructor(readonly name: string) {}

  get exports(): Exports {
    if (this.made) return this.made
    throw failure(
      'UNSUPPORTED_MODE',
      `the exports of ${this.name} were read before they exist`,
      'A function that makes an import module is called before the instance is made.',
      "Read 'guest.memory' and 'guest.exports' inside of the imported functions.",
    )
  }

  get memory(): MemoryLike {
    const { memory } = this.exports
    if (memory instanceof WebAssembly.Memory) return memory as MemoryLike
    throw failure(
      'UNSUPPORTED_MODE',
      `${this.name} exports no memory`,
      "A function that it imports reads 'guest.memory'.",
      'Export the memory as `memory`.',
    )
  }
}

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
 */
export const imported =
  (
    functions: readonly ImportedFunction[],
    files: readonly (readonly [module: string, namespace: object])[] = [],
    defaults: readonly DefaultFunctions[] = [],
  ): ImportsLink =>
  (context, imports) => {
    const guest = new LinkedGuest(context.args[0]!)
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
    let suspends = false
    for (const entry of functions) {
      const [module, name] = entry
      const own = first(sources.get(module)!, name)
      const code = own ?? (module === 'env' ? first(fallbacks, name) : undefined)
      if (!code) {
        missing.push(entry)
        continue
      }
      const linked = bounded(callable(code, entry, context), context)
      const waits = context.async && own !== undefined
      suspends ||= waits
      const functions = modules.get(module) ?? (Object.create(null) as Record<string, CoreFunction>)
      functions[name] = waits ? suspend(linked) : linked
      modules.set(module, functions)
    }
    if (missing.length > 0) throw missingImports(guest.name, missing)
    for (const [module, functions] of modules) imports[module] = functions
    return (exports) => {
      guest.made = exports
      return suspends
    }
  }

const first = (sources: readonly object[], name: string): CoreFunction | undefined => {
  for (const source of sources) {
    const code = find(source, name)
    if (code) return code
  }
  return undefined
}

/** Whether `error` is an exception that the guest may catch. It threw it itself, in a call by the caller's function. */
const isException = (error: unknown): boolean => Object.prototype.toString.call(error) === '[object WebAssembly.Exception]'

/** Whether JavaScript can't convert `value` to a number, or would have to call the caller's code for it. */
const isOdd = (value: unknown): boolean =>
  typeof value === 'symbol' || typeof value === 'function' || (typeof value === 'object' && value !== null)

/** Makes a function of the caller fit to be called by the guest. */
const callable = (code: CoreFunction, [module, name, signature]: ImportedFunction, context: RunContext): CoreFunction => {
  const results = signature.slice(signature.indexOf(':') + 1)
  const what = `${module}.${name}`

  const one = (type: string | undefined, value: unknown): unknown => {
    // The engine's own error would not name the function, and the guest could catch it.
    if (type !== undefined && 'iIfF'.includes(type) && ((typeof value === 'bigint') !== (type === 'I') || isOdd(value)))
      unfit(value, type === 'I' ? 'a bigint' : 'a number')
    return value
  }
  const unfit = (value: unknown, expected: string): never =>
    context.fail(badOption(`result of the imported function '${what}'`, value, expected, `Return ${expected}.`))
  const several = (value: unknown): unknown[] => {
    const expected = `an array of ${results.length} values`
    const isIterable = (typeof value === 'object' || typeof value === 'function') && value !== null && Symbol.iterator in value
    if (!isIterable) return unfit(value, expected)
    const all = context.user(() => [...(value as Iterable<unknown>)])
    return all.length === results.length ? all.map((item, index) => one(results[index], item)) : unfit(value, expected)
  }
  const checked = (value: unknown): unknown => {
    // The function may have called the guest, and caught the trap that ended it.
    if (context.failure || context.exitCode !== undefined) return guestTrap()
    if (results.length <= 1) return one(results[0], value)
    return several(value)
  }
  const later = (promise: Promise<unknown>): Promise<unknown> => {
    const { cancel } = context
    if (!context.async) {
      // The run ends now, and how the promise ends makes no difference.
      promise.catch(() => {})
      return context.fail(cannotWait(what, context))
    }
    const awaited = promise.then(checked, (error: unknown) => context.fail(error))
    return cancel ? cancel.race(awaited, (error) => context.reach(error)) : awaited
  }

  return (...args) => {
    let value: unknown
    try {
      value = code(...args)
    } catch (error) {
      if (isException(error)) throw error
      if (error instanceof WebAssembly.RuntimeError) return trapAgain(error)
      return context.fail(isSuspendError(error) ? cannotNest(what, error) : error)
    }
    return value instanceof Promise ? later(value) : checked(value)
  }
}

/** In V8, a function that may suspend the guest can't be called with JavaScript's frames in between, even if it does not wait. */
const cannotNest = (what: string, error: unknown) =>
  failure(
    'UNSUPPORTED_MODE',
    `the imported function '${what}' called the guest, which called another function that may wait`,
    'In `await run()`, every function from JavaScript may return a promise, and the guest could not be suspended there.',
    'Call `run.sync()`, or let the guest make these calls after the function has returned.',
    error,
  )

const cannotWait = (what: string, { options }: RunContext) =>
  failure(
    'UNSUPPORTED_MODE',
    `the imported function '${what}' returned a promise, but the guest can't wait for it`,
    options.trace
      ? 'A traced guest is never suspended.'
      : 'Waiting needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()` or in a library.',
    options.trace ? "Leave out 'trace', or return a value." : 'Return a value, or call `await run()` in an engine with JSPI.',
  )
