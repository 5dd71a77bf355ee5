import type { RunContext } from '../../context/run-context.js'
import { badOption, failure } from '../../errors/problem.js'
import { guestTrap, trapAgain } from '../../errors/trap.js'
import type { CoreFunction } from '../../guest/core-function.js'
import type { Implementation } from './sources.js'
import { Flat, Unfit, type Codec, type Io } from './values.js'

/** How the values of a function pass. */
export interface Passing {
  readonly params: readonly Codec[]
  /** The type of what it returns, if that is not a `result`. */
  readonly result: Codec | undefined
  /** The type of what it returns, if that is a `result`: JavaScript returns one case, and throws the other. */
  readonly answer: Codec | undefined
}

/** If there are more core parameters than this, they are in memory. */
const MOST_PARAMS = 16

type Outcome = { readonly value: unknown }

/** Makes a function of JavaScript's fit to be called by a component. `start` begins a call. */
export const callable = (
  code: Implementation,
  { params, result, answer }: Passing,
  label: string,
  context: RunContext,
  start: () => Io,
): CoreFunction => {
  const letters = params.flatMap(({ flat }) => flat)
  const inMemory = letters.length > MOST_PARAMS
  const returned = answer ?? result
  const returnsPointer = (returned?.flat.length ?? 0) > 1
  const arity = (inMemory ? 1 : letters.length) + (returnsPointer ? 1 : 0)
  const list = inMemory ? inOrder(params) : undefined

  const lift = (io: Io, core: readonly (number | bigint)[]): unknown[] => {
    try {
      if (list) return list.load(io, io.abi.area(Number(core[0]), list.size, list.align))
      const from = new Flat(core, letters)
      return params.map((codec) => codec.lift(io, from))
    } catch (error) {
      io.untake()
      throw error
    }
  }

  /** Passes what the function returned to the component. */
  const lower = (io: Io, core: readonly (number | bigint)[], { value }: Outcome): number | bigint | undefined => {
    // The function may have called the guest, and caught the trap that ended it.
    if (context.failure || context.exitCode !== undefined) return guestTrap()
    if (!returned) return undefined
    try {
      if (returned.flat.length === 0) return undefined
      if (!returnsPointer) return returned.lower(io, value)
      returned.store(io, io.abi.area(Number(core.at(-1)), returned.size, returned.align), value)
      return undefined
    } catch (error) {
      if (!(error instanceof Unfit)) return rethrown(error)
      return rethrown(badOption(`result of '${label}'`, error.value, error.expected, `Return ${error.expected}.`))
    }
  }

  /** Ends the run with an error of the caller's code. A trap is thrown unchanged. */
  const rethrown = (error: unknown): never => {
    if (error instanceof WebAssembly.RuntimeError) return trapAgain(error)
    return context.fail(error)
  }

  const threw = (error: unknown): Outcome => {
    if (answer && !(error instanceof WebAssembly.RuntimeError)) {
      const payload = payloadOf(error)
      if (payload) return { value: { tag: 'err', val: payload.value } }
    }
    return rethrown(error)
  }
  const gave = (value: unknown): Outcome => ({ value: answer ? { tag: 'ok', val: value } : value })

  const later = (promise: Promise<unknown>, finish: (outcome: Outcome) => unknown): Promise<unknown> => {
    const { cancel } = context
    if (!context.async) {
      // The run ends now, and nothing waits for the promise any more.
      promise.catch(() => {})
      return context.fail(cannotWait(label))
    }
    const awaited = promise.then(gave, threw).then(finish)
    return cancel ? cancel.race(awaited, (error) => context.reach(error)) : awaited
  }

  const called: CoreFunction = (...core: (number | bigint)[]) => {
    const io = start()
    const args = lift(io, core)
    let outcome: Outcome
    try {
      const value = code(args)
      if (value instanceof Promise) return later(value, (done) => lower(io, core, done))
      outcome = gave(value)
    } catch (error) {
      outcome = threw(error)
    }
    return lower(io, core, outcome)
  }
  // The gate of the host depends on the number of parameters.
  return Object.defineProperty(called, 'length', { value: arity })
}

/** The error case of a `result` that a thrown value stands for, if any. These are the rules of jco. */
const payloadOf = (error: unknown): { readonly value: unknown } | undefined => {
  if (typeof error === 'object' && error !== null && Object.hasOwn(error, 'payload'))
    return { value: (error as { payload: unknown }).payload }
  return error instanceof Error ? undefined : { value: error }
}

/** The parameters of a function that has too many for core values. */
const inOrder = (params: readonly Codec[]) => {
  const align = Math.max(1, ...params.map((codec) => codec.align))
  let end = 0
  const offsets = params.map((codec) => {
    const offset = Math.ceil(end / codec.align) * codec.align
    end = offset + codec.size
    return offset
  })
  return {
    size: end,
    align,
    load: (io: Io, at: number): unknown[] => params.map((codec, index) => codec.load(io, at + offsets[index]!)),
  }
}

const cannotWait = (label: string) =>
  failure(
    'UNSUPPORTED_MODE',
    `the imported function '${label}' returned a promise, but the guest can't wait for it`,
    'Waiting needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()` or in a library.',
    'Return a value, or call `await run()` in an engine with JSPI.',
  )
