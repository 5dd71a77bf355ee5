import { closeAll } from '../context/close-all.js'
import { isTerminal } from '../context/terminal.js'
import type { ResolvedOptions } from '../context/options.js'
import { SystemError } from '../errno/errno.js'
import type { Calls, WorkerImports } from './calls.js'
import { inletFor, type Inlet } from './inputs.js'
import { lend, type Lending } from './lending.js'
import { outletFor, type Outlet } from './outputs.js'
import { isForGuest } from './mailbox.js'
import type { Pool } from './pool.js'
import type { Reply, Request, RunSetup } from './protocol.js'
import { ringSignal, RingWriter } from './ring.js'
import { sharesMemory, waitsBy, type Thread, type WaitsBy } from './thread.js'

/** How long a guest that must end may take to do so by itself, in milliseconds. Then its worker is ended. */
export const GRACE = 15

export interface ConnectionOptions {
  /** The function that the caller called, for messages. */
  readonly call: string
  /** Whether what the guest prints must survive the end of the worker. */
  readonly kept: boolean
  /** Whether JSPI suspends the guest while it waits, where the engine has it. */
  readonly suspends: boolean
  /** The name of the program. */
  readonly program: string
  /** What the program imports from JavaScript. */
  readonly imports: WorkerImports | undefined
}

/** What a guest in a worker uses on this side. */
export interface Connection {
  readonly outlets: Readonly<Record<1 | 2, Outlet>>
  readonly lending: Lending
  /** The functions that the guest imports from JavaScript. */
  readonly calls: Calls | undefined
  /** What the worker must know of it. */
  readonly setup: Omit<RunSetup, 'program' | 'modules' | 'args'>
  send(message: Request): void
  /** Tells the guest that it must end. */
  abort(): void
  /** Handles what concerns streams. `fail` is called with errors of the caller's own code. Returns whether it did. */
  receive(reply: Reply, fail: (error: unknown) => void): boolean
  close(): void
}

/** Opens what the guest uses on this side. If that fails, the worker is free again. */
export const connect = (
  pool: Pool,
  thread: Thread,
  options: ResolvedOptions,
  { call, kept, suspends, program, imports }: ConnectionOptions,
): Connection => {
  const opened: (() => void)[] = []
  const close = () => closeAll(opened.splice(0), (one) => one())
  const outlet = (name: 'stdout' | 'stderr'): Outlet => {
    const made = outletFor(options[name], name, kept)
    if (made.end) opened.push(made.end)
    return made
  }
  try {
    const outlets = { 1: outlet('stdout'), 2: outlet('stderr') }
    const waiting = waitsBy(suspends)
    const inlet = inletFor(options, waiting)
    if (inlet.close) opened.push(inlet.close)
    const calls = imports?.open(program, options.imports, call, waiting)
    if (calls) opened.push(calls.close)
    return connection(thread, options, outlets, inlet, lend(options.dirs, call), calls, waiting, close)
  } catch (error) {
    pool.give(thread)
    close()
    throw error
  }
}

const connection = (
  thread: Thread,
  options: ResolvedOptions,
  outlets: Connection['outlets'],
  inlet: Inlet,
  lending: Lending,
  calls: Calls | undefined,
  waiting: WaitsBy | undefined,
  close: () => void,
): Connection => {
  const ring = waiting === 'memory' ? new RingWriter(ringSignal()) : undefined
  const signal = ring?.signal ?? (sharesMemory() ? new Int32Array(new SharedArrayBuffer(8)) : undefined)
  let over = false
  const send = (message: Request): void => {
    // The worker may already have another guest.
    if (over) return
    if (ring && isForGuest(message)) return ring.write(message)
    thread.post(message)
    if (!signal) return
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
  }
  const pull = async (): Promise<void> => send({ type: 'input', chunk: await inlet.next!() })
  const print = async ({ fd, bytes }: Extract<Reply, { type: 'output' }>): Promise<void> => {
    const { length } = bytes
    try {
      const room = outlets[fd].write!(bytes)
      if (room) await room
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      send({ type: 'broken', fd, errno: error.code })
    }
    send({ type: 'taken', fd, bytes: length })
  }
  return {
    outlets,
    lending,
    calls,
    setup: {
      options: plain(options),
      input: inlet.mode,
      stdout: outlets[1].mode,
      stderr: outlets[2].mode,
      captures: { stdout: outlets[1].captures === true, stderr: outlets[2].captures === true },
      dirs: lending.dirs,
      lent: lending.lent,
      terminals: terminalsOf(options),
      given: calls?.given ?? [],
      signal,
    },
    send,
    abort() {
      calls?.close()
      if (signal) Atomics.store(signal, 1, 1)
      send({ type: 'abort' })
    },
    receive(reply, fail) {
      if (reply.type === 'pull') pull().catch(fail)
      else if (reply.type === 'output') print(reply).catch(fail)
      else if (reply.type === 'import') void calls!.answer(reply).then(send)
      else if (reply.type === 'room') ring?.flush()
      else {
        over = reply.type === 'done'
        return reply.type === 'ready'
      }
      return true
    },
    close,
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
