import { inputStream, ioError, outputStream, pollable } from './handles.js'
import { trapBecause } from '../errors/trap.js'
import { waitForAny } from '../context/wait.js'
import type { ComponentPart } from './part.js'
import { randomBytes } from './random.js'
import { limited, LIMIT, streamResults, U64, whenReady } from './stream-results.js'

/** What wasi:cli, wasi:io and wasi:random have beyond the functions that preview1 adapters call. */
export const extra: ComponentPart = (state) => (abi) => {
  const { handles } = state
  const { attempt, closed, count, guard } = streamResults(state, abi)
  const { getBytes, getU64 } = randomBytes(state, abi)

  /** Moves up to `length` bytes out of the stream `from`, into the stream `to` if there is one. */
  const drain = (from: number, length: bigint, out: number, to?: number): void =>
    guard(out, U64, () => {
      const stream = handles.get(inputStream, from)
      const sink = to === undefined ? undefined : handles.get(outputStream, to)
      const buffer = new Uint8Array(Math.min(limited(length), 65536))
      const got = stream.readInto(buffer)
      if (got === 0 && buffer.length > 0) return closed(out, U64)
      if (got > 0) sink?.write(buffer.subarray(0, got))
      count(out, Math.max(got, 0))
    })
  const writeZeroes = (handle: number, length: bigint, out: number) =>
    attempt(handle, out, (stream) => {
      if (length < 0n || length > LIMIT) trapBecause('write-zeroes: longer than check-write allows')
      stream.write(new Uint8Array(Number(length)))
    })
  const splice = (blocking: boolean) => (handle: number, from: number, length: bigint, out: number) => {
    const act = () => drain(from, length, out, handle)
    if (!blocking) return act()
    // There must be one before anything is waited for.
    handles.get(outputStream, handle)
    return whenReady(handles.get(inputStream, from), act)
  }

  return {
    'wasi:cli/environment': { 'initial-cwd': (out: number) => abi.u8(abi.area(out, 12, 4), 0) },
    'wasi:io/error': {
      '[method]error.to-debug-string'(handle: number, out: number) {
        abi.lowerString(out, handles.get(ioError, handle).message)
      },
    },
    'wasi:io/poll': {
      '[method]pollable.ready': (handle: number) => (handles.get(pollable, handle).ready() ? 1 : 0),
      '[method]pollable.block': (handle: number) => waitForAny(state, [handles.get(pollable, handle)]),
    },
    'wasi:io/streams': {
      '[method]input-stream.skip': (handle: number, length: bigint, out: number) => drain(handle, length, out),
      '[method]input-stream.blocking-skip'(handle: number, length: bigint, out: number) {
        return whenReady(handles.get(inputStream, handle), () => drain(handle, length, out))
      },
      '[method]output-stream.flush': (handle: number, out: number) => attempt(handle, out, () => {}),
      '[method]output-stream.write-zeroes': writeZeroes,
      '[method]output-stream.blocking-write-zeroes-and-flush': writeZeroes,
      '[method]output-stream.splice': splice(false),
      '[method]output-stream.blocking-splice': splice(true),
    },
    'wasi:random/random': { 'get-random-u64': getU64 },
    'wasi:random/insecure': { 'get-insecure-random-bytes': getBytes, 'get-insecure-random-u64': getU64 },
    'wasi:random/insecure-seed': {
      'insecure-seed'(out: number) {
        abi.area(out, 16, 8)
        abi.u64(out, getU64())
        abi.u64(out + 8, getU64())
      },
    },
  }
}
