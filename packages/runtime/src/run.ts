import type { HostPart } from './host/contract.js'
import { hasJspi, link, type Template } from './link.js'
import { loadModule, loadTemplate, type Source } from './load.js'
import { resolveArgs, resolveOptions } from './options.js'
import type { Platform } from './platform.js'
import { badOption, problem } from './problem.js'
import { HostState } from './state.js'
import { isTrap, WasiTrapError } from './trap.js'
import type { LoadOptions, Run, RunOptions, RunResult } from './types.js'

/** What an emitted module says about its program. */
export interface CommandSpec {
  /** The guest's `argv[0]`, and what messages call it. */
  name: string
  /** The program itself. */
  guest: Source
  /** The file with the modules that link the program to the host. */
  template: Source
  /** The parts of the host that the program's imports need. */
  host: readonly HostPart[]
}

type Result = RunResult<string | Uint8Array>
type Tracing = typeof import('./trace/tracer.js')
type Outcome = { status: number } | { error: unknown }

interface Code {
  readonly guest: WebAssembly.Module
  readonly template: Template
}

/** Goes on with `value`: at once, or when it is there. */
const chain = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/** Makes `command` for a platform. */
export const makeCommand =
  (makePlatform: () => Platform) =>
  ({ name, guest, template, host }: CommandSpec): Run => {
    let platform: Platform
    let code: Code | undefined

    const load = async ({ onProgress }: LoadOptions = {}): Promise<Code> => {
      if (onProgress !== undefined && typeof onProgress !== 'function') {
        throw badOption('option onProgress', onProgress, 'a function')
      }
      if (code) return code
      platform ??= makePlatform()
      const loads = [loadModule(guest, platform, onProgress), loadTemplate(template, platform)] as const
      const [loadedGuest, loadedTemplate] = await Promise.all(loads)
      return (code = { guest: loadedGuest, template: loadedTemplate })
    }

    /** `waits`: the result may be a promise. */
    const start = (state: HostState, { guest, template }: Code, waits: boolean, tracing?: Tracing): Result | Promise<Result> => {
      const failed = (error: unknown): Outcome => ({ error })
      const execute = (): Outcome | Promise<Outcome> => {
        const linked = link(template, host, state)
        const tracer = tracing?.makeTracer(state)
        const preview1 = tracer ? tracer.wrap(linked.preview1) : linked.preview1
        const imports = { wasi_snapshot_preview1: preview1, wasi_unstable: preview1 }
        const instance =
          waits && !platform.syncInstances ? WebAssembly.instantiate(guest, imports) : new WebAssembly.Instance(guest, imports)
        const status = chain(instance, (instance) => {
          tracer?.bind(instance)
          return linked.finish(instance)()
        })
        return chain(status, (status) => ({ status }))
      }
      let outcome: Outcome | Promise<Outcome>
      try {
        outcome = execute()
      } catch (error) {
        outcome = failed(error)
      }
      return chain(outcome instanceof Promise ? outcome.catch(failed) : outcome, (outcome) => settle(name, state, outcome))
    }

    const run = async (args?: readonly string[], options?: RunOptions): Promise<Result> => {
      const argv = [name, ...resolveArgs(args)]
      const resolved = resolveOptions(options)
      const [loaded, tracing] = await Promise.all([load(), resolved.trace && import('./trace/tracer.js')])
      // A tracer puts JavaScript frames between guest and host, and those can't be suspended.
      return start(new HostState(argv, resolved, platform, !tracing && hasJspi()), loaded, true, tracing)
    }

    const sync = (args?: readonly string[], options?: RunOptions): Result => {
      const argv = [name, ...resolveArgs(args)]
      const resolved = resolveOptions(options)
      if (resolved.trace) throw badOption('option trace', resolved.trace, 'absent in run.sync()', 'trace with `await run()`')
      if (!code) throw problem('run.sync() was called too early', 'the program is not loaded', 'call `await run.load()` first')
      return start(new HostState(argv, resolved, platform, false), code, false) as Result
    }

    return Object.assign(run, { load: async (options?: LoadOptions) => void (await load(options)), sync }) as Run
  }

/** Ends the run and says how it went. */
const settle = (name: string, state: HostState, outcome: Outcome): Result => {
  try {
    state.end()
  } catch (error) {
    state.failure ??= { error }
  }
  if (state.failure) throw state.failure.error
  const { encoding } = state.options
  const output = (bytes: Uint8Array = new Uint8Array(0)): string | Uint8Array =>
    encoding === 'bytes' ? bytes.slice() : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const stdout = output(state.stdout.captured?.())
  const stderr = output(state.stderr.captured?.())
  if ('status' in outcome) return { exitCode: state.exitCode ?? outcome.status, stdout, stderr }
  const { error } = outcome
  if (error instanceof WebAssembly.LinkError) {
    throw problem(
      `${name} does not fit the code that links it: ${error.message}`,
      'the files are of different builds',
      'build and deploy again, all files together',
      error,
    )
  }
  if (!isTrap(error)) throw error
  // An exit ends the guest by a trap.
  if (state.exitCode !== undefined) return { exitCode: state.exitCode, stdout, stderr }
  throw new WasiTrapError(name, error, stdout, stderr)
}
