import { Errno, FDFLAGS_NONBLOCK, FILETYPE, WHENCE_CUR } from '../../preview1/errno.js'
import { signature, type Preview1Name } from '../../preview1/table.js'
import type { WasiName } from '../../preview1/unstable.js'
import {
  add,
  and,
  call,
  drop,
  eq,
  get,
  gtU,
  i32,
  i64,
  load64,
  ltU,
  ret,
  set,
  shl,
  sub,
  tee,
  unreachable,
  when,
  whileTrue,
} from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { needs } from '../profile.js'
import { CLOCKS, DIRECTIONS, MAX_DESCRIPTORS, slot } from '../private-memory.js'
import type { BridgeContext } from './context.js'
import { failing, within } from './calls.js'
import { ofDirectory, readdir, setTimes, synced } from './directories.js'
import { environmentBody } from './environment.js'
import { generalBody } from './general.js'
import { poll, PREVIEW1_SUBSCRIPTIONS } from './polling.js'
import { opened, pread, renumber, seek } from './positions.js'
import { unstableBodies } from './unstable.js'

const RANDOM_CHUNK = 1 << 16

/** Functions whose body does not follow from the roles of their parameters alone. */
const bodies: Partial<Record<WasiName, (context: BridgeContext) => number>> = {
  args_get: (context) => environmentBody(context, 'args_get'),
  args_sizes_get: (context) => environmentBody(context, 'args_sizes_get'),
  environ_get: (context) => environmentBody(context, 'environ_get'),
  environ_sizes_get: (context) => environmentBody(context, 'environ_sizes_get'),

  // The adapter only knows success and failure, but exit-with-code keeps the code. The trap after it ends the guest if the host
  // returns. Unlike an exception, it can't be caught by the guest.
  proc_exit: ({ m, imports }) =>
    m.function(signature('proc_exit'), () => [call(imports.exitWithCode, and(get(0), i32(0xff))), unreachable]),

  // A component has neither signals nor preview1's sockets, and the adapter traps on these.
  proc_raise: (context) => answer(context, 'proc_raise', Errno.NOTSUP),
  sock_accept: (context) => answer(context, 'sock_accept', Errno.NOTSUP),
  sock_recv: (context) => answer(context, 'sock_recv', Errno.NOTSUP),
  sock_send: (context) => answer(context, 'sock_send', Errno.NOTSUP),

  path_open: (context) =>
    generalBody(context, 'path_open', {
      rewrites: { fdflags: withoutNonblock },
      settle: opened(context),
      // The adapter returns this if its table is full, and so does a host without an error-code for it.
      failed: (errno) => when(eq(get(errno), i32(Errno.NOMEM)), set(errno, i32(Errno.MFILE))),
    }),
  clock_time_get: (context) => (context.profile.world ? clock(context) : generalBody(context, 'clock_time_get')),
  fd_read: (context) => directed(context, 'fd_read'),
  fd_write: (context) => directed(context, 'fd_write'),
  fd_pread: pread,
  fd_filestat_set_size: (context) => generalBody(context, 'fd_filestat_set_size', ofDirectory(context, Errno.INVAL)),
  fd_filestat_set_times: setTimes,
  fd_sync: (context) => generalBody(context, 'fd_sync', synced(context)),
  fd_datasync: (context) => generalBody(context, 'fd_datasync', synced(context)),
  fd_readdir: readdir,
  fd_renumber: renumber,
  fd_seek: (context) => seek(context, 'fd_seek'),
  fd_tell: (context) => seek(context, 'fd_tell'),
  fd_fdstat_set_flags: setFlags,
  fd_prestat_dir_name: preopenName,
  poll_oneoff: (context) => poll(context, PREVIEW1_SUBSCRIPTIONS),
  random_get: random,
  ...unstableBodies,
}

/** Defines the bridge's function for a preview1 function. Returns its index. */
export const body = (context: BridgeContext, name: WasiName): number => bodies[name]?.(context) ?? generalBody(context, name)

function answer({ m }: BridgeContext, name: Preview1Name, errno: number): number {
  return m.function(signature(name), () => i32(errno))
}

// NONBLOCK has no meaning for a regular file, but the adapter returns EAGAIN if a read would have to wait for the host, and Go's
// runtime (os/signal.Notify) then polls forever.
function withoutNonblock(flags: Bytes): Bytes {
  return and(flags, i32(~FDFLAGS_NONBLOCK))
}

// The adapter opens one stream for reading and one for writing, and only a seek makes it forget them: after a read, a write goes
// to where the last write ended. So when a descriptor changes from one to the other, the bridge seeks to its current position.
function directed(context: BridgeContext, name: 'fd_read' | 'fd_write'): number {
  const { imports, descriptors, profile } = context
  const failed = name === 'fd_read' ? ofDirectory(context, Errno.ISDIR) : {}
  if (!needs.turning(profile)) return generalBody(context, name, failed)
  const fd = get(0)
  const direction = name === 'fd_read' ? 1 : 2
  const at = add(fd, i32(DIRECTIONS))
  return generalBody(context, name, {
    ...failed,
    prelude: (f) => {
      const last = f.i32()
      return when(ltU(fd, i32(MAX_DESCRIPTORS)), [
        set(last, call(imports.load8, at)),
        when(sub(get(last), i32(direction)), [
          // A descriptor that cannot seek has nothing to forget.
          when(get(last), drop(call(imports.adapter('fd_seek'), descriptors.index(fd), i64(0), i32(WHENCE_CUR), i32(slot(0))))),
          call(imports.store8, at, i32(direction)),
        ]),
      ])
    },
  })
}

// A component must not call its host while it allocates for the canonical ABI, but Go's allocator may start the garbage collector,
// which asks for the time. It gets the time of the last call.
function clock(context: BridgeContext): number {
  const { m, imports, moves } = context
  const [id, , time] = [0, 1, 2]
  const host = generalBody(context, 'clock_time_get')
  const last = (which: number): Bytes => [moves.copyOutFixed(time, CLOCKS + 8 * which, 8)]
  return m.function(signature('clock_time_get'), (f) => {
    const errno = f.i32()
    return [
      when(call(imports.reallocating), [
        when(gtU(get(id), i32(1)), ret(i32(Errno.INVAL))),
        when(get(id), last(1), last(0)),
        ret(i32(Errno.SUCCESS)),
      ]),
      failing(errno, call(host, get(0), get(1), get(2))),
      when(ltU(get(id), i32(2)), call(imports.store64, add(i32(CLOCKS), shl(get(id), i32(3))), load64(get(time)))),
      i32(Errno.SUCCESS),
    ]
  })
}

function setFlags({ m, imports, descriptors }: BridgeContext): number {
  const [fd, flags] = [0, 1]
  return m.function(signature('fd_fdstat_set_flags'), (f) => {
    const errno = f.i32()
    return [
      when(and(get(flags), i32(FDFLAGS_NONBLOCK)), [
        failing(errno, call(imports.adapter('fd_fdstat_get'), descriptors.index(get(fd)), i32(slot(0)))),
        when(eq(call(imports.load8, i32(slot(0))), i32(FILETYPE.regularFile)), set(flags, withoutNonblock(get(flags)))),
      ]),
      call(imports.adapter('fd_fdstat_set_flags'), descriptors.index(get(fd)), get(flags)),
    ]
  })
}

// The adapter writes the whole name or nothing, and only prestat says how long it is.
function preopenName({ m, imports, moves, descriptors }: BridgeContext): number {
  const [fd, path, capacity] = [0, 1, 2]
  const nameLength = add(i32(slot(0)), i32(4))
  return m.function(signature('fd_prestat_dir_name'), (f) => {
    const [errno, length] = [f.i32(), f.i32()]
    return [
      failing(errno, call(imports.adapter('fd_prestat_get'), descriptors.index(get(fd)), i32(slot(0)))),
      when(gtU(tee(length, call(imports.load32, nameLength)), get(capacity)), ret(i32(Errno.NAMETOOLONG))),
      ...within(f, imports.scratch, get(length), (copy) => [
        failing(errno, call(imports.adapter('fd_prestat_dir_name'), descriptors.index(get(fd)), copy, get(length))),
        call(moves.copyOut, get(path), copy, get(length)),
      ]),
      i32(Errno.SUCCESS),
    ]
  })
}

// The bytes come in chunks, because a guest may ask for more than private memory should ever hold.
function random({ m, imports, moves }: BridgeContext): number {
  const [buffer, left] = [0, 1]
  return m.function(signature('random_get'), (f) => {
    const [errno, chunk] = [f.i32(), f.i32()]
    return [
      whileTrue(get(left), [
        set(chunk, get(left)),
        when(gtU(get(chunk), i32(RANDOM_CHUNK)), set(chunk, i32(RANDOM_CHUNK))),
        ...within(f, imports.scratch, get(chunk), (copy) => [
          failing(errno, call(imports.adapter('random_get'), copy, get(chunk))),
          call(moves.copyOut, get(buffer), copy, get(chunk)),
        ]),
        set(buffer, add(get(buffer), get(chunk))),
        set(left, sub(get(left), get(chunk))),
      ]),
      i32(Errno.SUCCESS),
    ]
  })
}
