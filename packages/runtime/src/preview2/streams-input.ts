import type { InputStream, Pollable } from '../stdio/streams.js'
import { inputStream, pollable } from './handles.js'
import type { ComponentPart } from './part.js'
import { always, limited, streamResults, UNIT, whenReady } from './stream-results.js'

const pollableOf = (stream: InputStream): Pollable =>
  stream.ready ? { ready: () => stream.ready!(), ...(stream.wait && { wait: (alone: boolean) => stream.wait!(alone) }) } : always

/** The functions of wasi:io/streams that read. */
export const inputStreams: ComponentPart = (run) => (abi) => {
  const { handles } = run
  const { closed, drain, result } = streamResults(run, abi)

  const read = (handle: number, length: bigint, out: number): void =>
    result(out, UNIT, () => {
      const stream = handles.get(inputStream, handle)
      const wanted = limited(length)
      const size = stream.ready?.() === false ? 0 : Math.min(wanted, stream.available?.() ?? wanted)
      const pointer = abi.alloc(1, size)
      const got = handles.get(inputStream, handle).readInto(abi.slice(pointer, size))
      if (got === 0 && wanted > 0) return closed(out, UNIT)
      abi.u8(out, 0)
      abi.pair(out + UNIT, pointer, Math.max(got, 0))
    })

  return {
    'wasi:io/streams': {
      '[method]input-stream.read': (handle: number, length: bigint, out: number) => read(handle, length, out),
      '[method]input-stream.blocking-read'(handle: number, length: bigint, out: number) {
        return whenReady(handles.get(inputStream, handle), () => read(handle, length, out))
      },
      '[method]input-stream.skip': (handle: number, length: bigint, out: number) => drain(handle, length, out),
      '[method]input-stream.blocking-skip'(handle: number, length: bigint, out: number) {
        return whenReady(handles.get(inputStream, handle), () => drain(handle, length, out))
      },
      '[method]input-stream.subscribe': (handle: number) =>
        handles.add(pollable, pollableOf(handles.get(inputStream, handle)), handle),
    },
  }
}
