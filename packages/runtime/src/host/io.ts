import { inputStream, ioError, outputStream, pollable, trap, type Pollable } from '../handles.js'
import { waitForAny } from '../wait.js'
import { FsError, type HostPart, type InputStream } from './contract.js'
import { always, limited, LIMIT, streamResults, UNIT, whenReady } from './stream-results.js'

/** wasi:io, as far as the preview1 adapter calls it; the rest is in extra.ts. */
export const io: HostPart = (state) => (abi) => {
  const { handles } = state
  const { attempt, closed, count, guard } = streamResults(state, abi)

  const pollableOf = (stream: InputStream): Pollable =>
    stream.ready
      ? { ready: () => stream.ready!(), ...(stream.wait && { wait: (alone: boolean) => stream.wait!(alone) }) }
      : always

  const read = (stream: InputStream, length: bigint, out: number): void =>
    guard(out, UNIT, () => {
      const wanted = limited(length)
      const size = stream.ready?.() === false ? 0 : Math.min(wanted, stream.available?.() ?? wanted)
      const pointer = abi.alloc(1, size)
      const got = stream.readInto(abi.slice(pointer, size))
      if (got === 0 && wanted > 0) return closed(out, UNIT)
      abi.u8(out, 0)
      abi.pair(out + UNIT, pointer, Math.max(got, 0))
    })
  return {
    'wasi:io/poll': {
      poll(pointer: number, length: number, out: number) {
        if (length === 0) trap('poll: empty list')
        const list = Array.from({ length }, (_, index) => handles.get(pollable, abi.view.getUint32(pointer + 4 * index, true)))
        const answer = () => {
          const ready = [...list.keys()].filter((index) => list[index]!.ready())
          abi.lowerList(out, ready, 4, 4, (index, at) => abi.u32(at, index))
        }
        const waiting = waitForAny(state, list)
        return waiting ? waiting.then(answer) : answer()
      },
    },
    'wasi:io/streams': {
      '[method]input-stream.read': (handle: number, length: bigint, out: number) =>
        read(handles.get(inputStream, handle), length, out),
      '[method]input-stream.blocking-read'(handle: number, length: bigint, out: number) {
        const stream = handles.get(inputStream, handle)
        return whenReady(stream, () => read(stream, length, out))
      },
      '[method]input-stream.subscribe': (handle: number) =>
        handles.add(pollable, pollableOf(handles.get(inputStream, handle)), handle),
      '[method]output-stream.check-write'(handle: number, out: number) {
        handles.get(outputStream, handle)
        count(out, LIMIT)
      },
      '[method]output-stream.write': (handle: number, pointer: number, length: number, out: number) =>
        attempt(handle, out, (stream) => stream.write(abi.slice(pointer, length))),
      '[method]output-stream.blocking-write-and-flush'(handle: number, pointer: number, length: number, out: number) {
        if (abi.taken(pointer)) return abi.u8(out, 0)
        attempt(handle, out, (stream) => {
          stream.write(abi.sliceOfWrite(pointer, length))
          stream.flush?.()
        })
      },
      '[method]output-stream.blocking-flush': (handle: number, out: number) => attempt(handle, out, (stream) => stream.flush?.()),
      '[method]output-stream.subscribe'(handle: number) {
        handles.get(outputStream, handle)
        return handles.add(pollable, always, handle)
      },
    },
    // Here, not with the files: the adapter asks it of any stream's error.
    'wasi:filesystem/types': {
      'filesystem-error-code'(handle: number, out: number) {
        const error = handles.get(ioError, handle)
        const known = error instanceof FsError
        abi.u8(out, known ? 1 : 0)
        if (known) abi.u8(out + 1, error.code)
      },
    },
  }
}
