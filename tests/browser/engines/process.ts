import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

export interface Started {
  /** The fourth stream of the process, on which Xvfb reports its display. */
  extra: Readable
  /** Rejects when the process ends, with what it printed. */
  ended: Promise<never>
  /** Ends the process and waits for its end. */
  stop(): Promise<void>
}

/** Starts a process that ends with the tests at the latest. */
export const start = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started => {
  const child: ChildProcess = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(String(chunk)))
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}`))
  })
  const ended = end.then((how): never => {
    throw new Error(`${file} ${how}\n${printed.join('')}`)
  })
  // A caller that waits for the process handles this promise. Otherwise the end is expected.
  ended.catch(() => {})
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  return {
    extra: child.stdio[3] as Readable,
    ended,
    async stop() {
      process.off('exit', kill)
      child.kill()
      const timer = setTimeout(kill, 10_000)
      await end
      clearTimeout(timer)
    },
  }
}

/** The first text that arrives on `stream`. */
export const firstText = async (stream: Readable): Promise<string> => String((await once(stream, 'data'))[0]).trim()

/** Calls `attempt` until it does not throw, or the process has ended. */
export const until = async <T>(attempt: () => T | Promise<T>, started: Started): Promise<T> => {
  const wait = () => new Promise<void>((resolve) => void setTimeout(resolve, 50))
  for (;;) {
    try {
      return await attempt()
    } catch {
      await Promise.race([wait(), started.ended])
    }
  }
}
