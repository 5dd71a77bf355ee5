import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveArgs, resolveOptions } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { RunError } from '../errors/run-error.js'
import { chain } from '../guest/instance.js'
import { hasJspi } from '../guest/jspi.js'
import type { Platform } from '../platform/platform.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { LoadOptions, Run, RunOptions, RunResult } from '../types.js'
import { decoded } from './decoded.js'
import { explain } from './explain.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'

type Result = RunResult<string | Uint8Array>
/** What ended the guest, unless it just returned. */
type Outcome = { error: unknown } | undefined

/** Makes `command` for a platform. */
export const makeCommand =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Run => {
    const program = makeProgram(makePlatform, spec)

    const prepare = (args?: readonly string[], options?: RunOptions) => {
      const argv = [spec.name, ...resolveArgs(args)]
      const resolved = resolveOptions(options)
      const cancel = makeCancel(spec.name, resolved)
      // A tracer puts JavaScript frames between guest and host, which can't be suspended.
      const makeContext = (mayWait: boolean) =>
        new RunContext(
          argv,
          resolved,
          program.platform(),
          mayWait && !resolved.trace && (spec.component ?? program.platform()).suspends !== false && hasJspi(),
          cancel,
        )
      return { cancel, makeContext, resolved }
    }

    /** `waits`: the result may be a promise. */
    const start = (context: RunContext, code: readonly WebAssembly.Module[], waits: boolean): Result | Promise<Result> => {
      const failed = (error: unknown): Outcome => ({ error })
      context.cancel?.start()
      let outcome: Outcome | Promise<Outcome>
      try {
        outcome = chain(instantiate(spec, context, code, waits), () => undefined)
      } catch (error) {
        outcome = failed(error)
      }
      return chain(outcome instanceof Promise ? outcome.catch(failed) : outcome, (done) =>
        chain(context.flush(), () => settle(spec, context, done)),
      )
    }

    const run = async (args?: readonly string[], options?: RunOptions): Promise<Result> => {
      const { cancel, makeContext } = prepare(args, options)
      try {
        const code = await unlessEnded(program.load(), cancel)
        return await start(makeContext(true), code, true)
      } finally {
        cancel?.end()
      }
    }

    const sync = (args?: readonly string[], options?: RunOptions): Result => {
      const { cancel, makeContext, resolved } = prepare(args, options)
      try {
        refuseStreams(resolved, 'run.sync()')
        const { code } = program
        if (!code)
          throw failure(
            'UNSUPPORTED_MODE',
            'run.sync() was called too early',
            'The program is not loaded yet.',
            'Call `await run.load()` first.',
          )
        return start(makeContext(false), code, false) as Result
      } finally {
        cancel?.end()
      }
    }

    return Object.assign(run, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
      sync,
      ...spec.instances?.(program, spec),
    }) as Run
  }

/** Ends the run and says how it went. */
const settle = (spec: ProgramSpec, context: RunContext, outcome: Outcome): Result => {
  try {
    context.end()
  } catch (error) {
    context.failure ??= { error }
  }
  const { failure: failed, reached } = context
  // An error of the caller's own code is thrown unchanged.
  if (failed && !(reached && failed.error === reached)) throw failed.error
  const { stdout, stderr } = captured(spec, context)
  // A run that should have ended does not succeed, even if the guest never gave the host an opportunity to end it.
  const error =
    reached ?? (outcome && explain(spec, context, outcome.error, stdout, stderr, spec.frames)) ?? context.cancel?.due()
  if (error === undefined) return { exitCode: context.exitCode ?? 0, stdout, stderr }
  throw error instanceof RunError ? Object.assign(error, { stdout, stderr }) : error
}

/** The captured output. */
const captured = ({ name }: ProgramSpec, { options, stdout, stderr }: RunContext): Pick<Result, 'stdout' | 'stderr'> =>
  decoded(
    name,
    options.encoding,
    ...([stdout, stderr].map((sink) => sink.captured?.() ?? new Uint8Array(0)) as [Uint8Array, Uint8Array]),
  )
