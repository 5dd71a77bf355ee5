import * as f from './functions.js'
import type { HostPart } from './host.js'

// The parts that emitted modules of format 1 name. Bundlers leave them out if there is no such module.

const all =
  (parts: readonly HostPart[]): HostPart =>
  (context, host) => {
    for (const add of parts) host = add(context, host)
    return host!
  }

export const clocks = /* @__PURE__ */ all([f.clock_res_get, f.clock_time_get])

export const environment = /* @__PURE__ */ all([
  f.args_get,
  f.args_sizes_get,
  f.environ_get,
  f.environ_sizes_get,
  f.proc_exit,
  f.proc_raise,
  f.sched_yield,
])

export const descriptors = /* @__PURE__ */ all([
  f.fd_close,
  f.fd_fdstat_get,
  f.fd_fdstat_set_flags,
  f.fd_fdstat_set_rights,
  f.fd_filestat_get,
  f.fd_prestat_dir_name,
  f.fd_prestat_get,
  f.fd_read,
  f.fd_renumber,
  f.fd_seek,
  f.fd_tell,
  f.fd_write,
  f.sock_accept,
  f.sock_recv,
  f.sock_send,
  f.sock_shutdown,
])

export const filesystem = /* @__PURE__ */ all([
  f.fd_advise,
  f.fd_allocate,
  f.fd_datasync,
  f.fd_filestat_set_size,
  f.fd_filestat_set_times,
  f.fd_pread,
  f.fd_pwrite,
  f.fd_readdir,
  f.fd_sync,
  f.path_create_directory,
  f.path_filestat_get,
  f.path_filestat_set_times,
  f.path_link,
  f.path_open,
  f.path_readlink,
  f.path_remove_directory,
  f.path_rename,
  f.path_symlink,
  f.path_unlink_file,
])

export const polling = /* @__PURE__ */ all([f.poll_oneoff])
export const random = /* @__PURE__ */ all([f.random_get])
