import { clockOf } from '../context/clock.js'
import type { Abi } from './abi.js'
import { DirectoryType } from '../directory/directory.js'
import type { Descriptor, DirectoryDescriptor, FileDescriptor, Stat } from '../directory/directory.js'
import type { Held, Listing } from './filesystem-listing.js'
import type { Kind } from './handles.js'
import { BadDescriptor, InsufficientMemory, NotDirectory, fail } from '../errno/errno.js'
import { trapBecause } from '../errors/trap.js'
import { errorCode } from '../errno/error-code.js'
import type { ComponentRun } from './part.js'

export const descriptor: Kind<Descriptor> = { resource: 'descriptor' }
export const directoryStream: Kind<Listing> = { resource: 'directory-entry-stream' }

// The offset of the payload of a `result<T, error-code>`: after the tag, aligned for T.
// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#alignment
/** T is absent or has one byte. */
export const BYTE = 1
/** T is a handle, string or list, or consists of these. */
export const WORD = 4
/** T has a 64-bit member. */
export const LONG = 8

const BILLION = 1_000_000_000n

/** How the values of wasi:filesystem cross the canonical ABI, for one pair of memory and `realloc`. */
export const lowering = ({ context, handles }: ComponentRun, abi: Abi, held: Held) => {
  // The last time that was lowered, since the times of a file are often equal.
  let moment = -1n
  let seconds = 0n
  let nanoseconds = 0

  /** Writes an `option<datetime>` at `out`. It is `none` before 1970, where `datetime` begins. */
  const datetime = (view: DataView, out: number, time: bigint): void => {
    if (time !== moment) {
      moment = time
      seconds = time / BILLION
      nanoseconds = Number(time - seconds * BILLION)
    }
    view.setUint8(out, time < 0n ? 0 : 1)
    view.setBigUint64(out + 8, seconds, true)
    view.setUint32(out + 16, nanoseconds, true)
  }

  /** Writes a number below 2^53 as a u64 at `out`. */
  const count = (view: DataView, out: number, value: number): void => {
    view.setUint32(out, value, true)
    view.setUint32(out + 4, value / 2 ** 32, true)
  }

  return {
    handles,
    abi,
    held,

    /** Calls `act`, which writes a payload, and writes the tag of the `result` to `out`, or the error-code if it fails. */
    result(out: number, payload: number, act: () => void): void {
      abi.area(out, 2 * payload, payload)
      try {
        act()
        abi.u8(out, 0)
      } catch (error) {
        const code = errorCode(error)
        abi.u8(out, 1)
        abi.u8(out + payload, code)
      }
    },

    descriptor: (handle: number): Descriptor => handles.get(descriptor, handle),

    file: (found: Descriptor, otherwise: number = BadDescriptor): FileDescriptor => (isFile(found) ? found : fail(otherwise)),

    directory: (found: Descriptor): DirectoryDescriptor => (isFile(found) ? fail(NotDirectory) : found),

    /** A handle of what `open` opens. Fails without calling `open` if there are too many handles. */
    add<T>(kind: Kind<T>, open: () => T): number {
      if (handles.full) fail(InsufficientMemory)
      return handles.add(kind, open())
    },

    /** Traps unless the whole string is in memory. */
    string: (pointer: number, length: number): void => void abi.area(pointer, length >>> 0, 1),

    /** The string as a path. Fails if it can't be one. */
    path: (pointer: number, length: number): string => abi.path(pointer, length),

    /** Lifts a `new-timestamp` from its flat values: nanoseconds since 1970, or undefined for `no-change`. */
    time(kind: number, seconds: bigint, nanoseconds: number): bigint | undefined {
      if (kind === 0) return undefined
      if (kind >>> 0 > 2) trapBecause(`invalid new-timestamp ${kind >>> 0}`)
      return kind === 1 ? clockOf(context).now() : BigInt.asUintN(64, seconds) * BILLION + BigInt(nanoseconds >>> 0)
    },

    stat(out: number, { type, links, size, accessed, modified, changed }: Stat): void {
      const at = abi.area(out, 96, 8)
      const { view } = abi
      view.setUint8(at, type)
      count(view, at + 8, links)
      count(view, at + 16, size)
      datetime(view, at + 24, accessed)
      datetime(view, at + 48, modified)
      datetime(view, at + 72, changed)
    },

    /** Writes a `metadata-hash-value`, which distinguishes a file from all others. */
    hash(out: number, { device, inode }: Stat): void {
      abi.area(out, 16, 8)
      abi.u64(out, inode)
      abi.u64(out + 8, device)
    },
  }
}

export type Lowering = ReturnType<typeof lowering>

const isFile = (found: Descriptor): found is FileDescriptor => found.type !== DirectoryType
