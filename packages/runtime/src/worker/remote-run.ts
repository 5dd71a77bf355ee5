import type { Cancel } from '../context/cancel.js'
import { closeAll } from '../context/close-all.js'
import { isTerminal } from '../context/terminal.js'
import type { ResolvedOptions } from '../context/options.js'
import { SystemError } from '../errno/errno.js'
import { isRunError } from '../errors/run-error.js'
import { decoded } from '../run/decoded.js'
import type { RunResult } from '../types.js'
import { unpackError } from './errors.js'
import { inletFor } from './inputs.js'
import { lend } from './lending.js'
import { outletFor, type Outlet } from './outputs.js'
import type { Pool } from './pool.js'
import type { RemoteProgram, RemoteResult, Reply, Request } from './protocol.js'
import type { Thread } from './thread.js'

type Result = RunResult<string | Uint8Array>

/** How long a run that must end may take to do so by itself, in milliseconds. Then its worker is ended. */
const GRACE = 15

export interface RemoteSetup {
  readonly pool: Pool
  readonly program: RemoteProgram
  readonly modules: readonly WebAssembly.Module[]
  readonly args: readonly string[]
  readonly options: ResolvedOptions
  readonly cancel: Cancel | undefined
}

/** Runs a program in `thread`. */
export const remoteRun = async (
  thread: Thread,
  { pool, program, modules, args, options, cancel }: RemoteSetup,
): Promise<Result> => {
  const { outlets, inlet, lending, close } = connect(pool, thread, options, cancel !== undefined)
  const signal = typeof SharedArrayBuffer === 'function' ? new Int32Array(new SharedArrayBuffer(8)) : undefined
  const send = (message: Request): void => {
    thread.post(message)
    if (!signal) return
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let unwatch: (() => void) | undefined
  let returned: RemoteResult | undefined

  /** Resolves with what the worker returned. Rejects, after ending the worker, with why it was ended. */
  const ended = new Promise<RemoteResult>((resolve, reject) => {
    const kill = (error: unknown): void => {
      pool.end(thread)
      reject(error as Error)
    }
    const guarded = async (step: () => unknown): Promise<void> => {
      try {
        await step()
      } catch (error) {
        if (!returned) kill(error)
      }
    }
    const replies: { [Type in Reply['type']]: (reply: Extract<Reply, { type: Type }>) => void } = {
      ready() {},
      pull: () => void guarded(async () => send({ type: 'input', chunk: await inlet.next!() })),
      output: ({ fd, bytes }) => {
        const { length } = bytes
        void guarded(async () => {
          try {
            const room = outlets[fd].write!(bytes)
            if (room) await room
          } catch (error) {
            if (!(error instanceof SystemError)) throw error
            send({ type: 'broken', fd, errno: error.code })
          }
          send({ type: 'taken', fd, bytes: length })
        })
      },
      done(result) {
        returned = result
        resolve(result)
      },
    }
    thread.receive = (reply) => (replies[reply.type] as (reply: Reply) => void)(reply)
    thread.fail = (error) => {
      pool.lose()
      reject(error)
    }
    thread.keep(true)
    cancel?.start()
    unwatch = cancel?.watch(() => {
      if (signal) Atomics.store(signal, 1, 1)
      send({ type: 'abort' })
      timer ??= setTimeout(() => kill(cancel.due()), GRACE)
    })
    send({
      type: 'run',
      program,
      modules,
      args,
      options: plain(options),
      input: inlet.mode,
      stdout: outlets[1].mode,
      stderr: outlets[2].mode,
      captures: { stdout: outlets[1].captures === true, stderr: outlets[2].captures === true },
      dirs: lending.dirs,
      lent: lending.lent,
      terminals: terminalsOf(options),
      signal,
    })
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
    await Promise.all([outlets[1].flush?.(), outlets[2].flush?.()])
    const { stdout, stderr } = outputs(result)
    if (!result.error) return { exitCode: result.exitCode, stdout, stderr }
    throw result.error.code === 'ABORTED' ? cancel?.due() : unpackError(result.error, program.name, stdout, stderr)
  } catch (error) {
    throw isRunError(error) && error.stdout === undefined ? Object.assign(error, outputs(returned)) : error
  } finally {
    clearTimeout(timer)
    unwatch?.()
    lending.end(returned?.lent)
    close()
  }
}

/** Opens what the run uses on this side. If that fails, the worker is free again. */
const connect = (pool: Pool, thread: Thread, options: ResolvedOptions, kept: boolean) => {
  const opened: (() => void)[] = []
  const close = () => closeAll(opened.splice(0), (one) => one())
  const outlet = (name: 'stdout' | 'stderr'): Outlet => {
    const made = outletFor(options[name], name, kept)
    if (made.end) opened.push(made.end)
    return made
  }
  try {
    const outlets = { 1: outlet('stdout'), 2: outlet('stderr') }
    const inlet = inletFor(options)
    if (inlet.close) opened.push(inlet.close)
    return { outlets, inlet, lending: lend(options.dirs), close }
  } catch (error) {
    pool.give(thread)
    close()
    throw error
  }
}

/** Which standard streams `isTerminal` takes for terminals. */
const terminalsOf = (options: ResolvedOptions): boolean[] => ([0, 1, 2] as const).map((fd) => isTerminal({ options }, fd))

const plain = ({ env, terminal, maxOutput, maxMemory, maxHandles }: ResolvedOptions) => ({
  env: Object.fromEntries(env),
  ...(terminal && { terminal }),
  maxOutput,
  maxMemory,
  maxHandles,
})
