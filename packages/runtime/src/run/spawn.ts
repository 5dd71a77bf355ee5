import { checkInput, checkOption, checkOptionsObject } from '../context/options.js'
import { badOption, failure } from '../errors/problem.js'
import { asyncDisposeKey } from '../exports.js'
import type { RunOptions, RunResult, SpawnOptions, SpawnedProgram } from '../types.js'
import { inputPipe } from './input-pipe.js'
import { outputPipe } from './output-pipe.js'

/** Starts a run. Throws if an option is wrong, or if the program can't be spawned here. */
export type Start = (args: readonly string[] | undefined, options: RunOptions) => Promise<RunResult<string | Uint8Array>>

/**
 * Makes `run.spawn` for a program whose runs `start` starts, in whatever mode: a run reads `input`, writes its output to streams
 * and waits for them, and ends when its `signal` is aborted.
 */
export const makeSpawn =
  (start: Start) =>
  (args?: readonly string[], options: SpawnOptions = {}): SpawnedProgram => {
    checkOptionsObject(options)
    const { signal, stdin, stdout = 'pipe', stderr = 'pipe', ...others } = options
    checkOption('signal', signal)
    if ('encoding' in others)
      throw badOption("option 'encoding'", others.encoding, 'left out', 'Read text with `stdout.text()`, or bytes from `stdout`.')
    const input = stdin === 'pipe' ? inputPipe() : undefined
    if (input) checkInput(others.input, stdin)
    const pipes = [stdout, stderr].map((to) => (to === 'pipe' ? outputPipe() : undefined))
    const controller = new AbortController()
    const kill = (reason?: unknown): void => {
      Object.assign(controller.signal, { why: 'It was killed.' })
      controller.abort(reason)
    }
    const abort = (): void => controller.abort(signal?.reason)
    if (signal?.aborted) abort()
    const running = start(args, {
      ...others,
      ...(stdin === 'pipe' ? input && { input: input.readable } : stdin !== undefined && { stdin }),
      stdout: pipes[0]?.writable ?? stdout,
      stderr: pipes[1]?.writable ?? stderr,
      signal: controller.signal,
    })
    signal?.addEventListener('abort', abort)
    const end = (error?: { reason: unknown }): void => {
      signal?.removeEventListener('abort', abort)
      for (const pipe of pipes) pipe?.end(error)
      input?.end(failure('ENDED', "the program's stdin is closed", 'The program has ended.', 'See `exited`.', error?.reason))
    }
    const exited = running.then(
      ({ exitCode }) => {
        end()
        return { exitCode }
      },
      (reason: unknown) => {
        end({ reason })
        throw reason
      },
    )
    exited.catch(() => {})
    return {
      stdin: input?.writable,
      stdout: pipes[0]?.readable,
      stderr: pipes[1]?.readable,
      exited,
      kill,
      async [asyncDisposeKey()]() {
        kill()
        await exited.catch(() => {})
      },
    } as SpawnedProgram
  }
