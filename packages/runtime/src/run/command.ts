import { makeCancel, unlessEnded, type Cancel } from '../context/cancel.js'
import { resolveArgs, resolveOptions, type ResolvedOptions } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { RunError } from '../errors/run-error.js'
import { commandContext } from '../guest/command-context.js'
import { chain } from '../guest/instance.js'
import { hasJspi } from '../guest/jspi.js'
import type { Platform } from '../platform/platform.js'
import { comesLater } from '../stdio/later.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { Sink } from '../stdio/streams.js'
import type { LoadOptions, Run, RunOptions, RunResult } from '../types.js'
import { cantWait } from './cant-wait.js'
import { decoded } from './decoded.js'
import { explain } from './explain.js'
import { instantiate } from './instantiate.js'
import { makeProgram, type ProgramSpec } from './program.js'
import { makeSpawn } from './spawn.js'

type Result = RunResult<string | Uint8Array>
/** What ended the guest, unless it just returned. */
type Outcome = { error: unknown } | undefined

/** A run whose arguments and options are checked. */
interface Prepared {
  readonly resolved: ResolvedOptions
  /** Whether it can wait without blocking the thread. */
  readonly async: boolean
  /** Runs the program. `waits`: the result may be a promise. */
  start(code: readonly WebAssembly.Module[], waits: boolean, cancel: Cancel | undefined): Result | Promise<Result>
}

/** Makes `command` for a platform. */
export const makeCommand =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Run => {
    const program = makeProgram(makePlatform, spec)

    const prepare = (args?: readonly string[], options?: RunOptions, spawned?: true): Prepared => {
      const argv = [spec.name, ...resolveArgs(args)]
      const resolved = resolveOptions(options)
      const { suspends } = spec.component ?? program.platform()
      const async = suspends !== false && (suspends !== 'asked' || spawned || comesLater(resolved.input)) && hasJspi()
      return {
        async,
        resolved,
        start(code, waits, cancel) {
          const context = new RunContext(argv, resolved, program.platform(), waits && async, cancel, commandContext)
          const failed = (error: unknown): Outcome => ({ error })
          cancel?.start()
          let outcome: Outcome | Promise<Outcome>
          try {
            outcome = chain(instantiate(spec, context, code, waits), () => undefined)
          } catch (error) {
            outcome = failed(error)
          }
          return chain(outcome instanceof Promise ? outcome.catch(failed) : outcome, (done) =>
            chain(flush(context), () => settle(spec, context, done)),
          )
        },
      }
    }

    const begin = async ({ resolved, start }: Prepared): Promise<Result> => {
      const cancel = makeCancel(spec.name, resolved)
      try {
        return await start(await unlessEnded(program.load(), cancel), true, cancel)
      } finally {
        cancel?.end()
      }
    }

    const run = async (args?: readonly string[], options?: RunOptions): Promise<Result> => begin(prepare(args, options))

    const spawn = makeSpawn((args, options) => {
      const prepared = prepare(args, options, true)
      if (!prepared.async) throw cantWait(spec.name, 'run.spawn()', 'use `await run()`')
      return begin(prepared)
    })

    const sync = (args?: readonly string[], options?: RunOptions): Result => {
      const { resolved, start } = prepare(args, options)
      const cancel = makeCancel(spec.name, resolved)
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
        return start(code, false, cancel) as Result
      } finally {
        cancel?.end()
      }
    }

    return Object.assign(run, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
      spawn,
      sync,
      ...spec.instances?.(program, spec),
    }) as Run
  }

/** Waits until the caller's streams have taken everything that was written to them, or until the run has to end. */
const flush = (context: RunContext): Promise<void> | undefined => {
  const { cancel, stdout, stderr } = context
  if (!stdout.flushed && !stderr.flushed) return undefined
  return unlessEnded(Promise.all([stdout.flushed?.(), stderr.flushed?.()]), cancel).then(
    () => {},
    (error: unknown) => {
      const due = cancel?.due()
      // The caller's stream may also fail with `undefined`.
      if (!due || error !== due) context.failure ??= { error }
    },
  )
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
  decoded(name, options.encoding, bytesOf(stdout), bytesOf(stderr))

const bytesOf = (sink: Sink): Uint8Array => sink.captured?.() ?? new Uint8Array(0)
