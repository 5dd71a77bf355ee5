import { inputStream, outputStream } from './handles.js'
import type { ComponentPart } from './part.js'
import { streamResults, whenReady } from './stream-results.js'

/** The functions of wasi:io/streams that move bytes from one stream to another. */
export const streamSplices: ComponentPart = (run) => (abi) => {
  const { handles } = run
  const { drain } = streamResults(run, abi)
  return {
    'wasi:io/streams': {
      '[method]output-stream.splice': (handle: number, from: number, length: bigint, out: number) =>
        drain(from, length, out, handle),
      '[method]output-stream.blocking-splice'(handle: number, from: number, length: bigint, out: number) {
        // Traps before the wait if there is no output stream.
        handles.get(outputStream, handle)
        return whenReady(handles.get(inputStream, from), () => drain(from, length, out, handle))
      },
    },
  }
}
