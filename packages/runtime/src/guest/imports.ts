import type { RunContext } from '../context/run-context.js'
import { badOption, failure } from '../errors/problem.js'
import { guestTrap } from '../errors/trap.js'
import type { Exports } from '../exports.js'
import type { Guest, ImportModule, MemoryLike } from '../types.js'
import type { CoreFunction } from './core-function.js'
import { suspend } from './jspi.js'
import { bounded } from './limits.js'
import { missingImports, type ImportedFunction } from './missing-imports.js'

/** Functions of the runtime itself for the import module `env`, which some toolchains expect everywhere. */
export type DefaultFunctions = (guest: Guest, context: RunContext) => object

/** The imports of one instance. */
export interface LinkedImports {
  readonly modules: WebAssembly.Imports
  /** Whether a function may suspend the guest. */
  readonly suspends: boolean
  /** Gives the functions access to the guest. */
  bind(exports: Exports): void
}

/** Makes the imports of an instance. Throws if one is missing. */
export type ImportsLink = (context: RunContext) => LinkedImports

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
  throw badOption(`imports[${JSON.stringify(module)}]`, functions, 'an object of functions, or a function that returns one')
}

/** What a file exports: the import module as its default export, or the functions by their names. */
const exported = (namespace: object): unknown => ('default' in namespace ? namespace.default : namespace)

/** The function `name` of `functions`. The guest chooses the name, so those that every object inherits do not count. */
const find = (functions: object, name: string): CoreFunction | undefined => {
  if (name in Object.prototype && !Object.hasOwn(functions, name)) return undefined
  const value = (functions as Record<string, unknown>)[name]
  return typeof value === 'function' ? ((value as CoreFunction).bind(functions) as CoreFunction) : undefined
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
  (context) => {
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

    const modules: Record<string, Record<string, CoreFunction>> = Object.create(null)
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
      modules[module] ??= Object.create(null) as Record<string, CoreFunction>
      modules[module][name] = waits ? suspend(linked) : linked
    }
    if (missing.length > 0) throw missingImports(guest.name, missing)
    return {
      modules: modules as WebAssembly.Imports,
      suspends,
      bind(exports) {
        guest.made = exports
      },
    }
  }

const first = (sources: readonly object[], name: string): CoreFunction | undefined => {
  for (const source of sources) {
    const code = find(source, name)
    if (code) return code
  }
  return undefined
}

/** Whether the guest itself threw `error`, in a call by the caller's function: a trap, or an exception that it may catch. */
const isGuests = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError || Object.prototype.toString.call(error) === '[object WebAssembly.Exception]'

/** Makes a function of the caller fit to be called by the guest. */
const callable = (code: CoreFunction, [module, name, signature]: ImportedFunction, context: RunContext): CoreFunction => {
  const results = signature.slice(signature.indexOf(':') + 1)
  const what = `${module}.${name}`

  const one = (type: string | undefined, value: unknown): unknown => {
    // The engine's own error would not name the function, and the guest could catch it.
    if (type !== undefined && 'iIfF'.includes(type) && (typeof value === 'bigint') !== (type === 'I')) {
      context.fail(badOption(`result of the imported function '${what}'`, value, type === 'I' ? 'a bigint' : 'a number'))
    }
    return value
  }
  const checked = (value: unknown): unknown => {
    // The function may have called the guest, and caught the trap that ended it.
    if (context.failure || context.exitCode !== undefined) return guestTrap()
    if (results.length <= 1) return one(results[0], value)
    return context.user(() => [...(value as Iterable<unknown>)].map((item, index) => one(results[index], item)))
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
      if (isGuests(error)) throw error
      return context.fail(error)
    }
    return value instanceof Promise ? later(value) : checked(value)
  }
}

const cannotWait = (what: string, { options }: RunContext) =>
  failure(
    'UNSUPPORTED_MODE',
    `the imported function '${what}' returned a promise, but the guest can't wait for it`,
    options.trace
      ? 'A traced guest is never suspended.'
      : 'Waiting needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()` or in a library.',
    options.trace ? "Leave out 'trace', or return a value." : 'Return a value, or call `await run()` in an engine with JSPI.',
  )
