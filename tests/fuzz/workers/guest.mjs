// The program of all cases, as a command and as a library. It does what a script says, which is its first argument.
import wabt from 'wabt'

/** The sizes that the digits of a script stand for. The larger ones exceed what may be under way between two threads. */
export const SIZES = [0, 1, 7, 100, 4096, 10_000, 40_000, 65_536, 150_000, 300_000]
/** Every write to a file is one of these. */
export const RECORD = '0123456789'

const wasi = {
  args_sizes_get: 'i32 i32',
  args_get: 'i32 i32',
  clock_time_get: 'i32 i64 i32',
  fd_close: 'i32',
  fd_read: 'i32 i32 i32 i32',
  fd_write: 'i32 i32 i32 i32',
  path_create_directory: 'i32 i32 i32',
  path_open: 'i32 i32 i32 i32 i32 i64 i64 i32 i32',
  path_unlink_file: 'i32 i32 i32',
  poll_oneoff: 'i32 i32 i32 i32',
  random_get: 'i32 i32',
  sched_yield: '',
}
const imports = Object.entries(wasi).map(
  ([name, params]) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${params && `(param ${params})`} (result i32)))`,
)

// The lower half of page 0 has the places of results, page 1 the script, and page 2 what is written and read.
const AT = {
  iovec: 0,
  result: 8,
  subscriptions: 128,
  events: 256,
  name: 512,
  argv: 1024,
  sizes: 2048,
  script: 65_536,
  buffer: 131_072,
}

/** What each letter of a script does. `$digit` is the character after it, and `$size` the size that it stands for. */
export const operations = {
  w: '(call $note (call $write (i32.const 1) (local.get $size)))',
  e: '(call $note (call $write (i32.const 2) (local.get $size)))',
  // One read, and reads until there is as much or the input ends.
  r: '(drop (call $read (local.get $size)))',
  f: `(loop $more
        (local.set $got (call $read (local.get $size)))
        (local.set $size (i32.sub (local.get $size) (local.get $got)))
        (br_if $more (i32.and (i32.ne (local.get $got) (i32.const 0)) (i32.gt_s (local.get $size) (i32.const 0)))))`,
  s: '(call $sleep (i64.mul (i64.extend_i32_u (local.get $digit)) (i64.const 1000000)) (i32.const 1))',
  S: '(call $sleep (i64.const 3600000000000) (i32.const 1))',
  // Whichever is first: input, or time.
  p: '(call $sleep (i64.mul (i64.extend_i32_u (local.get $digit)) (i64.const 1000000)) (i32.const 2))',
  c: '(call $compute (i32.mul (local.get $digit) (i32.const 1000000)))',
  C: '(loop $more (br $more))',
  g: '(call $note (memory.grow (i32.mul (local.get $digit) (i32.const 4))))',
  t: 'unreachable',
  v: '(call $recurse)',
  x: '(call $proc_exit (local.get $digit))',
  m: '(call $record (i32.const 3) (local.get $digit) (i32.const 1))',
  h: '(call $record (i32.const 4) (local.get $digit) (i32.const 1))',
  // Leaves the file open.
  n: '(call $record (i32.const 3) (local.get $digit) (i32.const 0))',
  j: '(call $record (i32.const 4) (local.get $digit) (i32.const 0))',
  u: '(call $note (call $path_unlink_file (i32.const 3) (call $named (local.get $digit)) (i32.const 2)))',
  i: '(call $note (call $path_unlink_file (i32.const 4) (call $named (local.get $digit)) (i32.const 2)))',
  d: '(call $note (call $path_create_directory (i32.const 3) (call $named (i32.add (local.get $digit) (i32.const 48))) (i32.const 2)))',
  q: '(call $note (call $fd_close (local.get $digit)))',
  b: `(i32.store (i32.const ${AT.iovec}) (i32.const -16))
      (i32.store (i32.const ${AT.iovec + 4}) (i32.const 100))
      (call $note (call $fd_write (i32.const 1) (i32.const ${AT.iovec}) (i32.const 1) (i32.const ${AT.result})))`,
  y: '(drop (call $sched_yield))',
  a: `(drop (call $random_get (i32.const ${AT.buffer}) (local.get $size)))
      (drop (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const ${AT.result})))`,
  // From now on, it exits when a write fails, like most programs.
  k: '(global.set $strict (i32.const 1))',
  // Prints a digest of all results.
  z: `(i32.store (i32.const ${AT.buffer}) (global.get $digest))
      (drop (call $plain (i32.const 1) (i32.const 4)))`,
}

const functions = `
  (global $digest (mut i32) (i32.const 0))
  (global $serial (mut i32) (i32.const 0))
  (global $strict (mut i32) (i32.const 0))
  (func $note (param $value i32)
    (global.set $digest (i32.add (i32.mul (global.get $digest) (i32.const 31)) (local.get $value))))
  (func $plain (param $fd i32) (param $length i32) (result i32)
    (i32.store (i32.const ${AT.iovec}) (i32.const ${AT.buffer}))
    (i32.store (i32.const ${AT.iovec + 4}) (local.get $length))
    (call $fd_write (local.get $fd) (i32.const ${AT.iovec}) (i32.const 1) (i32.const ${AT.result})))
  (func $write (param $fd i32) (param $length i32) (result i32) (local $errno i32)
    ;; no two writes are alike, so that what is lost or doubled is seen
    (global.set $serial (i32.add (global.get $serial) (i32.const 1)))
    (memory.fill (i32.const ${AT.buffer}) (global.get $serial) (local.get $length))
    (local.set $errno (call $plain (local.get $fd) (local.get $length)))
    (if (i32.and (i32.ne (local.get $errno) (i32.const 0)) (global.get $strict))
      (then (call $proc_exit (local.get $errno))))
    (local.get $errno))
  (func $read (param $length i32) (result i32) (local $errno i32) (local $got i32)
    (i32.store (i32.const ${AT.iovec}) (i32.const ${AT.buffer}))
    (i32.store (i32.const ${AT.iovec + 4}) (local.get $length))
    (call $note (local.tee $errno
      (call $fd_read (i32.const 0) (i32.const ${AT.iovec}) (i32.const 1) (i32.const ${AT.result}))))
    (if (local.get $errno) (then (return (i32.const 0))))
    (call $note (local.tee $got (i32.load (i32.const ${AT.result}))))
    (if (local.get $got) (then
      (call $note (i32.load8_u (i32.const ${AT.buffer})))
      (call $note (i32.load8_u (i32.sub (i32.add (i32.const ${AT.buffer}) (local.get $got)) (i32.const 1))))))
    (local.get $got))
  (func $sleep (param $time i64) (param $subscriptions i32)
    (memory.fill (i32.const ${AT.subscriptions}) (i32.const 0) (i32.const 96))
    (i32.store (i32.const ${AT.subscriptions + 16}) (i32.const 1))
    (i64.store (i32.const ${AT.subscriptions + 24}) (local.get $time))
    (i32.store8 (i32.const ${AT.subscriptions + 48 + 8}) (i32.const 1))
    (call $note (call $poll_oneoff
      (i32.const ${AT.subscriptions}) (i32.const ${AT.events}) (local.get $subscriptions) (i32.const ${AT.result}))))
  (func $compute (param $times i32)
    (if (local.get $times) (then
      (loop $more (br_if $more (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))))
  (func $recurse (call $recurse) (global.set $serial (i32.add (global.get $serial) (i32.const 1))))
  (func $named (param $digit i32) (result i32)
    (i32.store8 (i32.const ${AT.name}) (i32.const 102))
    (i32.store8 (i32.const ${AT.name + 1}) (i32.add (local.get $digit) (i32.const 48)))
    (i32.const ${AT.name}))
  ;; appends a record to a file
  (func $record (param $fd i32) (param $digit i32) (param $close i32) (local $errno i32)
    (call $note (local.tee $errno (call $path_open
      (local.get $fd) (i32.const 0) (call $named (local.get $digit)) (i32.const 2) (i32.const 1)
      (i64.const 66) (i64.const 0) (i32.const 1) (i32.const ${AT.result}))))
    (if (local.get $errno) (then (return)))
    (local.set $fd (i32.load (i32.const ${AT.result})))
    (i64.store (i32.const ${AT.buffer}) (i64.const 0x3736353433323130))
    (i32.store (i32.const ${AT.buffer + 8}) (i32.const 0x3938))
    (call $note (call $plain (local.get $fd) (i32.const ${RECORD.length})))
    (if (local.get $close) (then (call $note (call $fd_close (local.get $fd))))))
  (func $step (param $operation i32) (param $digit i32) (local $size i32) (local $got i32)
    (local.set $size (i32.load (i32.add (i32.const ${AT.sizes}) (i32.mul (local.get $digit) (i32.const 4)))))
    ${Object.entries(operations)
      .map(([letter, body]) => `(if (i32.eq (local.get $operation) (i32.const ${letter.charCodeAt(0)})) (then ${body} (return)))`)
      .join('\n    ')})`

const sizes = [...new Uint8Array(new Uint32Array(SIZES).buffer)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')

const forms = {
  command: `(func (export "_start") (local $at i32)
    (drop (call $args_sizes_get (i32.const ${AT.result}) (i32.const ${AT.result + 4})))
    (drop (call $args_get (i32.const ${AT.argv}) (i32.const ${AT.script})))
    (local.set $at (i32.load (i32.const ${AT.argv + 4})))
    (loop $more
      (if (i32.load8_u (local.get $at)) (then
        (call $step (i32.load8_u (local.get $at)) (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48)))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br $more)))))`,
  library: `(func (export "step") (param $operation i32) (param $digit i32) (result i32)
    (call $step (local.get $operation) (local.get $digit))
    (global.get $digest))`,
}

/** The bytes of a program: `command` or `library`. */
export const makeGuest = async (form) => {
  const text = `(module
  ${imports.join('\n  ')}
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 8)
  (data (i32.const ${AT.sizes}) "${sizes}")
  ${functions}
  ${forms[form]})`
  const module = (await wabt()).parseWat('guest.wat', text)
  const bytes = module.toBinary({ write_debug_names: true }).buffer.slice()
  module.destroy()
  return bytes
}
