import { inputStream, ioError, outputStream, pollable, trap } from './handles.js'
import { waitForAny } from '../wait.js'
import type { InputStream } from '../stdio/streams.js'
import type { ComponentPart } from './contract.js'
import { randomBytes } from './random.js'
import { limited, LIMIT, streamResults, U64, whenReady } from './stream-results.js'

/** What wasi:cli, wasi:io and wasi:random have beyond the functions that preview1 adapters call. */
export const extra: ComponentPart = (state) => (abi) => {
  const { handles } = state
  const { attempt, closed, count, guard } = streamResults(state, abi)
  const { getBytes, getU64 } = randomBytes(state, abi)

  /** Moves up to `length` bytes out of `stream`, into `sink` if there is one. */
  const drain = (stream: InputStream, length: bigint, out: number, sink?: (bytes: Uint8Array) => void): void =>
    guard(out, U64, () => {
      const buffer = new Uint8Array(Math.min(limited(length), 65536))
      const got = stream.readInto(buffer)
      if (got === 0 && buffer.length > 0) return closed(out, U64)
      if (got > 0) sink?.(buffer.subarray(0, got))
      count(out, Math.max(got, 0))
    })
  const writeZeroes = (handle: number, length: bigint, out: number) =>
    attempt(handle, out, (stream) => {
      if (length < 0n || length > LIMIT) trap('write-zeroes: longer than check-write allows')
      stream.write(new Uint8Array(Number(length)))
    })
  const splice = (blocking: boolean) => (handle: number, from: number, length: bigint, out: number) => {
    const to = handles.get(outputStream, handle)
    const stream = handles.get(inputStream, from)
    const act = () => drain(stream, length, out, (bytes) => to.write(bytes))
    return blocking ? whenReady(stream, act) : act()
  }

  return {
    'wasi:cli/environment': { 'initial-cwd': (out: number) => abi.u8(out, 0) },
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
      '[method]input-stream.skip': (handle: number, length: bigint, out: number) =>
        drain(handles.get(inputStream, handle), length, out),
      '[method]input-stream.blocking-skip'(handle: number, length: bigint, out: number) {
        const stream = handles.get(inputStream, handle)
        return whenReady(stream, () => drain(stream, length, out))
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
        abi.u64(out, getU64())
        abi.u64(out + 8, getU64())
      },
    },
  }
}
