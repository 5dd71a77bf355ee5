import { Write } from '../directory/directory.js'
import { position, writePosition } from '../directory/position.js'
import { Invalid, InvalidSeek, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { descriptorOf, fileOf, serveFiles } from './files.js'
import { timesOf } from './times.js'

// The functions that take the descriptor of a file or directory, except for those that also take another kind.

// Advice is checked and otherwise ignored, as preview1 allows.
export const fd_advise = /* @__PURE__ */ serveFiles(
  'fd_advise',
  (table) => (fd: number, _offset: bigint, _length: bigint, advice: number) =>
    attempt(() => {
      if (advice >>> 0 > 5) fail(Invalid)
      if (!fileOf(table, fd).file.seekable) fail(InvalidSeek)
    }),
)

export const fd_allocate = /* @__PURE__ */ serveFiles(
  'fd_allocate',
  (table) => (fd: number, offset: bigint, length: bigint) =>
    attempt(() => {
      const target = fileOf(table, fd, Invalid).at(Write)
      if (!length) fail(Invalid)
      target.allocate(writePosition(position(offset) + position(length)))
    }),
)

export const fd_sync = /* @__PURE__ */ serveFiles(
  'fd_sync',
  (table) => (fd: number) => attempt(() => descriptorOf(table, fd).sync(false)),
)
export const fd_datasync = /* @__PURE__ */ serveFiles(
  'fd_datasync',
  (table) => (fd: number) => attempt(() => descriptorOf(table, fd).sync(true)),
)

export const fd_filestat_set_size = /* @__PURE__ */ serveFiles(
  'fd_filestat_set_size',
  (table) => (fd: number, size: bigint) =>
    attempt(() => {
      const target = fileOf(table, fd, Invalid, Invalid).file
      // What is not a file that is open for writing is EINVAL:
      // https://pubs.opengroup.org/onlinepubs/9799919799/functions/ftruncate.html
      if (!(target.flags & Write)) fail(Invalid)
      target.setSize(writePosition(position(size)))
    }),
)
export const fd_filestat_set_times = /* @__PURE__ */ serveFiles(
  'fd_filestat_set_times',
  (table, _memory, context) => (fd: number, atime: bigint, mtime: bigint, flags: number) =>
    attempt(() => descriptorOf(table, fd).setTimes(...timesOf(context, atime, mtime, flags))),
)
