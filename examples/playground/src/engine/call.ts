import { unwasi, type InstanceOptions, type WorkerInstantiate } from '@unwasi/runtime'

import { folderOf } from './files.js'
import type { Callable } from './functions.js'
import { problemOf } from './problem.js'
import { settings, since } from './run.js'
import type { Calling, Returned, Setup } from './types.js'

type Exports = Readonly<Record<string, unknown>>

/** Calls a function in a fresh instance. */
export function startCall(
  ready: Promise<WorkerInstantiate<Exports>>,
  { answer, path, read, written }: Callable,
  texts: readonly string[],
  setup: Setup = {},
): Calling {
  const { args, input, terminal } = setup
  const folder = folderOf(setup.files)
  const [stdout, stderr] = [pipe(), pipe()]
  const stop = new AbortController()
  const options: InstanceOptions = {
    dirs: folder.dirs,
    stdout: stdout.write,
    stderr: stderr.write,
    signal: stop.signal,
    ...settings(setup),
    ...(args && { args }),
    ...((typeof input === 'string' || input instanceof Uint8Array) && { input }),
    ...(terminal && { terminal }),
  }
  return {
    stdout: stdout.readable,
    stderr: stderr.readable,
    kill: () => stop.abort(),
    returned: (async (): Promise<Returned> => {
      let began: number | undefined
      let how: Pick<Returned, 'problem' | 'result'>
      try {
        const values = read(texts)
        const instantiate = await ready
        await instantiate.load()
        began = performance.now()
        const instance = await instantiate(options)
        try {
          how = { result: written(await functionAt(instance[unwasi.exports], path)(...values)), problem: undefined }
        } finally {
          await (instance as unknown as Readonly<Record<symbol, () => Promise<void>>>)[asyncDispose]!()
        }
      } catch (error) {
        const result = answer(error)
        how = { result, problem: result === undefined ? problemOf(error) : undefined }
      }
      stdout.end()
      stderr.end()
      return { ...how, ...folder.after(), time: since(began) }
    })(),
  }
}

/** `Symbol.asyncDispose`, or what stands for it in engines without it. */
const asyncDispose = (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose')

function functionAt(exports: Exports, path: readonly string[]): (...values: readonly unknown[]) => unknown {
  let found: unknown = exports
  for (const name of path) found = (found as Exports)[name]
  if (typeof found !== 'function') throw new Error(`There is no function ${path.join('#')}.`)
  return (...values) => found(...values)
}

/** A stream of what a library prints, which can't wait for those who read it. */
function pipe(): { readable: ReadableStream<Uint8Array>; write(chunk: Uint8Array): void; end(): void } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const readable = new ReadableStream<Uint8Array>({
    start: (own) => void (controller = own),
    cancel: () => void (controller = undefined),
  })
  return { readable, write: (chunk) => controller?.enqueue(chunk), end: () => controller?.close() }
}
