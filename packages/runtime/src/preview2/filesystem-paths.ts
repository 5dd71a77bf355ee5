import type { CoreFunction } from './contract.js'
import { Invalid, fail } from '../errno.js'
import { BYTE, LONG, WORD, descriptor } from './filesystem-lowering.js'
import type { Lowering } from './filesystem-lowering.js'

const FOLLOW = 1 // path-flags: symlink-follow
const OPEN_FLAGS = 15
const DESCRIPTOR_FLAGS = 63

/** Methods that take a path. Parameters are core values; `p, l` is a string's pointer and length, `out` where the result goes. */
export const pathMethods = ({
  add,
  abi,
  attempt,
  directory,
  path,
  time,
  stat,
  hash,
}: Lowering): Record<string, CoreFunction> => ({
  '[method]descriptor.open-at': (
    self: number,
    flags: number,
    p: number,
    l: number,
    openFlags: number,
    descriptorFlags: number,
    out: number,
  ) =>
    attempt(out, WORD, () => {
      const where = directory(self)
      const name = path(p, l)
      // Other bits are no flags, and lifting drops them.
      const open = () => where.openAt(name, (flags & FOLLOW) !== 0, openFlags & OPEN_FLAGS, descriptorFlags & DESCRIPTOR_FLAGS)
      abi.u32(out + WORD, add(descriptor, open))
    }),

  '[method]descriptor.stat-at': (self: number, flags: number, p: number, l: number, out: number) =>
    attempt(out, LONG, () => stat(out + LONG, directory(self).statAt(path(p, l), (flags & FOLLOW) !== 0))),

  '[method]descriptor.metadata-hash-at': (self: number, flags: number, p: number, l: number, out: number) =>
    attempt(out, LONG, () => hash(out + LONG, directory(self).statAt(path(p, l), (flags & FOLLOW) !== 0))),

  // prettier-ignore -- as the signature: two new-timestamps of three values each
  '[method]descriptor.set-times-at': (
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
  ) => attempt(out, BYTE, () => directory(self).setTimesAt(path(p, l), (flags & FOLLOW) !== 0, time(a, as, an), time(m, ms, mn))),

  '[method]descriptor.create-directory-at': (self: number, p: number, l: number, out: number) =>
    attempt(out, BYTE, () => directory(self).createDirectoryAt(path(p, l))),

  '[method]descriptor.remove-directory-at': (self: number, p: number, l: number, out: number) =>
    attempt(out, BYTE, () => directory(self).removeDirectoryAt(path(p, l))),

  '[method]descriptor.unlink-file-at': (self: number, p: number, l: number, out: number) =>
    attempt(out, BYTE, () => directory(self).unlinkFileAt(path(p, l))),

  '[method]descriptor.readlink-at': (self: number, p: number, l: number, out: number) =>
    attempt(out, WORD, () => abi.lowerString(out + WORD, directory(self).readlinkAt(path(p, l)))),

  '[method]descriptor.symlink-at': (self: number, p: number, l: number, newP: number, newL: number, out: number) =>
    attempt(out, BYTE, () => directory(self).symlinkAt(path(p, l), path(newP, newL))),

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
    attempt(out, BYTE, () => {
      // As wasmtime: hard links are made to symbolic links, never through them.
      if (flags & FOLLOW) fail(Invalid)
      directory(self).linkAt(path(p, l), directory(other), path(newP, newL))
    }),

  '[method]descriptor.rename-at': (self: number, p: number, l: number, other: number, newP: number, newL: number, out: number) =>
    attempt(out, BYTE, () => directory(self).renameAt(path(p, l), directory(other), path(newP, newL))),
})
