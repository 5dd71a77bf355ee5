import { Read, Write } from '../directory/directory.js'
import type { FileDescriptor } from '../directory/directory.js'
import { position, writePosition } from '../directory/position.js'
import { inputStream, outputStream } from './handles.js'
import type { CoreFunction } from '../guest/core-function.js'
import { BadDescriptor, InsufficientMemory, Invalid, InvalidSeek, IsDirectory, fail } from '../errno/errno.js'
import { trapBecause } from '../errors/trap.js'
import { BYTE, LONG, WORD, directoryStream } from './filesystem-lowering.js'
import type { Lowering } from './filesystem-lowering.js'
import { Listing, overfull } from './filesystem-listing.js'
import { FileInput, FileOutput } from './filesystem-streams.js'

const positioned = (file: FileDescriptor): FileDescriptor => (file.seekable ? file : fail(InvalidSeek))

// The maximum number of bytes of one read: a guest may request 2^64 - 1. Short reads are legal.
const LIMIT = 1n << 20n

/** The last case of `advice`, which has six. */
const LAST_ADVICE = 5

/** The methods without a path. Parameters are core values: handles (`self`), i64 as bigint, and `out`, where the result goes. */
export const descriptorMethods = (lower: Lowering): Record<string, CoreFunction> => {
  const { handles, abi, result, descriptor } = lower

  const file = (self: number, access: number): FileDescriptor => {
    const found = lower.file(descriptor(self), access ? IsDirectory : BadDescriptor)
    return (found.flags & access) === access ? found : fail(BadDescriptor)
  }

  return {
    '[method]descriptor.read-via-stream': (self: number, offset: bigint, out: number) =>
      result(out, WORD, () => {
        const from = file(self, Read)
        abi.u32(
          out + WORD,
          lower.add(inputStream, () => new FileInput(from, position(offset))),
        )
      }),

    '[method]descriptor.write-via-stream': (self: number, offset: bigint, out: number) =>
      result(out, WORD, () => {
        const to = file(self, Write)
        abi.u32(
          out + WORD,
          lower.add(outputStream, () => new FileOutput(to, position(offset))),
        )
      }),

    '[method]descriptor.append-via-stream': (self: number, out: number) =>
      result(out, WORD, () => {
        const to = file(self, Write)
        abi.u32(
          out + WORD,
          lower.add(outputStream, () => new FileOutput(to, undefined)),
        )
      }),

    // Advice is checked and otherwise ignored, as WASI allows.
    '[method]descriptor.advise': (self: number, _offset: bigint, _length: bigint, advice: number, out: number) =>
      result(out, BYTE, () => {
        if (advice >>> 0 > LAST_ADVICE) trapBecause(`invalid advice ${advice >>> 0}`)
        file(self, 0)
      }),

    '[method]descriptor.sync-data': (self: number, out: number) => result(out, BYTE, () => descriptor(self).sync(true)),

    '[method]descriptor.sync': (self: number, out: number) => result(out, BYTE, () => descriptor(self).sync(false)),

    '[method]descriptor.get-flags': (self: number, out: number) =>
      result(out, BYTE, () => abi.u8(out + BYTE, descriptor(self).flags)),

    '[method]descriptor.get-type': (self: number, out: number) =>
      result(out, BYTE, () => abi.u8(out + BYTE, descriptor(self).type)),

    '[method]descriptor.set-size': (self: number, size: bigint, out: number) =>
      result(out, BYTE, () => {
        const found = lower.file(descriptor(self))
        // A file that is not open for writing is EINVAL:
        // https://pubs.opengroup.org/onlinepubs/9799919799/functions/ftruncate.html
        if (!(found.flags & Write)) fail(Invalid)
        found.setSize(writePosition(position(size)))
      }),

    '[method]descriptor.set-times': (
      self: number,
      a: number,
      as: bigint,
      an: number,
      m: number,
      ms: bigint,
      mn: number,
      out: number,
    ) => result(out, BYTE, () => descriptor(self).setTimes(lower.time(a, as, an), lower.time(m, ms, mn))),

    '[method]descriptor.read': (self: number, length: bigint, offset: bigint, out: number) =>
      result(out, WORD, () => {
        abi.area(out, 16, WORD)
        positioned(file(self, Read))
        const size = length < 0n || length > LIMIT ? Number(LIMIT) : Number(length)
        const pointer = abi.alloc(1, size)
        const count = file(self, Read).read(abi.slice(pointer, size), position(offset))
        abi.pair(out + 4, pointer, count)
        abi.u8(out + 12, count === 0 ? 1 : 0)
      }),

    '[method]descriptor.write': (self: number, pointer: number, length: number, offset: bigint, out: number) =>
      result(out, LONG, () => {
        // The bytes are lifted first: a range outside memory traps, whatever kind of descriptor it is for.
        const bytes = abi.slice(pointer, length)
        const count = positioned(file(self, Write)).write(bytes, writePosition(position(offset)))
        abi.u64(out + LONG, BigInt(count))
      }),

    '[method]descriptor.stat': (self: number, out: number) =>
      result(out, LONG, () => lower.stat(out + LONG, descriptor(self).stat())),

    '[method]descriptor.metadata-hash': (self: number, out: number) =>
      result(out, LONG, () => lower.hash(out + LONG, descriptor(self).stat())),

    '[method]descriptor.is-same-object'(self: number, other: number) {
      const [first, second] = [descriptor(self), descriptor(other)]
      const [one, two] = [first.stat(), second.stat()]
      return one.device === two.device && one.inode === two.inode ? 1 : 0
    },

    '[method]descriptor.read-directory': (self: number, out: number) =>
      result(out, WORD, () => {
        const directory = lower.directory(descriptor(self))
        if (overfull(lower.held)) fail(InsufficientMemory)
        abi.u32(
          out + WORD,
          lower.add(directoryStream, () => new Listing(directory.list(), lower.held)),
        )
      }),

    // result<option<directory-entry>>: the option's tag is at 4, the type at 8, the name at 12.
    '[method]directory-entry-stream.read-directory-entry': (self: number, out: number) =>
      result(out, WORD, () => {
        abi.area(out, 20, WORD)
        const entry = handles.get(directoryStream, self).next()
        abi.u8(out + 4, entry ? 1 : 0)
        if (!entry) return
        abi.u8(out + 8, entry.type)
        abi.lowerString(out + 12, entry.name)
      }),
  }
}
