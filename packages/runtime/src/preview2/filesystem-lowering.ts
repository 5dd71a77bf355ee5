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

// Where the payload of a `result<T, error-code>` begins: after the tag, aligned as T needs.
// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#alignment
/** T is absent or of one byte. */
export const BYTE = 1
/** T is a handle, string, list, or made of such. */
export const WORD = 4
/** T has a 64-bit member. */
export const LONG = 8

const BILLION = 1_000_000_000n

/** How this package's values cross the canonical ABI, for one lowered module. */
export const lowering = ({ context, handles }: ComponentRun, abi: Abi, held: Held) => {
  // Of the last time: those of one file are often the same.
  let moment = -1n
  let seconds = 0n
  let nanoseconds = 0

  /** `option<datetime>` at `out` of `view`: none before 1970, since `datetime` counts from there. */
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

  /** A u64 whose value is below 2^53, at `out` of `view`. */
  const count = (view: DataView, out: number, value: number): void => {
    view.setUint32(out, value, true)
    view.setUint32(out + 4, value / 2 ** 32, true)
  }

  return {
    handles,
    abi,
    held,

    /** Writes the `result` of `act` to `out`: `act` itself writes a payload, this the tag or the error-code. */
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

    /** What `open` opens, as a handle. Fails before it is opened when there is no room for another. */
    add<T>(kind: Kind<T>, open: () => T): number {
      if (handles.full) fail(InsufficientMemory)
      return handles.add(kind, open())
    },

    /** Traps unless all of the string is in memory. */
    string: (pointer: number, length: number): void => void abi.area(pointer, length >>> 0, 1),

    /** The string as a path, which it may not be fit for. */
    path: (pointer: number, length: number): string => abi.path(pointer, length),

    /** `new-timestamp` as its flat values: nanoseconds since 1970, undefined for `no-change`. */
    time(kind: number, seconds: bigint, nanoseconds: number): bigint | undefined {
      if (kind === 0) return undefined
      if (kind >>> 0 > 2) trapBecause(`case ${kind >>> 0} of a new-timestamp`)
      return kind === 1 ? context.clock.now() : BigInt.asUintN(64, seconds) * BILLION + BigInt(nanoseconds >>> 0)
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

    /** `metadata-hash-value`: what tells a file from all others. */
    hash(out: number, { device, inode }: Stat): void {
      abi.area(out, 16, 8)
      abi.u64(out, inode)
      abi.u64(out + 8, device)
    },
  }
}

export type Lowering = ReturnType<typeof lowering>

const isFile = (found: Descriptor): found is FileDescriptor => found.type !== DirectoryType
