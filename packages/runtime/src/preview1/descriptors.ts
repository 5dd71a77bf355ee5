import { BadDescriptor, Invalid, NameTooLong, NotSocket, Unsupported, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { closeDescriptor, renumber } from './descriptor-table.js'
import { filetype } from './filetype.js'
import { writeBytes, writeCount } from './guest-memory.js'
import { serve } from './host.js'
import { Append, Nonblock } from './open.js'
import { writeStat } from './stat.js'

// The functions that take a descriptor of any kind, except for reading and writing.

/** The sizes of an `fdstat` and of a `prestat`. */
const FDSTAT = 24
const PRESTAT = 8

export const fd_close = /* @__PURE__ */ serve('fd_close', (table) => (fd: number) => attempt(() => closeDescriptor(table, fd)))
export const fd_renumber = /* @__PURE__ */ serve(
  'fd_renumber',
  (table) => (from: number, to: number) => attempt(() => renumber(table, from, to)),
)

export const fd_seek = /* @__PURE__ */ serve(
  'fd_seek',
  (table, memory) => (fd: number, offset: bigint, whence: number, out: number) =>
    attempt(() => writeCount(memory, out, table.get(fd).seek(Number(offset), whence))),
)
export const fd_tell = /* @__PURE__ */ serve(
  'fd_tell',
  (table, memory) => (fd: number, out: number) => attempt(() => writeCount(memory, out, table.get(fd).seek(0, 1))),
)

export const fd_fdstat_get = /* @__PURE__ */ serve(
  'fd_fdstat_get',
  (table, memory) => (fd: number, out: number) =>
    attempt(() => {
      const { type, flags, rights, inheriting = rights } = table.get(fd)
      const at = memory.address(out, FDSTAT)
      const { view } = memory
      view.setUint8(at, filetype(type))
      view.setUint16(at + 2, flags, true)
      view.setBigUint64(at + 8, rights, true)
      view.setBigUint64(at + 16, inheriting, true)
    }),
)
export const fd_fdstat_set_flags = /* @__PURE__ */ serve(
  'fd_fdstat_set_flags',
  (table) => (fd: number, flags: number) =>
    attempt(() => {
      if (flags & ~(Append | Nonblock)) fail(Invalid)
      table.get(fd).setFlags(flags)
    }),
)
// No implementation of preview1 supports rights any more.
export const fd_fdstat_set_rights = /* @__PURE__ */ serve(
  'fd_fdstat_set_rights',
  (table) => (fd: number) =>
    attempt(() => {
      table.get(fd)
      fail(Unsupported)
    }),
)
export const fd_filestat_get = /* @__PURE__ */ serve(
  'fd_filestat_get',
  (table, memory) => (fd: number, out: number) => attempt(() => writeStat(memory, out, table.get(fd).stat())),
)

export const fd_prestat_get = /* @__PURE__ */ serve(
  'fd_prestat_get',
  (table, memory) => (fd: number, out: number) =>
    attempt(() => {
      const { preopen = fail(BadDescriptor) } = table.get(fd)
      const at = memory.address(out, PRESTAT)
      const { view } = memory
      // The tag is 0 for a directory, which is the only case.
      view.setUint32(at, 0, true)
      view.setUint32(at + 4, preopen.length, true)
    }),
)
export const fd_prestat_dir_name = /* @__PURE__ */ serve(
  'fd_prestat_dir_name',
  (table, memory) => (fd: number, pointer: number, length: number) =>
    attempt(() => {
      const { preopen = fail(BadDescriptor) } = table.get(fd)
      if (preopen.length > length >>> 0) fail(NameTooLong)
      writeBytes(memory, pointer, preopen)
    }),
)

// A descriptor is never a socket, because preview1 can't make one.
const unsupported = () => () => Unsupported
export const sock_accept = /* @__PURE__ */ serve('sock_accept', unsupported)
export const sock_recv = /* @__PURE__ */ serve('sock_recv', unsupported)
export const sock_send = /* @__PURE__ */ serve('sock_send', unsupported)
export const sock_shutdown = /* @__PURE__ */ serve(
  'sock_shutdown',
  (table) => (fd: number) =>
    attempt(() => {
      table.get(fd)
      fail(NotSocket)
    }),
)
