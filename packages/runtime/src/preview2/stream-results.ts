import { SystemError } from '../errno/errno.js'
import type { InputStream, OutputStream, Pollable } from '../stdio/streams.js'
import type { Abi } from './abi.js'
import { ioError, outputStream } from './handles.js'
import type { ComponentRun } from './part.js'

/** What one call moves at most, bytes: a guest may ask for 2^64 - 1. */
export const LIMIT = 1 << 20

// Where a `result`'s payload begins: after the tag, aligned as the larger of the two cases needs.
/** Of `result<_, stream-error>` and `result<list<u8>, stream-error>`. */
export const UNIT = 4
/** Of `result<u64, stream-error>`. */
export const U64 = 8

export const always: Pollable = { ready: () => true }

export const limited = (length: bigint): number => (length < 0n || length > LIMIT ? LIMIT : Number(length))

/** Waits until `stream` has something to say, then acts. What handles stand for is to be looked up by `act`, after the wait. */
export const whenReady = (stream: InputStream, act: () => void): void | Promise<void> => {
  const waiting = stream.wait?.(true)
  return waiting ? waiting.then(act) : act()
}

/** How the results of streams cross the canonical ABI. `stream-error` is 0 last-operation-failed(own<error>) or 1 closed. */
export const streamResults = ({ handles }: ComponentRun, abi: Abi) => {
  /** Traps unless there is room for a result. All have the same size: a stream-error of eight bytes is the larger case. */
  const area = (out: number, payload: number): number => abi.area(out, payload + 8, payload)
  /** A SystemError becomes the result's last-operation-failed. */
  const failed = (out: number, payload: number, error: unknown): void => {
    if (!(error instanceof SystemError)) throw error
    abi.u8(out, 1)
    abi.u8(out + payload, 0)
    abi.u32(out + payload + 4, handles.add(ioError, error))
  }
  /** Acts: `act` itself writes the result, unless it fails. */
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
    /** As `onOutput`, without a function that is made for each call: most of what programs do is to write. */
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
    /** `result<u64, stream-error>`: success. */
    count(out: number, value: number): void {
      abi.u8(out, 0)
      abi.pair(out + U64, value, 0)
    },
    /** `result<_, stream-error>` of something done to an output stream. */
    onOutput(handle: number, out: number, act: (stream: OutputStream) => void): void {
      const stream = handles.get(outputStream, handle)
      result(out, UNIT, () => {
        act(stream)
        abi.u8(out, 0)
      })
    },
  }
}
