import { spawn, type ChildProcess } from 'node:child_process'
import { setMaxListeners } from 'node:events'

/** What a tool has printed. */
export interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Invocation {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/** Runs a tool. Undefined if it is not installed. */
export type Tool = (command: string, args: readonly string[], invocation: Invocation) => Promise<Output | undefined>

/** Compilers print a screenful. What is far longer is not read by people, and is cut off. */
const MOST = 2 ** 24

/** How long a tool may take to end, in milliseconds, before it is killed. */
const GRACE = 2_000

const windows = process.platform === 'win32'

/** Makes a `Tool` whose processes end when `signal` is aborted. The promise then rejects with the signal's reason. */
export const toolWith = (signal: AbortSignal): Tool => {
  // Each process listens, and there can be any number of them.
  setMaxListeners(0, signal)
  return (command, args, { cwd, env }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      // A separate group, because compilers start further processes, which must end as well.
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: !windows,
        windowsHide: true,
      })
      let kill: NodeJS.Timeout | undefined
      const end = () => {
        send(child, 'SIGTERM')
        kill = setTimeout(() => send(child, 'SIGKILL'), GRACE)
      }
      const settle = (action: () => void) => {
        clearTimeout(kill)
        signal.removeEventListener('abort', end)
        forget(child)
        action()
      }
      const stdout = collect(child.stdout)
      const stderr = collect(child.stderr)
      signal.addEventListener('abort', end)
      remember(child)
      child.on('error', (error: NodeJS.ErrnoException) => {
        settle(() => (error.code === 'ENOENT' ? resolve(undefined) : reject(error)))
      })
      child.on('close', (code) => {
        settle(() => (signal.aborted ? reject(signal.reason) : resolve({ code: code ?? 1, stdout: stdout(), stderr: stderr() })))
      })
    })
}

/** Settles like `promise`, or rejects with the signal's reason. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  setMaxListeners(0, signal)
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
    const settled = () => signal.removeEventListener('abort', end)
    promise.then(resolve, reject).finally(settled)
  })
}

/** Sends a signal to the process and to those that it has started. */
function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (windows) {
    // Node's `kill` ends only the process itself. Both fail if it has ended already, which is what is wanted.
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
      child.kill(),
    )
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It has ended already.
  }
}

/** The processes that must not outlive this one. A separate group does not get the terminal's Ctrl-C. */
const running = new Set<ChildProcess>()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const endAll = () => {
  for (const child of running) send(child, 'SIGTERM')
}

const endWith = (signal: NodeJS.Signals) => {
  endAll()
  stopListening()
  // Without another listener, the signal ends this process, as it would have before.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function remember(child: ChildProcess): void {
  if (running.size === 0) {
    process.on('exit', endAll)
    // Before others: a listener that is called once would be gone when `endWith` looks whether there are any.
    for (const signal of SIGNALS) process.prependListener(signal, endWith)
  }
  running.add(child)
}

function forget(child: ChildProcess): void {
  if (running.delete(child) && running.size === 0) stopListening()
}

function stopListening(): void {
  running.clear()
  process.off('exit', endAll)
  for (const signal of SIGNALS) process.off(signal, endWith)
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    if (length < MOST) chunks.push(chunk)
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
