import type { InputData, RunOptions, WorkerRun } from '@unwasi/runtime'

import { folderOf } from './files.js'
import { problemOf } from './problem.js'
import type { Exit, Running, Setup } from './types.js'

/** Starts a program. */
export function startRun(ready: Promise<WorkerRun>, setup: Setup = {}): Running {
  const { args = [], input = '', terminal } = setup
  const folder = folderOf(setup.files)
  const stdin = isInteractive(input) ? new TransformStream<string | Uint8Array, string | Uint8Array>() : undefined
  const stdout = new TransformStream<Uint8Array, Uint8Array>()
  const stderr = new TransformStream<Uint8Array, Uint8Array>()
  const stop = new AbortController()
  const options: RunOptions<'bytes'> & { encoding: 'bytes' } = {
    encoding: 'bytes',
    dirs: folder.dirs,
    input: stdin?.readable ?? (input as InputData),
    stdout: stdout.writable,
    stderr: stderr.writable,
    signal: stop.signal,
    ...settings(setup),
    ...(terminal && { terminal }),
  }
  return {
    stdin: stdin?.writable,
    stdout: stdout.readable,
    stderr: stderr.readable,
    kill: () => stop.abort(),
    exited: (async (): Promise<Exit> => {
      let began: number | undefined
      const ended = (how: Pick<Exit, 'exitCode' | 'problem'>): Exit => ({ ...how, ...folder.after(), time: since(began) })
      try {
        const run = await ready
        await run.load()
        began = performance.now()
        const { exitCode } = await run(args, options)
        return ended({ exitCode, problem: undefined })
      } catch (error) {
        return ended({ exitCode: undefined, problem: problemOf(error) })
      } finally {
        // Who reads them sees their end. They may have failed already.
        for (const { writable } of [stdout, stderr]) writable.close().catch(() => {})
      }
    })(),
  }
}

const isInteractive = (input: Setup['input']): input is { interactive: true } =>
  typeof input === 'object' && 'interactive' in input

/** Options that programs and libraries share. */
export const settings = ({ env, timeout }: Setup): Pick<RunOptions, 'env' | 'timeout'> => ({
  ...(env && { env: { ...env } }),
  ...(timeout !== undefined && { timeout }),
})

export const since = (began: number | undefined): number => (began === undefined ? 0 : performance.now() - began)
