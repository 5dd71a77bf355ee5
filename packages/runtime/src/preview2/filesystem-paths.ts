import { readPath } from '../guest/paths.js'
import type { Descriptor, DirectoryDescriptor } from '../directory/directory.js'
import { Invalid, fail } from '../errno/errno.js'
import { BYTE, LONG, WORD, descriptor as kind, directoryOf, lowering } from './filesystem-lowering.js'
import { newTimestamp, statLowering } from './filesystem-times.js'
import type { ComponentPart } from './part.js'

const FOLLOW = 1 // path-flags: symlink-follow
const OPEN_FLAGS = 15
const DESCRIPTOR_FLAGS = 63

/**
 * The methods of `descriptor` with a path. Parameters are core values: `p, l` is a string's pointer and length, and the result
 * goes to `out`.
 */
export const filesystemPaths: ComponentPart = (run) => (abi) => {
  const { add, descriptor, result } = lowering(run, abi)
  const { hash, stat } = statLowering(abi)

  // Everything is lifted before anything can fail: a value that does not fit its type traps, whatever else is wrong.

  /** Traps unless the whole string is in memory. */
  const string = (p: number, l: number): void => void abi.area(p, l >>> 0, 1)
  /** The string as a path. Fails if it can't be one. */
  const path = (p: number, l: number): string => readPath(abi, p, l)
  /** Lifts a handle and the string after it. Traps if either is invalid. */
  const lifted = (handle: number, p: number, l: number): Descriptor => {
    const found = descriptor(handle)
    string(p, l)
    return found
  }
  /** Lifts the directory `self`, in which a path will be looked up, and checks the path's string. */
  const where = (self: number, p: number, l: number): DirectoryDescriptor => directoryOf(lifted(self, p, l))

  return {
    'wasi:filesystem/types': {
      '[method]descriptor.open-at': (
        self: number,
        flags: number,
        p: number,
        l: number,
        openFlags: number,
        descriptorFlags: number,
        out: number,
      ) =>
        result(out, WORD, () => {
          const found = where(self, p, l)
          const name = path(p, l)
          // Other bits are not flags, and lifting drops them.
          const open = () =>
            found.openAt(name, (flags & FOLLOW) !== 0, openFlags & OPEN_FLAGS, descriptorFlags & DESCRIPTOR_FLAGS)
          add(out + WORD, kind, open)
        }),

      '[method]descriptor.stat-at': (self: number, flags: number, p: number, l: number, out: number) =>
        result(out, LONG, () => stat(out + LONG, where(self, p, l).statAt(path(p, l), (flags & FOLLOW) !== 0))),

      '[method]descriptor.metadata-hash-at': (self: number, flags: number, p: number, l: number, out: number) =>
        result(out, LONG, () => hash(out + LONG, where(self, p, l).statAt(path(p, l), (flags & FOLLOW) !== 0))),

      // The signature has two new-timestamps of three values each.
      '[method]descriptor.set-times-at'(
        self: number,
        flags: number,
        p: number,
        l: number,
        a: number,
        as: bigint,
        an: number,
        m: number,
        ms: bigint,
        mn: number,
        out: number,
      ) {
        const accessed = newTimestamp(run.context, a, as, an)
        const modified = newTimestamp(run.context, m, ms, mn)
        result(out, BYTE, () => where(self, p, l).setTimesAt(path(p, l), (flags & FOLLOW) !== 0, accessed, modified))
      },

      '[method]descriptor.create-directory-at': (self: number, p: number, l: number, out: number) =>
        result(out, BYTE, () => where(self, p, l).createDirectoryAt(path(p, l))),

      '[method]descriptor.remove-directory-at': (self: number, p: number, l: number, out: number) =>
        result(out, BYTE, () => where(self, p, l).removeDirectoryAt(path(p, l))),

      '[method]descriptor.unlink-file-at': (self: number, p: number, l: number, out: number) =>
        result(out, BYTE, () => where(self, p, l).unlinkFileAt(path(p, l))),

      '[method]descriptor.readlink-at': (self: number, p: number, l: number, out: number) =>
        result(out, WORD, () => abi.lowerString(out + WORD, where(self, p, l).readlinkAt(path(p, l)))),

      '[method]descriptor.symlink-at': (self: number, p: number, l: number, newP: number, newL: number, out: number) =>
        result(out, BYTE, () => {
          string(newP, newL)
          where(self, p, l).symlinkAt(path(p, l), path(newP, newL))
        }),

      '[method]descriptor.link-at': (
        self: number,
        flags: number,
        p: number,
        l: number,
        other: number,
        newP: number,
        newL: number,
        out: number,
      ) =>
        result(out, BYTE, () => {
          const to = lifted(other, newP, newL)
          const from = where(self, p, l)
          // A hard link to a symbolic link never follows it, as in wasmtime.
          if (flags & FOLLOW) fail(Invalid)
          from.linkAt(path(p, l), directoryOf(to), path(newP, newL))
        }),

      '[method]descriptor.rename-at': (
        self: number,
        p: number,
        l: number,
        other: number,
        newP: number,
        newL: number,
        out: number,
      ) =>
        result(out, BYTE, () => {
          const to = lifted(other, newP, newL)
          where(self, p, l).renameAt(path(p, l), directoryOf(to), path(newP, newL))
        }),
    },
  }
}
