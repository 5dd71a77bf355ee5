import { encodeText } from '../bytes.js'
import { Read, Write, type DirectoryDescriptor } from '../directory/directory.js'
import { Invalid, fail } from '../errno/errno.js'
import { readPath } from '../guest/paths.js'
import { attempt } from './attempt.js'
import { addDescriptor, ensureFree } from './descriptor-table.js'
import { directoryOf, serveFiles } from './files.js'
import { writeBytes, writeU32 } from './guest-memory.js'
import type { HostPart } from './host.js'
import { OpenDirectory } from './open-directory.js'
import { OpenFile, syncFlags } from './open-file.js'
import { FDFLAGS, FdRead, FdWrite } from './open.js'
import { writeStat } from './stat.js'
import { timesOf } from './times.js'

// The functions that take paths.

/** Whether `lookupflags` say that a symbolic link at the end of the path is followed. */
export const follows = (lookupflags: number): boolean => (lookupflags & 1) !== 0

export const path_open = /* @__PURE__ */ serveFiles(
  'path_open',
  (table, memory, { options }) =>
    (
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
        const from = directoryOf(table, fd)
        ensureFree(table, options.maxHandles)
        const found = from.openAt(readPath(memory, p, l), follows(lookup), oflags, flags)
        const opened = 'list' in found ? new OpenDirectory(found) : new OpenFile(found, fdflags & FDFLAGS)
        writeU32(memory, out, addDescriptor(table, opened))
      }),
)

export const path_filestat_get = /* @__PURE__ */ serveFiles(
  'path_filestat_get',
  (table, memory) => (fd: number, lookup: number, p: number, l: number, out: number) =>
    attempt(() => writeStat(memory, out, directoryOf(table, fd).statAt(readPath(memory, p, l), follows(lookup)))),
)
export const path_filestat_set_times = /* @__PURE__ */ serveFiles(
  'path_filestat_set_times',
  (table, memory, context) => (fd: number, lookup: number, p: number, l: number, atime: bigint, mtime: bigint, flags: number) =>
    attempt(() => {
      const directory = directoryOf(table, fd)
      directory.setTimesAt(readPath(memory, p, l), follows(lookup), ...timesOf(context, atime, mtime, flags))
    }),
)

/** The part that serves a function whose parameters are a directory and a path in it. */
const onPath = (name: string, act: (directory: DirectoryDescriptor, path: string) => void): HostPart =>
  serveFiles(
    name,
    (table, memory) => (fd: number, p: number, l: number) => attempt(() => act(directoryOf(table, fd), readPath(memory, p, l))),
  )

export const path_create_directory = /* @__PURE__ */ onPath('path_create_directory', (directory, path) =>
  directory.createDirectoryAt(path),
)
export const path_remove_directory = /* @__PURE__ */ onPath('path_remove_directory', (directory, path) =>
  directory.removeDirectoryAt(path),
)
export const path_unlink_file = /* @__PURE__ */ onPath('path_unlink_file', (directory, path) => directory.unlinkFileAt(path))

export const path_readlink = /* @__PURE__ */ serveFiles(
  'path_readlink',
  (table, memory) => (fd: number, p: number, l: number, pointer: number, length: number, out: number) =>
    attempt(() => {
      const target = directoryOf(table, fd).readlinkAt(readPath(memory, p, l))
      const bytes = encodeText(target).subarray(0, length >>> 0)
      writeBytes(memory, pointer, bytes)
      writeU32(memory, out, bytes.length)
    }),
)
export const path_symlink = /* @__PURE__ */ serveFiles(
  'path_symlink',
  (table, memory) => (target: number, targetLength: number, fd: number, p: number, l: number) =>
    attempt(() => {
      const directory = directoryOf(table, fd)
      directory.symlinkAt(readPath(memory, target, targetLength), readPath(memory, p, l))
    }),
)
export const path_link = /* @__PURE__ */ serveFiles(
  'path_link',
  (table, memory) => (fd: number, lookup: number, p: number, l: number, newFd: number, newP: number, newL: number) =>
    attempt(() => {
      // A hard link to a symbolic link never follows it, as in wasmtime.
      if (follows(lookup)) fail(Invalid)
      const directory = directoryOf(table, fd)
      directory.linkAt(readPath(memory, p, l), directoryOf(table, newFd), readPath(memory, newP, newL))
    }),
)
export const path_rename = /* @__PURE__ */ serveFiles(
  'path_rename',
  (table, memory) => (fd: number, p: number, l: number, newFd: number, newP: number, newL: number) =>
    attempt(() => {
      const directory = directoryOf(table, fd)
      directory.renameAt(readPath(memory, p, l), directoryOf(table, newFd), readPath(memory, newP, newL))
    }),
)
