// Written by scripts/trace-table.mjs from core's table of preview1. Change that table, and not this file.

/**
 * The functions as `NAME PARAMETERS > RESULTS`, from the witx.
 * Parameters: `name` is an i32 or i64, `name:u` is unsigned, `name:s` is a string and `name:b` a buffer (pointer and
 * length), `name:v` is an iovec list (pointer and count). Results, which are pointers: `name:4` to a u32, `name:8` to a u64,
 * `name:1` to a u8, `name:f` to a filestat, `name:g` to that of wasi_unstable. `name:_` is a pointer to data that is not
 * traced.
 * https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/witx/wasi_snapshot_preview1.witx
 */
export const FUNCTIONS = `args_get argv:_ argv_buf:_
args_sizes_get > argc:4 size:4
environ_get environ:_ environ_buf:_
environ_sizes_get > count:4 size:4
clock_res_get id > resolution:8
clock_time_get id precision > timestamp:8
fd_advise fd offset len advice
fd_allocate fd offset len
fd_close fd
fd_datasync fd
fd_fdstat_get fd > filetype:1
fd_fdstat_set_flags fd flags
fd_fdstat_set_rights fd fs_rights_base:u fs_rights_inheriting:u
fd_filestat_get fd > stat:f
fd_filestat_set_size fd size
fd_filestat_set_times fd atim mtim fst_flags
fd_pread fd iovs:v offset > nread:4
fd_prestat_get fd > tag:1
fd_prestat_dir_name fd path:b
fd_pwrite fd iovs:v offset > nwritten:4
fd_read fd iovs:v > nread:4
fd_readdir fd buf:b cookie > bufused:4
fd_renumber fd to
fd_seek fd offset whence > newoffset:8
fd_sync fd
fd_tell fd > offset:8
fd_write fd iovs:v > nwritten:4
path_create_directory fd path:s
path_filestat_get fd flags path:s > stat:f
path_filestat_set_times fd flags path:s atim mtim fst_flags
path_link old_fd old_flags old_path:s new_fd new_path:s
path_open fd dirflags path:s oflags fs_rights_base:u fs_rights_inheriting:u fdflags > fd:4
path_readlink fd path:s buf:b > bufused:4
path_remove_directory fd path:s
path_rename fd old_path:s new_fd new_path:s
path_symlink old_path:s fd new_path:s
path_unlink_file fd path:s
poll_oneoff in:_ out:_ nsubscriptions > nevents:4
proc_exit rval
proc_raise sig
sched_yield
random_get buf:b
sock_accept fd flags > fd:4
sock_recv fd ri_data:v ri_flags > ro_datalen:4 ro_flags:4
sock_send fd si_data:v si_flags > so_datalen:4
sock_shutdown fd how
unstable_fd_filestat_get fd > stat:g
unstable_fd_seek fd offset whence > newoffset:8
unstable_path_filestat_get fd flags path:s > stat:g
unstable_poll_oneoff in:_ out:_ nsubscriptions > nevents:4`
