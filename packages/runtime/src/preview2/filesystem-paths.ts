import type { DirectoryDescriptor } from '../directory/directory.js'
import type { CoreFunction } from './contract.js'
import { Invalid, fail } from '../errno.js'
import { BYTE, LONG, WORD, descriptor as kind } from './filesystem-lowering.js'
import type { Lowering } from './filesystem-lowering.js'

const FOLLOW = 1 // path-flags: symlink-follow
const OPEN_FLAGS = 15
const DESCRIPTOR_FLAGS = 63

/** Methods that take a path. Parameters are core values; `p, l` is a string's pointer and length, `out` where the result goes. */
export const pathMethods = (lower: Lowering): Record<string, CoreFunction> => {
  const { abi, attempt, descriptor, directory, path, string, time } = lower

  // Everything is lifted before anything can fail: a value that is not of its type traps, whatever else is wrong with the call.

  /** Acts on a path of a directory. */
  const at = (
    self: number,
    p: number,
    l: number,
    out: number,
    payload: number,
    act: (where: DirectoryDescriptor, name: string) => void,
  ): void =>
    attempt(out, payload, () => {
      const found = descriptor(self)
      string(p, l)
      act(directory(found), path(p, l))
    })

  /** Acts on two paths, each of a directory. */
  const between = (
    self: number,
    p: number,
    l: number,
    other: number,
    newP: number,
    newL: number,
    out: number,
    act: (from: DirectoryDescriptor, name: string, to: DirectoryDescriptor, newName: string) => void,
  ): void =>
    attempt(out, BYTE, () => {
      const from = descriptor(self)
      const to = descriptor(other)
      string(p, l)
      string(newP, newL)
      act(directory(from), path(p, l), directory(to), path(newP, newL))
    })

  return {
    '[method]descriptor.open-at': (
      self: number,
      flags: number,
      p: number,
      l: number,
      openFlags: number,
      descriptorFlags: number,
      out: number,
    ) =>
      at(self, p, l, out, WORD, (where, name) => {
        // Other bits are no flags, and lifting drops them.
        const open = () => where.openAt(name, (flags & FOLLOW) !== 0, openFlags & OPEN_FLAGS, descriptorFlags & DESCRIPTOR_FLAGS)
        abi.u32(out + WORD, lower.add(kind, open))
      }),

    '[method]descriptor.stat-at': (self: number, flags: number, p: number, l: number, out: number) =>
      at(self, p, l, out, LONG, (where, name) => lower.stat(out + LONG, where.statAt(name, (flags & FOLLOW) !== 0))),

    '[method]descriptor.metadata-hash-at': (self: number, flags: number, p: number, l: number, out: number) =>
      at(self, p, l, out, LONG, (where, name) => lower.hash(out + LONG, where.statAt(name, (flags & FOLLOW) !== 0))),

    // As the signature: two new-timestamps of three values each.
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
      const accessed = time(a, as, an)
      const modified = time(m, ms, mn)
      at(self, p, l, out, BYTE, (where, name) => where.setTimesAt(name, (flags & FOLLOW) !== 0, accessed, modified))
    },

    '[method]descriptor.create-directory-at': (self: number, p: number, l: number, out: number) =>
      at(self, p, l, out, BYTE, (where, name) => where.createDirectoryAt(name)),

    '[method]descriptor.remove-directory-at': (self: number, p: number, l: number, out: number) =>
      at(self, p, l, out, BYTE, (where, name) => where.removeDirectoryAt(name)),

    '[method]descriptor.unlink-file-at': (self: number, p: number, l: number, out: number) =>
      at(self, p, l, out, BYTE, (where, name) => where.unlinkFileAt(name)),

    '[method]descriptor.readlink-at': (self: number, p: number, l: number, out: number) =>
      at(self, p, l, out, WORD, (where, name) => abi.lowerString(out + WORD, where.readlinkAt(name))),

    '[method]descriptor.symlink-at': (self: number, p: number, l: number, newP: number, newL: number, out: number) =>
      between(self, p, l, self, newP, newL, out, (where, target, _, name) => where.symlinkAt(target, name)),

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
      between(self, p, l, other, newP, newL, out, (from, name, to, newName) => {
        // As wasmtime: hard links are made to symbolic links, never through them.
        if (flags & FOLLOW) fail(Invalid)
        from.linkAt(name, to, newName)
      }),

    '[method]descriptor.rename-at': (
      self: number,
      p: number,
      l: number,
      other: number,
      newP: number,
      newL: number,
      out: number,
    ) => between(self, p, l, other, newP, newL, out, (from, name, to, newName) => from.renameAt(name, to, newName)),
  }
}
