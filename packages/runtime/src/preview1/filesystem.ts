import { Read, Write, type DirectoryDescriptor } from '../directory/directory.js'
import { clockOf } from '../context/clock.js'
import { openGranted } from '../context/granted.js'
import { position, writePosition } from '../directory/position.js'
import { BadDescriptor, Invalid, InvalidSeek, NotDirectory, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { part } from './host.js'
import { OpenDirectory } from './open-directory.js'
import { OpenFile, syncFlags, writeStat } from './open-file.js'
import { Listings } from './listings.js'
import { Append, FDFLAGS, FdRead, FdWrite } from './open.js'

/** `lookupflags` */
const Follow = 1

/** `fstflags` for the access time. Those for the modification time are two bits higher. */
const SetTime = 1
const SetNow = 2

const encoder = /* @__PURE__ */ new TextEncoder()

/** Files and directories. Only those that the run's `dirs` grant can be reached. */
export const filesystem = /* @__PURE__ */ part(({ memory, table, context }) => {
  const listings = new Listings()
  // The preopens are descriptors 3 and up.
  openGranted(context, (path, root) => void table.add(new OpenDirectory(root, listings, encoder.encode(path))))

  const file = (fd: number, otherwise = InvalidSeek): OpenFile => {
    const open = table.get(fd)
    if (open instanceof OpenFile) return open
    return fail(open instanceof OpenDirectory ? BadDescriptor : otherwise)
  }
  /** The open file or directory that `fd` stands for. */
  const descriptor = (fd: number) => {
    const open = table.get(fd)
    return open instanceof OpenDirectory ? open.directory : file(fd, Invalid).file
  }
  const opened = (fd: number): OpenDirectory => {
    const open = table.get(fd)
    if (open instanceof OpenDirectory) return open
    return fail(open instanceof OpenFile ? NotDirectory : BadDescriptor)
  }
  const directory = (fd: number): DirectoryDescriptor => opened(fd).directory

  const path = (pointer: number, length: number): string => {
    return memory.path(pointer, length)
  }

  const time = (value: bigint, flags: number): bigint | undefined => {
    if (flags & SetTime && flags & SetNow) fail(Invalid)
    return flags & SetTime ? BigInt.asUintN(64, value) : flags & SetNow ? clockOf(context).now() : undefined
  }
  const times = (atime: bigint, mtime: bigint, flags: number) => [time(atime, flags), time(mtime, flags >> 2)] as const

  return {
    // Advice is checked and otherwise ignored, as preview1 allows.
    fd_advise: (fd: number, _offset: bigint, _length: bigint, advice: number) =>
      attempt(() => {
        if (advice >>> 0 > 5) fail(Invalid)
        if (!file(fd).file.seekable) fail(InvalidSeek)
      }),
    fd_allocate: (fd: number, offset: bigint, length: bigint) =>
      attempt(() => {
        const target = file(fd, Invalid).at(Write)
        if (!length) fail(Invalid)
        target.allocate(writePosition(position(offset) + position(length)))
      }),
    fd_sync: (fd: number) => attempt(() => descriptor(fd).sync(false)),
    fd_datasync: (fd: number) => attempt(() => descriptor(fd).sync(true)),

    fd_filestat_set_size: (fd: number, size: bigint) =>
      attempt(() => {
        const target = file(fd, Invalid).file
        // A file that is not open for writing is EINVAL:
        // https://pubs.opengroup.org/onlinepubs/9799919799/functions/ftruncate.html
        if (!(target.flags & Write)) fail(Invalid)
        target.setSize(writePosition(position(size)))
      }),
    fd_filestat_set_times: (fd: number, atime: bigint, mtime: bigint, flags: number) =>
      attempt(() => descriptor(fd).setTimes(...times(atime, mtime, flags))),

    fd_pread: (fd: number, iovecs: number, count: number, offset: bigint, out: number) =>
      attempt(() => {
        const source = file(fd).at(Read)
        const start = position(offset)
        memory.u32(
          out,
          memory.scatter(iovecs, count, (buffer, before) => source.read(buffer, start + before)),
        )
      }),
    fd_pwrite: (fd: number, iovecs: number, count: number, offset: bigint, out: number) =>
      attempt(() => {
        const open = file(fd)
        const target = open.at(Write)
        const bytes = memory.gather(iovecs, count)
        memory.u32(out, open.flags & Append ? target.append(bytes) : target.write(bytes, writePosition(position(offset))))
      }),

    fd_readdir: (fd: number, pointer: number, length: number, cookie: bigint, out: number) =>
      attempt(() => {
        memory.slice(pointer, length)
        // The list is made before it is written: that may call the user's clock, and so the guest, whose memory may grow.
        const parts = opened(fd).list(length >>> 0, Number(BigInt.asUintN(64, cookie)))
        let at = pointer >>> 0
        for (const part of parts) {
          memory.slice(at, part.length).set(part)
          at += part.length
        }
        memory.u32(out, at - (pointer >>> 0))
      }),

    path_open: (
      fd: number,
      lookup: number,
      p: number,
      l: number,
      oflags: number,
      rights: bigint,
      _inheriting: bigint,
      fdflags: number,
      out: number,
    ) =>
      attempt(() => {
        const flags = (rights & FdRead ? Read : 0) | (rights & FdWrite ? Write : 0) | syncFlags(fdflags)
        const from = directory(fd)
        table.ensureFree()
        const found = from.openAt(path(p, l), (lookup & Follow) !== 0, oflags, flags)
        memory.u32(out, table.add('list' in found ? new OpenDirectory(found, listings) : new OpenFile(found, fdflags & FDFLAGS)))
      }),
    path_filestat_get: (fd: number, lookup: number, p: number, l: number, out: number) =>
      attempt(() => writeStat(memory, out, directory(fd).statAt(path(p, l), (lookup & Follow) !== 0))),
    path_filestat_set_times: (fd: number, lookup: number, p: number, l: number, atime: bigint, mtime: bigint, flags: number) =>
      attempt(() => directory(fd).setTimesAt(path(p, l), (lookup & Follow) !== 0, ...times(atime, mtime, flags))),
    path_create_directory: (fd: number, p: number, l: number) => attempt(() => directory(fd).createDirectoryAt(path(p, l))),
    path_remove_directory: (fd: number, p: number, l: number) => attempt(() => directory(fd).removeDirectoryAt(path(p, l))),
    path_unlink_file: (fd: number, p: number, l: number) => attempt(() => directory(fd).unlinkFileAt(path(p, l))),
    path_readlink: (fd: number, p: number, l: number, pointer: number, length: number, out: number) =>
      attempt(() => {
        const target = encoder.encode(directory(fd).readlinkAt(path(p, l))).subarray(0, length >>> 0)
        memory.slice(pointer, target.length).set(target)
        memory.u32(out, target.length)
      }),
    path_symlink: (target: number, targetLength: number, fd: number, p: number, l: number) =>
      attempt(() => directory(fd).symlinkAt(path(target, targetLength), path(p, l))),
    path_link: (fd: number, lookup: number, p: number, l: number, newFd: number, newP: number, newL: number) =>
      attempt(() => {
        // A hard link to a symbolic link never follows it, as in wasmtime.
        if (lookup & Follow) fail(Invalid)
        directory(fd).linkAt(path(p, l), directory(newFd), path(newP, newL))
      }),
    path_rename: (fd: number, p: number, l: number, newFd: number, newP: number, newL: number) =>
      attempt(() => directory(fd).renameAt(path(p, l), directory(newFd), path(newP, newL))),
  }
})
