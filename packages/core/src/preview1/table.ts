/**
 * The 46 functions of WASI preview1 (45, and the later sock_accept), with everything that unwasi knows about them. The
 * trampoline, the surrogate and the bridge are generated from this table. The runtime has an export for each function, with the
 * same name, which emitted modules import. scripts/trace-table.mjs generates the table of the runtime's tracer from it.
 * Source: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/witx/wasi_snapshot_preview1.witx (names, order, layouts).
 */
import type { NumberType, Signature } from '../wasm/signature.js'

/** What a parameter (one or two core values) means. */
export type Role =
  /** A number, which is passed through. A tracer shows an `unsigned` one without a sign. */
  | { readonly kind: 'value'; readonly name: string; readonly type: 'i32' | 'i64'; readonly unsigned?: true }
  /** A descriptor. */
  | { readonly kind: 'fd'; readonly name: string }
  /** Pointer to `size` bytes that the call writes when it succeeds. */
  | {
      readonly kind: 'out'
      readonly name: string
      readonly size: number
      readonly shown?: 'tag' | 'filestat' | 'unstable filestat'
    }
  /** Pointer and length of a path that the call reads. */
  | { readonly kind: 'in-string'; readonly name: string }
  /**
   * Pointer and length of a buffer that the call writes. The out parameter `produced` says how many bytes it wrote. A function
   * without one needs a special body in the bridge.
   */
  | { readonly kind: 'out-buffer'; readonly name: string; readonly produced?: string }
  /** Pointer and length of an `iovec` array to read into. The out parameter `produced` says how many bytes arrived. */
  | { readonly kind: 'read-iovecs'; readonly name: string; readonly produced: string }
  /** Pointer and length of a `ciovec` array to write from. */
  | { readonly kind: 'write-iovecs'; readonly name: string }
  /** Pointer with a meaning that only this function knows, which needs a special body in the bridge. */
  | { readonly kind: 'pointer'; readonly name: string }

export interface Preview1Function {
  /** What it needs from a host, in words. */
  readonly needs: string
  readonly params: readonly Role[]
}

export const FDSTAT_SIZE = 24
export const FILESTAT_SIZE = 64
export const PRESTAT_SIZE = 8
export const SUBSCRIPTION_SIZE = 48
export const EVENT_SIZE = 32

const i32 = (name: string): Role => ({ kind: 'value', name, type: 'i32' })
const i64 = (name: string): Role => ({ kind: 'value', name, type: 'i64' })
const rights = (name: string): Role => ({ kind: 'value', name, type: 'i64', unsigned: true })
const fd = (name: string): Role => ({ kind: 'fd', name })
const out = (name: string, size: number): Role => ({ kind: 'out', name, size })
/** A structure whose first byte a tracer shows. */
const outTagged = (name: string, size: number): Role => ({ kind: 'out', name, size, shown: 'tag' })
const outFilestat: Role = { kind: 'out', name: 'stat', size: FILESTAT_SIZE, shown: 'filestat' }
const inString = (name: string): Role => ({ kind: 'in-string', name })
const outBuffer = (name: string, produced?: string): Role => ({ kind: 'out-buffer', name, ...(produced && { produced }) })
const readIovecs = (name: string, produced: string): Role => ({ kind: 'read-iovecs', name, produced })
const writeIovecs = (name: string): Role => ({ kind: 'write-iovecs', name })
const pointer = (name: string): Role => ({ kind: 'pointer', name })

type Row = (...params: Role[]) => Preview1Function
const row =
  (needs: string): Row =>
  (...params) => ({ needs, params })

const args = row('arguments')
const environ = row('environment variables')
const clock = row('clock')
/** Functions for descriptors of every kind. */
const stream = row('standard streams and filesystem')
const file = row('filesystem')
const socket = row('network: returns ENOTSUP')

const table = {
  args_get: args(pointer('argv'), pointer('argv_buf')),
  args_sizes_get: args(out('argc', 4), out('size', 4)),
  environ_get: environ(pointer('environ'), pointer('environ_buf')),
  environ_sizes_get: environ(out('count', 4), out('size', 4)),
  clock_res_get: clock(i32('id'), out('resolution', 8)),
  clock_time_get: clock(i32('id'), i64('precision'), out('timestamp', 8)),
  fd_advise: file(fd('fd'), i64('offset'), i64('len'), i32('advice')),
  fd_allocate: file(fd('fd'), i64('offset'), i64('len')),
  fd_close: stream(fd('fd')),
  fd_datasync: file(fd('fd')),
  fd_fdstat_get: stream(fd('fd'), outTagged('filetype', FDSTAT_SIZE)),
  fd_fdstat_set_flags: stream(fd('fd'), i32('flags')),
  fd_fdstat_set_rights: stream(fd('fd'), rights('fs_rights_base'), rights('fs_rights_inheriting')),
  fd_filestat_get: file(fd('fd'), outFilestat),
  fd_filestat_set_size: file(fd('fd'), i64('size')),
  fd_filestat_set_times: file(fd('fd'), i64('atim'), i64('mtim'), i32('fst_flags')),
  fd_pread: file(fd('fd'), readIovecs('iovs', 'nread'), i64('offset'), out('nread', 4)),
  fd_prestat_get: file(fd('fd'), outTagged('tag', PRESTAT_SIZE)),
  fd_prestat_dir_name: file(fd('fd'), outBuffer('path')),
  fd_pwrite: file(fd('fd'), writeIovecs('iovs'), i64('offset'), out('nwritten', 4)),
  fd_read: stream(fd('fd'), readIovecs('iovs', 'nread'), out('nread', 4)),
  fd_readdir: file(fd('fd'), outBuffer('buf', 'bufused'), i64('cookie'), out('bufused', 4)),
  fd_renumber: file(fd('fd'), fd('to')),
  fd_seek: file(fd('fd'), i64('offset'), i32('whence'), out('newoffset', 8)),
  fd_sync: file(fd('fd')),
  fd_tell: file(fd('fd'), out('offset', 8)),
  fd_write: stream(fd('fd'), writeIovecs('iovs'), out('nwritten', 4)),
  path_create_directory: file(fd('fd'), inString('path')),
  path_filestat_get: file(fd('fd'), i32('flags'), inString('path'), outFilestat),
  path_filestat_set_times: file(fd('fd'), i32('flags'), inString('path'), i64('atim'), i64('mtim'), i32('fst_flags')),
  path_link: file(fd('old_fd'), i32('old_flags'), inString('old_path'), fd('new_fd'), inString('new_path')),
  path_open: file(
    fd('fd'),
    i32('dirflags'),
    inString('path'),
    i32('oflags'),
    rights('fs_rights_base'),
    rights('fs_rights_inheriting'),
    i32('fdflags'),
    out('fd', 4),
  ),
  path_readlink: file(fd('fd'), inString('path'), outBuffer('buf', 'bufused'), out('bufused', 4)),
  path_remove_directory: file(fd('fd'), inString('path')),
  path_rename: file(fd('fd'), inString('old_path'), fd('new_fd'), inString('new_path')),
  path_symlink: file(inString('old_path'), fd('fd'), inString('new_path')),
  path_unlink_file: file(fd('fd'), inString('path')),
  poll_oneoff: row('clock and standard streams (waiting)')(
    pointer('in'),
    pointer('out'),
    i32('nsubscriptions'),
    out('nevents', 4),
  ),
  proc_exit: row('exit code')(i32('rval')),
  proc_raise: row('signals: returns ENOTSUP')(i32('sig')),
  sched_yield: row('nothing')(),
  random_get: row('random')(outBuffer('buf')),
  sock_accept: socket(fd('fd'), i32('flags'), out('fd', 4)),
  sock_recv: socket(fd('fd'), readIovecs('ri_data', 'ro_datalen'), i32('ri_flags'), out('ro_datalen', 4), out('ro_flags', 4)),
  sock_send: socket(fd('fd'), writeIovecs('si_data'), i32('si_flags'), out('so_datalen', 4)),
  sock_shutdown: socket(fd('fd'), i32('how')),
} as const satisfies Record<string, Preview1Function>

/** The module that programs import these functions from. */
export const PREVIEW1 = 'wasi_snapshot_preview1'

export type Preview1Name = keyof typeof table

export const preview1: Readonly<Record<Preview1Name, Preview1Function>> = table

export function isPreview1(name: string): name is Preview1Name {
  return Object.hasOwn(table, name)
}

/** How many core values a role takes: a pointer and a length for strings, buffers and iovec arrays. */
export function width(role: Role): 1 | 2 {
  return role.kind === 'in-string' || role.kind === 'out-buffer' || role.kind === 'read-iovecs' || role.kind === 'write-iovecs'
    ? 2
    : 1
}

/** The core signature of a preview1 function. Every function returns an errno, except `proc_exit`, which does not return. */
export function signature(name: Preview1Name): Signature {
  const params = preview1[name].params.flatMap((role): NumberType[] =>
    role.kind === 'value' ? [role.type] : width(role) === 2 ? ['i32', 'i32'] : ['i32'],
  )
  return { params, results: name === 'proc_exit' ? [] : ['i32'] }
}
