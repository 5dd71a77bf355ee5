import { inputWaits } from '../guest/jspi.js'
import { DirectoryType, Read, Write } from '../directory/directory.js'
import { position, writePosition } from '../directory/position.js'
import { BadDescriptor, InvalidSeek, IsDirectory, WouldBlock, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { fileOf, serveFiles } from './files.js'
import { writeU32 } from './guest-memory.js'
import { serve } from './host.js'
import { gather, scatter, totalSize } from './iovecs.js'
import { openStdin } from './open-stdin.js'
import { Append, Nonblock, type Open } from './open.js'

// The functions that read and write. Only standard streams can make the guest wait.

export const fd_read = /* @__PURE__ */ serve(
  'fd_read',
  (table, memory, context) => {
    openStdin(table, context)
    const read = (open: Open, iovecs: number, count: number, out: number): number =>
      attempt(() => {
        if (!(open.access & Read)) fail(open.type === DirectoryType ? IsDirectory : BadDescriptor)
        const total = scatter(memory, iovecs, count, (start, length, before) => {
          // Input that has arrived is returned before more is requested.
          const got = before && open.more?.() === false ? 0 : open.read(memory.bytes, start, length)
          return got < 0 ? fail(WouldBlock) : got
        })
        writeU32(memory, out, total)
      })

    return (fd: number, iovecs: number, count: number, out: number) => {
      let open: Open | undefined
      let waiting: Promise<void> | undefined
      const errno = attempt(() => {
        open = table.get(fd)
        // A read of no bytes does not wait.
        if (open.wait && !(open.flags & Nonblock) && totalSize(memory, iovecs, count)) waiting = open.wait(true) ?? undefined
      })
      if (errno) return errno
      return waiting ? waiting.then(() => read(open!, iovecs, count, out)) : read(open!, iovecs, count, out)
    }
  },
  inputWaits,
)

export const fd_write = /* @__PURE__ */ serve(
  'fd_write',
  (table, memory) => (fd: number, iovecs: number, count: number, out: number) =>
    attempt(() => {
      const open = table.get(fd)
      writeU32(memory, out, open.write(gather(memory, iovecs, count)))
    }),
  // Output waits only if it goes to a stream.
  (context) => context.outputWaits,
)

export const fd_pread = /* @__PURE__ */ serveFiles(
  'fd_pread',
  (table, memory) => (fd: number, iovecs: number, count: number, offset: bigint, out: number) =>
    attempt(() => {
      const source = fileOf(table, fd, InvalidSeek, IsDirectory).at(Read)
      const from = position(offset)
      const total = scatter(memory, iovecs, count, (start, length, before) =>
        source.read(memory.bytes, from + before, start, length),
      )
      writeU32(memory, out, total)
    }),
)

export const fd_pwrite = /* @__PURE__ */ serveFiles(
  'fd_pwrite',
  (table, memory) => (fd: number, iovecs: number, count: number, offset: bigint, out: number) =>
    attempt(() => {
      const open = fileOf(table, fd)
      const target = open.at(Write)
      const bytes = gather(memory, iovecs, count)
      writeU32(memory, out, open.flags & Append ? target.append(bytes) : target.write(bytes, writePosition(position(offset))))
    }),
)
