import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'

/** A program that makes a file if it has a directory, prints a line, and then does `rest`. */
const program = (rest: string, more = ''): Promise<Uint8Array> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open"
      (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
    (data (i32.const 16) "hello\\nmade")
    ;; 400 ms of the monotonic clock
    (data (i32.const 80) "\\01\\00\\00\\00\\00\\00\\00\\00\\00\\84\\d7\\17")
    ${more}
    (func (export "_start")
      (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 22) (i32.const 4) (i32.const 1)
        (i64.const 64) (i64.const 64) (i32.const 0) (i32.const 40)))
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      ${rest}))`)

const sleeping = '(drop (call $poll_oneoff (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 8)))'

/** The programs and libraries that the scenarios use, by name. */
export const guests = async (): Promise<Record<string, Uint8Array>> => ({
  go: fixture('go'),
  sleeping: await program(sleeping),
  // They compute until they are ended. Some engines can end a program only when it calls a function.
  silent: await program('(loop $more (br $more))'),
  calling: await program('(loop $more (drop (call $sched_yield)) (br $more))'),
  trapping: await program('unreachable'),
  tool: await program('', '(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))'),
  asking: fixture('unknown-import'),
  library: fixture('library'),
  native: fixture('p2-native'),
  hello: fixture('hello'),
  typed: fixture('p2-typed'),
  composed: fixture('composed-wac'),
})
