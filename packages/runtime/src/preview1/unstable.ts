import { readPath } from '../guest/paths.js'
import type { Stat } from '../directory/directory.js'
import { attempt } from './attempt.js'
import { directoryOf, serveFiles } from './files.js'
import { filetype } from './filetype.js'
import { setCount, writeCount, type GuestMemory } from './guest-memory.js'
import { serve } from './host.js'
import { follows } from './paths.js'
import { timestamp } from './stat.js'

// The functions of wasi_unstable, the WASI of 2019, that differ from preview1's. Core renames a guest's imports, so that it imports
// all functions from preview1, and these under the names here.
// https://github.com/WebAssembly/WASI/tree/main/legacy/preview0/witx

/** The size of a `filestat`, in which the number of links has 32 bits. */
const FILESTAT = 56

const writeStat = (memory: GuestMemory, out: number, stat: Stat): void => {
  const at = memory.address(out, FILESTAT)
  const { view } = memory
  view.setBigUint64(at, stat.device, true)
  view.setBigUint64(at + 8, stat.inode, true)
  view.setUint32(at + 16, filetype(stat.type), true)
  view.setUint32(at + 20, stat.links, true)
  setCount(view, at + 24, stat.size)
  view.setBigUint64(at + 32, timestamp(stat.accessed), true)
  view.setBigUint64(at + 40, timestamp(stat.modified), true)
  view.setBigUint64(at + 48, timestamp(stat.changed), true)
}

export const unstable_fd_filestat_get = /* @__PURE__ */ serve(
  'unstable_fd_filestat_get',
  (table, memory) => (fd: number, out: number) => attempt(() => writeStat(memory, out, table.get(fd).stat())),
)
export const unstable_path_filestat_get = /* @__PURE__ */ serveFiles(
  'unstable_path_filestat_get',
  (table, memory) => (fd: number, lookup: number, p: number, l: number, out: number) =>
    attempt(() => writeStat(memory, out, directoryOf(table, fd).statAt(readPath(memory, p, l), follows(lookup)))),
)

/** CUR, END and SET, as preview1 has them. */
const bases = [1, 2, 0]

export const unstable_fd_seek = /* @__PURE__ */ serve(
  'unstable_fd_seek',
  (table, memory) => (fd: number, offset: bigint, whence: number, out: number) =>
    attempt(() => writeCount(memory, out, table.get(fd).seek(Number(offset), bases[whence] ?? whence))),
)
