import { trapBecause } from '../errors/trap.js'
import { outputStream, pollable } from './handles.js'
import type { ComponentPart } from './part.js'
import { always, LIMIT, streamResults, U64 } from './stream-results.js'

/** The functions of wasi:io/streams that write. The host's output streams hold nothing back, so there is nothing to flush. */
export const outputStreams: ComponentPart = (run) => (abi) => {
  const { handles } = run
  const { area, count, onOutput, write } = streamResults(run, abi)

  const flush = (handle: number, out: number): void => onOutput(handle, out, () => {})

  const writeZeroes = (handle: number, length: bigint, out: number): void =>
    onOutput(handle, out, (stream) => {
      if (length < 0n || length > LIMIT) trapBecause('write-zeroes: longer than check-write allows')
      stream.write(new Uint8Array(Number(length)))
    })

  return {
    'wasi:io/streams': {
      '[method]output-stream.check-write'(handle: number, out: number) {
        handles.get(outputStream, handle)
        area(out, U64)
        count(out, LIMIT)
      },
      '[method]output-stream.write': write,
      '[method]output-stream.blocking-write-and-flush': write,
      '[method]output-stream.write-zeroes': writeZeroes,
      '[method]output-stream.blocking-write-zeroes-and-flush': writeZeroes,
      '[method]output-stream.flush': flush,
      '[method]output-stream.blocking-flush': flush,
      '[method]output-stream.subscribe'(handle: number) {
        handles.get(outputStream, handle)
        return handles.add(pollable, always, handle)
      },
    },
  }
}
