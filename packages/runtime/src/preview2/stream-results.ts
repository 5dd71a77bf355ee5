import { SystemError } from '../errno/errno.js'
import type { InputStream, OutputStream, Pollable } from '../stdio/streams.js'
import type { Abi } from './abi.js'
import { ioError, outputStream } from './handles.js'
import type { ComponentRun } from './part.js'

/** The maximum number of bytes of one call: a guest may request 2^64 - 1. */
export const LIMIT = 1 << 20

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
  return {
    area,
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
    closed(out: number, payload: number): void {
      abi.u8(out, 1)
      abi.u8(out + payload, 1)
    },
    /** Writes a `result<u64, stream-error>` for success. */
    count(out: number, value: number): void {
      abi.u8(out, 0)
      abi.pair(out + U64, value, 0)
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
