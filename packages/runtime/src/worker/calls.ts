import type { ResolvedOptions } from '../context/options.js'
import { failure } from '../errors/problem.js'
import { callersFunctions, type ImportFiles } from '../guest/callers-functions.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { ImportedFunction } from '../guest/missing-imports.js'
import { resultsOf } from '../guest/results.js'
import type { Guest } from '../types.js'
import type { GuestMessage, ImportCall, RemoteImports, RunSetup } from './protocol.js'
import type { WaitsBy } from './thread.js'

/** The functions of this side that a guest in a worker calls. */
export interface Calls {
  /** Those that this side has. */
  readonly given: RunSetup['given']
  /** Throws if one of them is running and has not returned yet, because a call of `name` would wait for itself. */
  checkCall(name: string): void
  /** The error with which one of them ended the guest. */
  readonly failure: { readonly error: unknown } | undefined
  /** Calls one of them. Resolves to what the worker must know of how it ended, and never rejects. */
  answer(call: ImportCall): Promise<GuestMessage>
  /** The guest has to end or has ended. How calls end makes no difference any more. */
  close(): void
}

/** The functions that a program in workers imports from JavaScript. */
export interface WorkerImports {
  /** What the worker must know of them. */
  readonly remote: RemoteImports
  /**
   * Makes those of this side for a guest of the program `name`, which `call` starts. Throws if the guest can't wait for them.
   * `waiting`: how the guest can wait, if it can.
   */
  open(name: string, option: ResolvedOptions['imports'], call: string, waiting: WaitsBy | undefined): Calls
}

/**
 * Describes the functions that a program in workers imports. Those of the caller stay on this side, and the runtime's own, which
 * `defaults` names, are in the worker.
 */
export const workerImports = (
  functions: readonly ImportedFunction[],
  files: ImportFiles = [],
  defaults: readonly string[] = [],
): WorkerImports => ({
  remote: { functions, defaults },
  open(name, option, call, waiting) {
    const find = callersFunctions(functions, files, option, unreachable(name))
    const modules = new Map<string, Map<string, Callee>>()
    const given: ImportedFunction[] = []
    for (const entry of functions) {
      const [module, , signature] = entry
      const code = find(entry)
      if (!code) continue
      given.push(entry)
      if (!modules.has(module)) modules.set(module, new Map())
      modules.get(module)!.set(entry[1], { code, results: resultsOf(entry), returns: !signature.endsWith(':') })
    }
    if (given[0] && !waiting) throw cantWait(given[0], call)
    let closed = false
    let running = false
    let failed: Calls['failure']
    return {
      given: given.map(([module, name]) => [module, name] as const),
      get failure() {
        return failed
      },
      checkCall(called) {
        if (running) throw nested(called, name)
      },
      async answer({ module, name: called, args }) {
        if (closed) return { type: 'failed' }
        const { code, results, returns } = modules.get(module)!.get(called)!
        try {
          running = true
          let value: unknown
          try {
            value = code(...args)
          } finally {
            running = false
          }
          const result = results(value instanceof Promise ? await value : value)
          return { type: 'answer', value: returns ? numeric(result) : undefined }
        } catch (error) {
          if (error instanceof WebAssembly.RuntimeError) return { type: 'failed', trap: error.message }
          if (!closed) failed ??= { error }
          return { type: 'failed' }
        }
      },
      close: () => void (closed = true),
    }
  },
})

interface Callee {
  readonly code: CoreFunction
  readonly results: (value: unknown) => unknown
  /** Whether the guest gets a result at all. Other values need not be of a kind that can be posted. */
  readonly returns: boolean
}

/** A result as numbers, into which the engine would convert it in any case. */
const numeric = (result: unknown): unknown => {
  if (Array.isArray(result)) return result.map(numeric)
  return typeof result === 'bigint' ? result : Number(result)
}

/** What a function gets that makes an import module for the program `name`. */
const unreachable = (name: string): Guest => {
  const refuse = (what: string) => (): never => {
    throw failure(
      'UNSUPPORTED_MODE',
      `a function that ${name} imports reads '${what}'`,
      'The program runs in a worker, and the function on the thread that imports it.',
      'Import the program without &worker, or let the function do without it.',
    )
  }
  return Object.defineProperties({} as Guest, {
    memory: { get: refuse('guest.memory'), enumerable: true },
    exports: { get: refuse('guest.exports'), enumerable: true },
  })
}

const cantWait = ([module, name]: ImportedFunction, call: string) =>
  failure(
    'UNSUPPORTED_MODE',
    `${call}: the guest can't call the imported function '${module}.${name}'`,
    'To wait for functions of this thread, a worker in a browser needs JSPI (`WebAssembly.Suspending`), which this browser does not have, or shared memory, which only cross-origin isolated pages have.',
    'Import the program without &worker, or serve the page and its scripts with the headers `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`.',
  )

const nested = (called: string, program: string) =>
  failure(
    'UNSUPPORTED_MODE',
    `the function ${JSON.stringify(called)} of ${program} was called by a function that the library is waiting for`,
    'In a worker, calls of an instance run one after the other, so this one would wait for the call that made it.',
    'Call it when the call of the library is over, or import the library without &worker.',
  )
