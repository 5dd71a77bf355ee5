/**
 * The core parameters of the functions, as the witx has them. i32: `d` is a descriptor, `p` a pointer to one value, `s`, `b` and
 * `v` point to a path, a buffer and an iovec list, `n` is the length of the parameter before it, `i` anything else. i64: `l`.
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/witx/wasi_snapshot_preview1.witx
 */
const SIGNATURES = {
  args_get: 'pp',
  args_sizes_get: 'pp',
  environ_get: 'pp',
  environ_sizes_get: 'pp',
  clock_res_get: 'ip',
  clock_time_get: 'ilp',
  fd_advise: 'dlli',
  fd_allocate: 'dll',
  fd_close: 'd',
  fd_datasync: 'd',
  fd_fdstat_get: 'dp',
  fd_fdstat_set_flags: 'di',
  fd_fdstat_set_rights: 'dll',
  fd_filestat_get: 'dp',
  fd_filestat_set_size: 'dl',
  fd_filestat_set_times: 'dlli',
  fd_pread: 'dvnlp',
  fd_prestat_get: 'dp',
  fd_prestat_dir_name: 'dbn',
  fd_pwrite: 'dvnlp',
  fd_read: 'dvnp',
  fd_readdir: 'dbnlp',
  fd_renumber: 'dd',
  fd_seek: 'dlip',
  fd_sync: 'd',
  fd_tell: 'dp',
  fd_write: 'dvnp',
  path_create_directory: 'dsn',
  path_filestat_get: 'disnp',
  path_filestat_set_times: 'disnlli',
  path_link: 'disndsn',
  path_open: 'disnillip',
  path_readlink: 'dsnbnp',
  path_remove_directory: 'dsn',
  path_rename: 'dsndsn',
  path_symlink: 'sndsn',
  path_unlink_file: 'dsn',
  poll_oneoff: 'ppip',
  proc_exit: 'i',
  proc_raise: 'i',
  sched_yield: '',
  random_get: 'bn',
  sock_accept: 'dip',
  sock_recv: 'dvnipp',
  sock_send: 'dvnip',
  sock_shutdown: 'di',
  unstable_fd_filestat_get: 'dp',
  unstable_fd_seek: 'dlip',
  unstable_path_filestat_get: 'disnp',
  unstable_poll_oneoff: 'ppip',
} as const

export type Preview1Name = keyof typeof SIGNATURES

export const preview1Names = Object.keys(SIGNATURES) as Preview1Name[]

/** One letter for each core parameter. */
export const lettersOf = (name: Preview1Name): string[] => [...SIGNATURES[name]]

export const paramsOf = (name: Preview1Name): ('i32' | 'i64')[] =>
  lettersOf(name).map((letter) => (letter === 'l' ? 'i64' : 'i32'))
