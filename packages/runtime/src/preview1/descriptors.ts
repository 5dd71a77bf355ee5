import { Read } from '../directory/directory.js'
import { BadDescriptor, Invalid, NameTooLong, NotSocket, Unsupported, WouldBlock, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { part } from './host.js'
import { Append, Nonblock, type Open } from './open.js'

/** The functions that take a descriptor of any kind. */
export const descriptors = /* @__PURE__ */ part(({ memory, table }) => {
  const read = (open: Open, iovecs: number, count: number, out: number): number =>
    attempt(() => {
      if (!(open.access & Read)) fail(BadDescriptor)
      const total = memory.scatter(iovecs, count, (buffer, before) => {
        // Input that has arrived is returned before more is requested.
        const got = before && !open.more() ? 0 : open.read(buffer)
        return got < 0 ? fail(WouldBlock) : got
      })
      memory.u32(out, total)
    })

  return {
    fd_close: (fd: number) => attempt(() => table.close(fd)),
    fd_renumber: (from: number, to: number) => attempt(() => table.renumber(from, to)),

    fd_read(fd: number, iovecs: number, count: number, out: number) {
      let open: Open | undefined
      let waiting: Promise<void> | undefined
      const errno = attempt(() => {
        open = table.get(fd)
        // A read of no bytes does not wait.
        if (open.wait && memory.hasCapacity(iovecs, count)) waiting = open.wait(true) ?? undefined
      })
      if (errno) return errno
      return waiting ? waiting.then(() => read(open!, iovecs, count, out)) : read(open!, iovecs, count, out)
    },

    fd_write: (fd: number, iovecs: number, count: number, out: number) =>
      attempt(() => {
        const open = table.get(fd)
        memory.u32(out, open.write(memory.gather(iovecs, count)))
      }),

    fd_seek: (fd: number, offset: bigint, whence: number, out: number) =>
      attempt(() => memory.count(out, table.get(fd).seek(Number(offset), whence))),
    fd_tell: (fd: number, out: number) => attempt(() => memory.count(out, table.get(fd).seek(0, 1))),

    fd_fdstat_get: (fd: number, out: number) =>
      attempt(() => {
        const { type, flags, rights, inheriting } = table.get(fd)
        const at = memory.address(out, 24)
        memory.u8(at, type)
        memory.u16(at + 2, flags)
        memory.u64(at + 8, rights)
        memory.u64(at + 16, inheriting)
      }),
    fd_fdstat_set_flags: (fd: number, flags: number) =>
      attempt(() => {
        if (flags & ~(Append | Nonblock)) fail(Invalid)
        table.get(fd).setFlags(flags)
      }),
    // No implementation of preview1 supports rights any more.
    fd_fdstat_set_rights: (fd: number) =>
      attempt(() => {
        table.get(fd)
        fail(Unsupported)
      }),
    fd_filestat_get: (fd: number, out: number) => attempt(() => table.get(fd).stat(memory, out)),

    fd_prestat_get: (fd: number, out: number) =>
      attempt(() => {
        const { preopen = fail(BadDescriptor) } = table.get(fd)
        // The tag of a `prestat` is 0 for a directory, which is the only case.
        const at = memory.address(out, 8)
        memory.u32(at, 0)
        memory.u32(at + 4, preopen.length)
      }),
    fd_prestat_dir_name: (fd: number, pointer: number, length: number) =>
      attempt(() => {
        const { preopen = fail(BadDescriptor) } = table.get(fd)
        if (preopen.length > length >>> 0) fail(NameTooLong)
        memory.slice(pointer, preopen.length).set(preopen)
      }),

    // A descriptor is never a socket, because preview1 can't make one.
    sock_accept: () => Unsupported,
    sock_recv: () => Unsupported,
    sock_send: () => Unsupported,
    sock_shutdown: (fd: number) =>
      attempt(() => {
        table.get(fd)
        fail(NotSocket)
      }),
  }
})
