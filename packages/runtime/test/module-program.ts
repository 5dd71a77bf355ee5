import { describeProgram } from '@unwasi/core'
import { frames } from '../src/errors/trap.js'
import { node } from '../src/platform/node.js'
import type { ProgramSpec } from '../src/run/program.js'
import { makeCommand } from '../src/run/command.js'
import { polled_stdin } from '../src/preview1/polled-stdin.js'
import { tracing } from '../src/preview1/trace/tracer.js'
import type { Run } from '../src/types.js'
import { assemble } from './assemble.js'
import { host } from './preview1-parts.js'

export const command = makeCommand(node)

/** The object that an emitted module passes to `command`, without files. */
export const spec = async (bytes: Uint8Array<ArrayBuffer>): Promise<ProgramSpec & { guest: Uint8Array<ArrayBuffer> }> => {
  const { format, guest, link } = await describeProgram(bytes, { name: 'guest.wasm', cache: false })
  const start = link.by === 'preview1' ? link.start : undefined
  return {
    format,
    name: 'guest.wasm',
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    host: link.by === 'preview1' && link.parts.includes('polled_stdin') ? [...host, polled_stdin] : host,
    frames: frames,
    ...(start !== undefined && { start }),
    trace: tracing,
  }
}

export const guest = async (text: string): Promise<Run> => command(await spec(await assemble(text)))

/** The text of a guest that imports some preview1 functions and has one page of memory. */
export const wat = (body: string): string => `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "hello\\n")
  ;; writes $length bytes at $from to $fd
  (func $write (param $fd i32) (param $from i32) (param $length i32) (result i32)
    (i32.store (i32.const 0) (local.get $from))
    (i32.store (i32.const 4) (local.get $length))
    (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
  ;; reads up to $length bytes to 2048; returns their number
  (func $read (param $length i32) (result i32)
    (i32.store (i32.const 0) (i32.const 2048))
    (i32.store (i32.const 4) (local.get $length))
    (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
    (i32.load (i32.const 8)))
  ${body})`

/** Prints a line four times to each of its streams, and exits with the errno of the last write. */
export const printing = wat(`(func (export "_start") (local $n i32) (local $errno i32)
  (loop $more
    (local.set $errno (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
    (local.set $errno (call $write (i32.const 2) (i32.const 1024) (i32.const 5)))
    (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 4))))
  (call $proc_exit (local.get $errno)))`)
