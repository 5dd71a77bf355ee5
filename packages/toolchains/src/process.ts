import { spawn } from 'node:child_process'

/** What a tool has printed. */
export interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Invocation {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a tool. Undefined if it is not installed. */
export type Tool = (command: string, args: readonly string[], invocation: Invocation) => Promise<Output | undefined>

/** Compilers print a screenful. What is far longer is not read by people, and is cut off. */
const MOST = 2 ** 24

/** Makes a `Tool` whose processes end when `signal` is aborted. The promise then rejects with the signal's reason. */
export const toolWith =
  (signal: AbortSignal): Tool =>
  (command, args, { cwd, env }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const windows = process.platform === 'win32'
      // A group of its own, because compilers start further processes, which must end as well.
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: !windows,
        windowsHide: true,
      })
      const end = () => {
        if (windows || child.pid === undefined) child.kill()
        else
          try {
            process.kill(-child.pid, 'SIGTERM')
          } catch {
            // It has ended already.
          }
      }
      const settle = (action: () => void) => {
        signal.removeEventListener('abort', end)
        process.off('exit', end)
        action()
      }
      const stdout = collect(child.stdout)
      const stderr = collect(child.stderr)
      signal.addEventListener('abort', end)
      process.on('exit', end)
      child.on('error', (error: NodeJS.ErrnoException) => {
        settle(() => (error.code === 'ENOENT' ? resolve(undefined) : reject(error)))
      })
      child.on('close', (code) => {
        settle(() => (signal.aborted ? reject(signal.reason) : resolve({ code: code ?? 1, stdout: stdout(), stderr: stderr() })))
      })
    })

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    if (length < MOST) chunks.push(chunk)
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
