import { implement } from '../../fixtures/components.mjs'
import { assemble } from '../cli/wat.js'

// Programs for blocks whose point is how they are called.

/** Prints each argument on a line, then copies its input to its output. */
export const repeats = await assemble(`(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (func $print (param $at i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start") (local $left i32) (local $next i32) (local $at i32) (local $end i32)
    (drop (call $sizes (i32.const 16) (i32.const 20)))
    (drop (call $args (i32.const 1024) (i32.const 8192)))
    (local.set $left (i32.load (i32.const 16)))
    (local.set $next (i32.const 1024))
    (block $printed (loop $each
      (local.set $next (i32.add (local.get $next) (i32.const 4)))
      (br_if $printed (i32.le_u (local.tee $left (i32.sub (local.get $left) (i32.const 1))) (i32.const 0)))
      (local.set $at (i32.load (local.get $next)))
      (local.set $end (local.get $at))
      (loop $byte
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br_if $byte (i32.load8_u (local.get $end))))
      (i32.store8 (local.get $end) (i32.const 10))
      (call $print (local.get $at) (i32.add (i32.sub (local.get $end) (local.get $at)) (i32.const 1)))
      (br $each)))
    (block $read_all (loop $chunk
      (i32.store (i32.const 0) (i32.const 65536))
      (i32.store (i32.const 4) (i32.const 65536))
      (br_if $read_all (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $read_all (i32.eqz (i32.load (i32.const 8))))
      (call $print (i32.const 65536) (i32.load (i32.const 8)))
      (br $chunk)))))`)

/** Writes a file. */
export const writes = await assemble(`(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\20\\00\\00\\00\\07\\00\\00\\00")
  (data (i32.const 16) "out.txt")
  (data (i32.const 32) "written")
  (func (export "_start")
    (if (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 7) (i32.const 1) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 8))
      (then unreachable))
    (if (call $write (i32.load (i32.const 8)) (i32.const 0) (i32.const 1) (i32.const 12)) (then unreachable))))`)

/** A command that exports a function. */
export const tool = await assemble(`(module
  (memory (export "memory") 1)
  (func (export "_start"))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`)

/** Passes a text to `env.log`, and exits with what `page.count` returns. */
export const callsOut = await assemble(`(module
  (import "env" "log" (func $log (param i32 i32)))
  (import "page" "count" (func $count (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello")
  (func (export "_start") (call $log (i32.const 8) (i32.const 5)) (call $exit (call $count))))`)

/** A library whose function returns what `page.count` does. */
export const counting = await assemble(`(module
  (import "page" "count" (func $count (result i32)))
  (memory (export "memory") 1)
  (func (export "counted") (result i32) (call $count)))`)

/** Opens a store of the page's interface, and fails unless its counter is at 0. */
export const storing = await implement(
  'guest',
  `package my:host;
  interface store {
    resource counter { constructor(start: u32); get: func() -> u32; }
    open: func(name: string) -> result<counter, string>;
  }
  world guest { import store; export wasi:cli/run@0.2.0; }
  package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`,
  `(module
    (import "my:host/store" "open" (func $open (param i32 i32 i32)))
    (import "my:host/store" "[method]counter.get" (func $get (param i32) (result i32)))
    (import "my:host/store" "[resource-drop]counter" (func $drop (param i32)))
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $next)
      (global.set $next (i32.add (global.get $next) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -16)))))
    (data (i32.const 8) "name")
    (func (export "wasi:cli/run@0.2.0#run") (result i32)
      (call $open (i32.const 8) (i32.const 4) (i32.const 16))
      (if (i32.load8_u (i32.const 16)) (then (return (i32.const 1))))
      (i32.ne (call $get (i32.load (i32.const 20))) (i32.const 0))
      (call $drop (i32.load (i32.const 20)))))`,
)

/** Prints more than the limit of the page, which is a megabyte. */
export const prolix = await assemble(`(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 32)
  (func (export "_start")
    (i32.store (i32.const 4) (i32.const 1500000))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))`)
