import { SystemError } from '../errno/errno.js'
import type { InputStream, OutputStream, Pollable } from '../stdio/streams.js'
import type { Abi } from './abi.js'
import { inputStream, ioError, outputStream } from './handles.js'
import type { ComponentRun } from './part.js'

/** The maximum number of bytes of one call: a guest may request 2^64 - 1. */
export const LIMIT = 1 << 20

/** The maximum number of bytes that `skip` and `splice` move, because they pass through an array here. */
const DRAINED = 65536

// The offset of a `result`'s payload: after the tag, aligned for the larger of the two cases.
/** The offset in `result<_, stream-error>` and `result<list<u8>, stream-error>`. */
export const UNIT = 4
/** The offset in `result<u64, stream-error>`. */
export const U64 = 8

export const always: Pollable = { ready: () => true }

export const limited = (length: bigint): number => (length < 0n || length > LIMIT ? LIMIT : Number(length))

/** Waits until `stream` is ready, and then calls `act`. Handles may change during the wait, so `act` has to look them up. */
export const whenReady = (stream: InputStream, act: () => void): void | Promise<void> => {
  const waiting = stream.wait?.(true)
  return waiting ? waiting.then(act) : act()
}

/** How the results of streams cross the canonical ABI. `stream-error` is 0 last-operation-failed(own<error>) or 1 closed. */
export const streamResults = ({ handles }: ComponentRun, abi: Abi) => {
  /** Traps unless there is room for a result. The stream-error of eight bytes is always the larger case. */
  const area = (out: number, payload: number): number => abi.area(out, payload + 8, payload)
  /** Writes last-operation-failed as the result, if `error` is a SystemError. */
  const failed = (out: number, payload: number, error: unknown): void => {
    if (!(error instanceof SystemError)) throw error
    abi.u8(out, 1)
    abi.u8(out + payload, 0)
    abi.u32(out + payload + 4, handles.add(ioError, error))
  }
  /** Calls `act`, which writes the result unless it fails. */
  const result = (out: number, payload: number, act: () => void): void => {
    area(out, payload)
    try {
      act()
    } catch (error) {
      failed(out, payload, error)
    }
  }
  const closed = (out: number, payload: number): void => {
    abi.u8(out, 1)
    abi.u8(out + payload, 1)
  }
  /** Writes a `result<u64, stream-error>` for success. */
  const count = (out: number, value: number): void => {
    abi.u8(out, 0)
    abi.pair(out + U64, value, 0)
  }
  return {
    area,
    closed,
    count,
    result,
    /** Writes to an output stream. Unlike `onOutput`, it makes no function for each call, because writes are so frequent. */
    write(handle: number, pointer: number, length: number, out: number): void {
      const stream = handles.get(outputStream, handle)
      area(out, UNIT)
      try {
        stream.write(abi.slice(pointer, length))
        abi.u8(out, 0)
      } catch (error) {
        failed(out, UNIT, error)
      }
    },
    /** Moves up to `length` bytes out of the stream `from`, into the stream `to` if there is one. */
    drain(from: number, length: bigint, out: number, to?: number): void {
      result(out, U64, () => {
        const stream = handles.get(inputStream, from)
        const sink = to === undefined ? undefined : handles.get(outputStream, to)
        const buffer = new Uint8Array(Math.min(limited(length), DRAINED))
        const got = stream.readInto(buffer)
        if (got === 0 && buffer.length > 0) return closed(out, U64)
        if (got > 0) sink?.write(buffer.subarray(0, got))
        count(out, Math.max(got, 0))
      })
    },
    /** Calls `act` with an output stream, and writes a `result<_, stream-error>`. */
    onOutput(handle: number, out: number, act: (stream: OutputStream) => void): void {
      const stream = handles.get(outputStream, handle)
      result(out, UNIT, () => {
        act(stream)
        abi.u8(out, 0)
      })
    },
  }
}
