import { Errno, FILETYPE } from '../../preview1/errno.js'
import { add, and, call, eq, eqz, get, i32, mul, set, when } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { needs } from '../profile.js'
import { SCRATCH } from '../private-memory.js'
import type { BridgeContext } from './context.js'
import { generalBody, type Adjustments } from './general.js'

// Where the adapter treats a directory as a bad descriptor, although POSIX has an answer.

const READDIR_BUFFER = 4096

/** The size of the `dirent` of `.`, and the offset of the length of the name in a `dirent`. */
const OWN_DIRENT = 25
const NAME_LENGTH = 16
/** The offset of the inode number in a `dirent` and in a `filestat`. */
const INODE = 8

/** Code that runs `then` if `errno` is EBADF, but the first parameter is a directory. */
const ifDirectory = ({ imports, descriptors }: BridgeContext, errno: number, then: Bytes): Bytes =>
  when(eq(get(errno), i32(Errno.BADF)), [
    when(eqz(call(imports.adapter('fd_fdstat_get'), descriptors.index(get(0)), i32(SCRATCH))), [
      when(eq(call(imports.load8, i32(SCRATCH)), i32(FILETYPE.directory)), then),
    ]),
  ])

/** Makes a function return `answer` for a directory. */
export const ofDirectory = (context: BridgeContext, answer: number): Adjustments =>
  needs.directories(context.profile) ? { failed: (errno) => ifDirectory(context, errno, set(errno, i32(answer))) } : {}

/**
 * Lets a program go on that syncs the directory of a file it wrote. The adapter has no way to sync a directory, so its entries are
 * written when the machine does so by itself.
 */
export const synced = (context: BridgeContext): Adjustments => ofDirectory(context, Errno.SUCCESS)

/** Sets the times of a directory as those of the path `.` in it. */
export function setTimes(context: BridgeContext): number {
  const { imports, descriptors, profile } = context
  if (!needs.directories(profile)) return generalBody(context, 'fd_filestat_set_times')
  const [fd, accessed, modified, flags] = [get(0), get(1), get(2), get(3)]
  const path = i32(SCRATCH)
  return generalBody(context, 'fd_filestat_set_times', {
    failed: (errno) =>
      ifDirectory(context, errno, [
        call(imports.store8, path, i32('.'.charCodeAt(0))),
        set(
          errno,
          call(
            imports.adapter('path_filestat_set_times'),
            descriptors.index(fd),
            i32(0),
            path,
            i32(1),
            accessed,
            modified,
            flags,
          ),
        ),
      ]),
  })
}

/**
 * The adapter's entry `..` has no inode number, so wasi-libc's scandir() looks up its status, which is not permitted. Here it has
 * the directory's number. If a buffer ends inside the entries `.` and `..`, the adapter loses count and lists one of them twice,
 * so its buffer always has room for both.
 */
export function readdir(context: BridgeContext): number {
  const { imports, descriptors } = context
  return generalBody(context, 'fd_readdir', {
    minimum: READDIR_BUFFER,
    produced: (f, buffer) => {
      const at = f.i32()
      const word = (offset: number): Bytes => call(imports.load32, add(get(at), i32(offset)))
      return [
        // The number of the next entry is 1 in `.` and 2 in `..`.
        set(at, add(buffer, mul(eq(call(imports.load32, buffer), i32(1)), i32(OWN_DIRENT)))),
        when(and(eq(word(0), i32(2)), eq(word(NAME_LENGTH), i32(2))), [
          when(eqz(call(imports.adapter('fd_filestat_get'), descriptors.index(get(0)), i32(SCRATCH))), [
            call(imports.store64, add(get(at), i32(INODE)), call(imports.load64, i32(SCRATCH + INODE))),
          ]),
        ]),
      ]
    },
  })
}
