import type { Abi } from './abi.js'
import { DirectoryType } from '../directory/directory.js'
import type { Descriptor, DirectoryDescriptor, FileDescriptor } from '../directory/directory.js'
import type { Listing } from './filesystem-listing.js'
import type { Kind } from './handles.js'
import { BadDescriptor, InsufficientMemory, IsDirectory, NotDirectory, fail } from '../errno/errno.js'
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

/** How the values of wasi:filesystem cross the canonical ABI, for one pair of memory and `realloc`. */
export const lowering = ({ handles }: ComponentRun, abi: Abi) => ({
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

  /** Writes a handle of what `open` opens to `out`. Fails without calling `open` if there are too many handles. */
  add<T>(out: number, kind: Kind<T>, open: () => T): void {
    if (handles.full) fail(InsufficientMemory)
    abi.u32(out, handles.add(kind, open()))
  },
})

export const fileOf = (found: Descriptor, otherwise: number = BadDescriptor): FileDescriptor =>
  isFile(found) ? found : fail(otherwise)

/** `found`, if it is a file that is open with `access` (`Read` or `Write`), or with any access if that is 0. */
export const openFile = (found: Descriptor, access: number): FileDescriptor => {
  const file = fileOf(found, access ? IsDirectory : BadDescriptor)
  return (file.flags & access) === access ? file : fail(BadDescriptor)
}

export const directoryOf = (found: Descriptor): DirectoryDescriptor => (isFile(found) ? fail(NotDirectory) : found)

const isFile = (found: Descriptor): found is FileDescriptor => found.type !== DirectoryType
