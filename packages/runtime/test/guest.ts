import wabt from 'wabt'

import { transpile } from '../../core/src/index.js'
import { cli } from '../src/host/cli.js'
import { clocks } from '../src/host/clocks.js'
import { io } from '../src/host/io.js'
import { random } from '../src/host/random.js'
import { node } from '../src/load/node.js'
import type { ProgramSpec } from '../src/program.js'
import { makeCommand } from '../src/run.js'
import { tracing } from '../src/trace/tracer.js'
import type { Run } from '../src/types.js'

export const command = makeCommand(node)

/** Module bytes of a guest in text form, with its names. */
export const assemble = async (text: string): Promise<Uint8Array<ArrayBuffer>> => {
  const module = (await wabt()).parseWat('guest.wat', text, { exceptions: true })
  const bytes = module.toBinary({ write_debug_names: true }).buffer.slice()
  module.destroy()
  return bytes as Uint8Array<ArrayBuffer>
}

/** What an emitted module passes to `command`, without files in the way. */
export const spec = async (bytes: Uint8Array<ArrayBuffer>): Promise<ProgramSpec> => {
  const { assets } = await transpile(bytes, { name: 'guest.wasm', cache: false })
  const asset = (role: string) => assets.find((one) => one.role === role)!.bytes as Uint8Array<ArrayBuffer>
  return {
    name: 'guest.wasm',
    guest: asset('guest'),
    template: asset('template'),
    host: [cli, clocks, io, random],
    trace: tracing,
  }
}

export const guest = async (text: string): Promise<Run> => command(await spec(await assemble(text)))

/** Text of a guest that imports some preview1 functions and has a page of memory. */
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
