import { Read, Write } from '../directory/directory.js'
import type { FileDescriptor } from '../directory/directory.js'
import { position, writePosition } from '../directory/position.js'
import { Invalid, InvalidSeek, fail } from '../errno/errno.js'
import { trapBecause } from '../errors/trap.js'
import { BYTE, LONG, WORD, fileOf, lowering, openFile } from './filesystem-lowering.js'
import { newTimestamp } from './filesystem-times.js'
import type { ComponentPart } from './part.js'

const positioned = (file: FileDescriptor): FileDescriptor => (file.seekable ? file : fail(InvalidSeek))

// The maximum number of bytes of one read: a guest may request 2^64 - 1. Short reads are legal.
const LIMIT = 1n << 20n

/** The last case of `advice`, which has six. */
const LAST_ADVICE = 5

/**
 * The methods of `descriptor` that read and change a file without a stream. Parameters are core values: handles (`self`), i64 as
 * bigint, and `out`, where the result goes.
 */
export const filesystemFiles: ComponentPart = (run) => (abi) => {
  const { descriptor, result } = lowering(run, abi)
  const file = (self: number, access: number): FileDescriptor => openFile(descriptor(self), access)
  return {
    'wasi:filesystem/types': {
      // Advice is checked and otherwise ignored, as WASI allows.
      '[method]descriptor.advise': (self: number, _offset: bigint, _length: bigint, advice: number, out: number) =>
        result(out, BYTE, () => {
          if (advice >>> 0 > LAST_ADVICE) trapBecause(`invalid advice ${advice >>> 0}`)
          file(self, 0)
        }),

      '[method]descriptor.sync-data': (self: number, out: number) => result(out, BYTE, () => descriptor(self).sync(true)),

      '[method]descriptor.sync': (self: number, out: number) => result(out, BYTE, () => descriptor(self).sync(false)),

      '[method]descriptor.set-size': (self: number, size: bigint, out: number) =>
        result(out, BYTE, () => {
          const found = fileOf(descriptor(self))
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
      ) =>
        result(out, BYTE, () =>
          descriptor(self).setTimes(newTimestamp(run.context, a, as, an), newTimestamp(run.context, m, ms, mn)),
        ),

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
    },
  }
}
