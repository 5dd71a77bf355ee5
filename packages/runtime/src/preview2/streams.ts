import { trapBecause } from '../errors/trap.js'
import type { InputStream, Pollable } from '../stdio/streams.js'
import { inputStream, outputStream, pollable } from './handles.js'
import type { ComponentPart } from './part.js'
import { always, limited, LIMIT, streamResults, U64, UNIT, whenReady } from './stream-results.js'

/** The maximum number of bytes that `skip` and `splice` move, because they pass through an array here. */
const DRAINED = 65536

/** wasi:io/streams. The host's output streams hold nothing back, so there is nothing to flush. */
export const streams: ComponentPart = (run) => (abi) => {
  const { handles } = run
  const { area, closed, count, onOutput, result, write } = streamResults(run, abi)

  const pollableOf = (stream: InputStream): Pollable =>
    stream.ready
      ? { ready: () => stream.ready!(), ...(stream.wait && { wait: (alone: boolean) => stream.wait!(alone) }) }
      : always

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

  /** Moves up to `length` bytes out of the stream `from`, into the stream `to` if there is one. */
  const drain = (from: number, length: bigint, out: number, to?: number): void =>
    result(out, U64, () => {
      const stream = handles.get(inputStream, from)
      const sink = to === undefined ? undefined : handles.get(outputStream, to)
      const buffer = new Uint8Array(Math.min(limited(length), DRAINED))
      const got = stream.readInto(buffer)
      if (got === 0 && buffer.length > 0) return closed(out, U64)
      if (got > 0) sink?.write(buffer.subarray(0, got))
      count(out, Math.max(got, 0))
    })

  const flush = (handle: number, out: number): void => onOutput(handle, out, () => {})

  const writeZeroes = (handle: number, length: bigint, out: number): void =>
    onOutput(handle, out, (stream) => {
      if (length < 0n || length > LIMIT) trapBecause('write-zeroes: longer than check-write allows')
      stream.write(new Uint8Array(Number(length)))
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
