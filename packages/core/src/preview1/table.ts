/**
 * The 46 functions of WASI preview1 (45, and the later sock_accept), once. Trampoline, surrogate and bridge are generated from this table.
 * Source: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/witx/wasi_snapshot_preview1.witx (names, order, layouts).
 */
import type { Signature, ValType } from '../wasm/module-builder.js'

/** What a parameter (one or two core values) means to the bridge. */
export type Role =
  /** A number: passed through. */
  | { readonly kind: 'value'; readonly name: string; readonly type: 'i32' | 'i64' }
  /** A descriptor. */
  | { readonly kind: 'fd'; readonly name: string }
  /** Pointer to `size` bytes that the call writes when it succeeds. */
  | { readonly kind: 'out'; readonly name: string; readonly size: number }
  /** Pointer and length of a path that the call reads. */
  | { readonly kind: 'in-string'; readonly name: string }
  /** Pointer and length of a buffer that the call writes; it produced as many bytes as the out parameter `produced` says. */
  | { readonly kind: 'out-buffer'; readonly name: string; readonly produced: string }
  /** Pointer and length of an `iovec` array to read into; the out parameter `produced` says how many bytes arrived. */
  | { readonly kind: 'read-iovecs'; readonly name: string; readonly produced: string }
  /** Pointer and length of a `ciovec` array to write from. */
  | { readonly kind: 'write-iovecs'; readonly name: string }
  /** Pointer with a meaning of the function's own; the bridge has a body for it. */
  | { readonly kind: 'pointer'; readonly name: string }

const i32 = (name: string): Role => ({ kind: 'value', name, type: 'i32' })
const fd = (name: string): Role => ({ kind: 'fd', name })
const i64 = (name: string): Role => ({ kind: 'value', name, type: 'i64' })
const out = (name: string, size: number): Role => ({ kind: 'out', name, size })
const inString = (name: string): Role => ({ kind: 'in-string', name })
const outBuffer = (name: string, produced: string): Role => ({ kind: 'out-buffer', name, produced })
const readIovecs = (produced: string): Role => ({ kind: 'read-iovecs', name: 'iovs', produced })
const writeIovecs = (): Role => ({ kind: 'write-iovecs', name: 'iovs' })
const pointer = (name: string): Role => ({ kind: 'pointer', name })

export const FDSTAT_SIZE = 24
export const FILESTAT_SIZE = 64
export const PRESTAT_SIZE = 8
export const SUBSCRIPTION_SIZE = 48
export const EVENT_SIZE = 32

const table = {
  args_get: [pointer('argv'), pointer('argv_buf')],
  args_sizes_get: [pointer('argc'), pointer('argv_buf_size')],
  environ_get: [pointer('environ'), pointer('environ_buf')],
  environ_sizes_get: [pointer('environc'), pointer('environ_buf_size')],
  clock_res_get: [i32('id'), out('resolution', 8)],
  clock_time_get: [i32('id'), i64('precision'), out('time', 8)],
  fd_advise: [fd('fd'), i64('offset'), i64('len'), i32('advice')],
  fd_allocate: [fd('fd'), i64('offset'), i64('len')],
  fd_close: [fd('fd')],
  fd_datasync: [fd('fd')],
  fd_fdstat_get: [fd('fd'), out('stat', FDSTAT_SIZE)],
  fd_fdstat_set_flags: [fd('fd'), i32('flags')],
  fd_fdstat_set_rights: [fd('fd'), i64('fs_rights_base'), i64('fs_rights_inheriting')],
  fd_filestat_get: [fd('fd'), out('buf', FILESTAT_SIZE)],
  fd_filestat_set_size: [fd('fd'), i64('size')],
  fd_filestat_set_times: [fd('fd'), i64('atim'), i64('mtim'), i32('fst_flags')],
  fd_pread: [fd('fd'), readIovecs('nread'), i64('offset'), out('nread', 4)],
  fd_prestat_get: [fd('fd'), out('buf', PRESTAT_SIZE)],
  fd_prestat_dir_name: [fd('fd'), pointer('path'), i32('path_len')],
  fd_pwrite: [fd('fd'), writeIovecs(), i64('offset'), out('nwritten', 4)],
  fd_read: [fd('fd'), readIovecs('nread'), out('nread', 4)],
  fd_readdir: [fd('fd'), outBuffer('buf', 'bufused'), i64('cookie'), out('bufused', 4)],
  fd_renumber: [fd('fd'), fd('to')],
  fd_seek: [fd('fd'), i64('offset'), i32('whence'), out('newoffset', 8)],
  fd_sync: [fd('fd')],
  fd_tell: [fd('fd'), out('offset', 8)],
  fd_write: [fd('fd'), writeIovecs(), out('nwritten', 4)],
  path_create_directory: [fd('fd'), inString('path')],
  path_filestat_get: [fd('fd'), i32('flags'), inString('path'), out('buf', FILESTAT_SIZE)],
  path_filestat_set_times: [fd('fd'), i32('flags'), inString('path'), i64('atim'), i64('mtim'), i32('fst_flags')],
  path_link: [fd('old_fd'), i32('old_flags'), inString('old_path'), fd('new_fd'), inString('new_path')],
  path_open: [
    fd('fd'),
    i32('dirflags'),
    inString('path'),
    i32('oflags'),
    i64('fs_rights_base'),
    i64('fs_rights_inheriting'),
    i32('fdflags'),
    out('opened_fd', 4),
  ],
  path_readlink: [fd('fd'), inString('path'), outBuffer('buf', 'bufused'), out('bufused', 4)],
  path_remove_directory: [fd('fd'), inString('path')],
  path_rename: [fd('fd'), inString('old_path'), fd('new_fd'), inString('new_path')],
  path_symlink: [inString('old_path'), fd('fd'), inString('new_path')],
  path_unlink_file: [fd('fd'), inString('path')],
  poll_oneoff: [pointer('in'), pointer('out'), i32('nsubscriptions'), pointer('nevents')],
  proc_exit: [i32('rval')],
  proc_raise: [i32('sig')],
  sched_yield: [],
  random_get: [pointer('buf'), i32('buf_len')],
  sock_accept: [fd('fd'), i32('flags'), out('fd', 4)],
  sock_recv: [fd('fd'), readIovecs('ro_datalen'), i32('ri_flags'), out('ro_datalen', 4), out('ro_flags', 4)],
  sock_send: [fd('fd'), writeIovecs(), i32('si_flags'), out('so_datalen', 4)],
  sock_shutdown: [fd('fd'), i32('how')],
} as const satisfies Record<string, readonly Role[]>

export type Preview1Name = keyof typeof table

export const preview1: Readonly<Record<Preview1Name, readonly Role[]>> = table

export function isPreview1(name: string): name is Preview1Name {
  return Object.hasOwn(table, name)
}

/** How many core values a role takes: a pointer and a length for strings, buffers and iovec arrays. */
export function width(role: Role): 1 | 2 {
  return role.kind === 'in-string' || role.kind === 'out-buffer' || role.kind === 'read-iovecs' || role.kind === 'write-iovecs'
    ? 2
    : 1
}

/** The core signature of a preview1 function: every one returns an errno, but `proc_exit`, which does not return. */
export function signature(name: Preview1Name): Signature {
  const params = preview1[name].flatMap((role): ValType[] =>
    role.kind === 'value' ? [role.type] : width(role) === 2 ? ['i32', 'i32'] : ['i32'],
  )
  return { params, results: name === 'proc_exit' ? [] : ['i32'] }
}
