import { Errno, FILETYPE } from '../../preview1/errno.js'
import { add, call, drop, eq, eqz, get, i32, ltU, ret, set, sub, tee, when } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { needs } from '../profile.js'
import { MAX_DESCRIPTORS, SCRATCH, slot, STREAMS } from '../private-memory.js'
import type { BridgeContext } from './context.js'
import { ofDirectory } from './directories.js'
import { generalBody, type Adjustments } from './general.js'

// The adapter keeps the position of a descriptor itself, so it would let a guest seek in a FIFO, which has none. To look up the
// type in each seek would call the host, so `path_open` remembers it. STREAMS has one byte for each descriptor of the guest.

const streams = (fd: Bytes): Bytes => add(fd, i32(STREAMS))
const counts = (fd: Bytes): Bytes => ltU(fd, i32(MAX_DESCRIPTORS))

/** What `path_open` does with the adapter's descriptor, which is in its slot. */
export function opened({ imports, descriptors, profile }: BridgeContext): NonNullable<Adjustments['settle']> {
  return (f) => {
    const fd = f.i32()
    const number = i32(slot(0))
    const mapped = call(imports.store32, number, tee(fd, descriptors.opened(call(imports.load32, number))))
    if (!needs.positions(profile)) return mapped
    return [
      // A failure leaves the type of a regular file.
      call(imports.store8, i32(SCRATCH), i32(FILETYPE.regularFile)),
      drop(call(imports.adapter('fd_fdstat_get'), call(imports.load32, number), i32(SCRATCH))),
      mapped,
      // Preview1 has no type for a FIFO, which is unknown.
      when(counts(get(fd)), call(imports.store8, streams(get(fd)), eq(call(imports.load8, i32(SCRATCH)), i32(FILETYPE.unknown)))),
    ]
  }
}

/** `fd_seek` of preview1 or of wasi_unstable, or `fd_tell` */
export function seek(
  context: BridgeContext,
  name: 'fd_seek' | 'fd_tell' | 'unstable_fd_seek',
  rewrites: Adjustments['rewrites'] = {},
): number {
  const { imports, profile } = context
  if (!needs.positions(profile)) return generalBody(context, name, { rewrites })
  const fd = get(0)
  return generalBody(context, name, {
    rewrites,
    settle: () => when(counts(fd), when(call(imports.load8, streams(fd)), ret(i32(Errno.SPIPE)))),
  })
}

/**
 * `fd_pread`. The adapter returns EINVAL for a standard stream. Zig reads standard input at a position, and then without one if it
 * has none.
 */
export function pread(context: BridgeContext): number {
  const { imports, descriptors, profile } = context
  const { failed } = ofDirectory(context, Errno.ISDIR)
  return generalBody(context, 'fd_pread', {
    failed: (errno) => {
      const stream = set(errno, i32(Errno.SPIPE))
      // Without `path_open` there are no files.
      const unlessFile = needs.directories(profile)
        ? when(eqz(call(imports.adapter('fd_fdstat_get'), descriptors.index(get(0)), i32(SCRATCH))), [
            when(sub(call(imports.load8, i32(SCRATCH)), i32(FILETYPE.regularFile)), stream),
          ])
        : stream
      return [failed?.(errno) ?? [], when(eq(get(errno), i32(Errno.INVAL)), unlessFile)]
    },
  })
}

export function renumber(context: BridgeContext): number {
  const { imports, profile } = context
  if (!needs.positions(profile)) return generalBody(context, 'fd_renumber')
  const [from, to] = [get(0), get(1)]
  return generalBody(context, 'fd_renumber', {
    settle: () => when(counts(from), when(counts(to), call(imports.store8, streams(to), call(imports.load8, streams(from))))),
  })
}
