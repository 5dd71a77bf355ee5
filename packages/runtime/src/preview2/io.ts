import { SystemError } from '../errno/errno.js'
import { exceeded } from '../guest/limits.js'
import type { InputStream } from '../stdio/streams.js'
import { inputStream, ioError, outputStream, pollable } from './handles.js'
import { trapBecause } from '../errors/trap.js'
import { waitForAny, type Pollable } from '../context/wait.js'
import { errorCode, type ComponentPart } from './part.js'
import { always, limited, LIMIT, streamResults, U64, UNIT, whenReady } from './stream-results.js'

/** The most of wasi:io; the rest is in extra.ts. No output of ours holds anything back, so there is nothing to flush. */
export const io: ComponentPart = (state) => (abi) => {
  const { handles, options } = state
  const { area, attempt, closed, count, guard, write } = streamResults(state, abi)

  const pollableOf = (stream: InputStream): Pollable =>
    stream.ready
      ? { ready: () => stream.ready!(), ...(stream.wait && { wait: (alone: boolean) => stream.wait!(alone) }) }
      : always

  const read = (handle: number, length: bigint, out: number): void =>
    guard(out, UNIT, () => {
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
    'wasi:io/poll': {
      poll(pointer: number, length: number, out: number) {
        const count = length >>> 0
        if (count === 0) trapBecause('poll: empty list')
        const start = abi.area(pointer, 4 * count, 4)
        // One handle can be in it many times.
        if (count > options.maxHandles) exceeded(state, 'HANDLE_LIMIT', 'maxHandles', `polls ${count} handles at once`)
        const list = Array.from({ length: count }, (_, index) => abi.view.getUint32(start + 4 * index, true))
        const answer = () => {
          const ready = [...list.keys()].filter((index) => handles.get(pollable, list[index]!).ready())
          abi.lowerList(out, ready, 4, 4, (index, at) => abi.u32(at, index))
        }
        const waiting = waitForAny(
          state,
          list.map((handle) => handles.get(pollable, handle)),
        )
        return waiting ? waiting.then(answer) : answer()
      },
    },
    'wasi:io/streams': {
      '[method]input-stream.read': (handle: number, length: bigint, out: number) => read(handle, length, out),
      '[method]input-stream.blocking-read'(handle: number, length: bigint, out: number) {
        return whenReady(handles.get(inputStream, handle), () => read(handle, length, out))
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
      '[method]output-stream.blocking-flush': (handle: number, out: number) => attempt(handle, out, () => {}),
      '[method]output-stream.subscribe'(handle: number) {
        handles.get(outputStream, handle)
        return handles.add(pollable, always, handle)
      },
    },
    // Here, not with the files: the adapter asks it of any stream's error.
    'wasi:filesystem/types': {
      'filesystem-error-code'(handle: number, out: number) {
        const error = handles.get(ioError, handle)
        const known = error instanceof SystemError
        abi.area(out, 2, 1)
        abi.u8(out, known ? 1 : 0)
        if (known) abi.u8(out + 1, errorCode(error))
      },
    },
  }
}
