import { unlessEnded, type Cancel } from '../context/cancel.js'
import type { ResolvedOptions } from '../context/options.js'
import { isRunError } from '../errors/run-error.js'
import { decoded } from '../run/decoded.js'
import type { RunResult } from '../types.js'
import type { WorkerImports } from './calls.js'
import { connect, GRACE } from './connection.js'
import { unpackError } from './errors.js'
import type { Pool } from './pool.js'
import type { RemoteProgram, RemoteResult } from './protocol.js'
import type { Thread } from './thread.js'

type Result = RunResult<string | Uint8Array>

export interface RemoteSetup {
  readonly pool: Pool
  readonly program: RemoteProgram
  readonly imports: WorkerImports | undefined
  readonly modules: readonly WebAssembly.Module[]
  readonly args: readonly string[]
  readonly options: ResolvedOptions
  readonly cancel: Cancel | undefined
}

/** Runs a program in `thread`. */
export const remoteRun = async (
  thread: Thread,
  { pool, program, imports, modules, args, options, cancel }: RemoteSetup,
): Promise<Result> => {
  const connection = connect(pool, thread, options, {
    call: 'run()',
    kept: cancel !== undefined,
    suspends: !program.glue,
    program: program.name,
    imports,
  })
  const { outlets, lending, calls, close } = connection
  let timer: ReturnType<typeof setTimeout> | undefined
  let unwatch: (() => void) | undefined
  let returned: RemoteResult | undefined

  /** Resolves with what the worker returned. Rejects, after ending the worker, with why it was ended. */
  const ended = new Promise<RemoteResult>((resolve, reject) => {
    const kill = (error: unknown): void => {
      if (returned) return
      void pool.end(thread).then(() => reject(error as Error))
    }
    thread.receive = (reply) => {
      if (connection.receive(reply, kill) || reply.type !== 'done') return
      returned = reply
      resolve(reply)
    }
    thread.fail = (error) => {
      pool.lose(thread)
      reject(error)
    }
    thread.keep(true)
    cancel?.start()
    unwatch = cancel?.watch(() => {
      connection.abort()
      timer ??= setTimeout(() => kill(cancel.due()), GRACE)
    })
    connection.send({ type: 'run', program, modules, args, ...connection.setup })
  })

  const outputs = (result?: RemoteResult) =>
    decoded(
      program.name,
      options.encoding,
      outlets[1].captured?.() ?? result?.stdout ?? new Uint8Array(0),
      outlets[2].captured?.() ?? result?.stderr ?? new Uint8Array(0),
    )
  try {
    const result = await ended
    pool.give(thread)
    // A stream may never take what it was given, so this can be ended, too.
    await unlessEnded(Promise.all([outlets[1].flush?.(), outlets[2].flush?.()]), cancel).catch((error: unknown) => {
      if (!result.error || error !== cancel?.due()) throw error
    })
    const { stdout, stderr } = outputs(result)
    if (!result.error) return { exitCode: result.exitCode, stdout, stderr }
    throw result.error.code === 'ABORTED' ? cancel?.due() : unpackError(result.error, program.name, stdout, stderr)
  } catch (error) {
    // An error of the caller's own function is thrown unchanged.
    if (calls?.failure) throw calls.failure.error
    throw isRunError(error) && error.stdout === undefined ? Object.assign(error, outputs(returned)) : error
  } finally {
    clearTimeout(timer)
    unwatch?.()
    lending.end(returned?.lent)
    close()
  }
}
