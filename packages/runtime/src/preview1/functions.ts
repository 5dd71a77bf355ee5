// All functions of preview1, and those of wasi_unstable that differ. Each is a separate part of the host, so that bundlers leave out those that no program imports.
export { clock_res_get, clock_time_get } from './clocks.js'
export {
  fd_close,
  fd_fdstat_get,
  fd_fdstat_set_flags,
  fd_fdstat_set_rights,
  fd_filestat_get,
  fd_prestat_dir_name,
  fd_prestat_get,
  fd_renumber,
  fd_seek,
  fd_tell,
  sock_accept,
  sock_recv,
  sock_send,
  sock_shutdown,
} from './descriptors.js'
export { args_get, args_sizes_get, environ_get, environ_sizes_get, proc_exit, proc_raise, sched_yield } from './environment.js'
export { fd_advise, fd_allocate, fd_datasync, fd_filestat_set_size, fd_filestat_set_times, fd_sync } from './file-functions.js'
export {
  path_create_directory,
  path_filestat_get,
  path_filestat_set_times,
  path_link,
  path_open,
  path_readlink,
  path_remove_directory,
  path_rename,
  path_symlink,
  path_unlink_file,
} from './paths.js'
export { poll_oneoff } from './polling.js'
export { random_get } from './random.js'
export { fd_readdir } from './readdir.js'
export { fd_pread, fd_pwrite, fd_read, fd_write } from './transfers.js'
export { unstable_fd_filestat_get, unstable_fd_seek, unstable_path_filestat_get } from './unstable.js'
export { unstable_poll_oneoff } from './unstable-polling.js'
