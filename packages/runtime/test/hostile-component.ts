import { parse } from '../../../fixtures/components.mjs'

const ERROR_CODES =
  '"access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota" "exist" "file-too-large" "illegal-byte-sequence" ' +
  '"in-progress" "interrupted" "invalid" "io" "is-directory" "loop" "too-many-links" "message-size" "name-too-long" "no-device" ' +
  '"no-entry" "no-lock" "insufficient-memory" "insufficient-space" "not-directory" "not-empty" "not-recoverable" "unsupported" ' +
  '"no-tty" "no-such-device" "overflow" "not-permitted" "pipe" "read-only" "invalid-seek" "text-file-busy" "cross-device"'

const IMPORTS = `
  (import "wasi:io/poll@0.2.0" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))
    (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (alias outer 1 $pollable (type $pp)) (export "pollable" (type $p (eq $pp)))
    (export "now" (func (result u64)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (import "wasi:cli/exit@0.2.0" (instance $cli (export "exit" (func (param "status" (result))))))
  (import "wasi:filesystem/types@0.2.0" (instance $types
    (export "descriptor" (type $d (sub resource)))
    (type $ec' (enum ${ERROR_CODES}))
    (export "error-code" (type $ec (eq $ec')))
    (type $pf' (flags "symlink-follow")) (export "path-flags" (type $pf (eq $pf')))
    (type $of' (flags "create" "directory" "exclusive" "truncate")) (export "open-flags" (type $of (eq $of')))
    (type $df' (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync" "mutate-directory"))
    (export "descriptor-flags" (type $df (eq $df')))
    (type $ad' (enum "normal" "sequential" "random" "will-need" "dont-need" "no-reuse")) (export "advice" (type $ad (eq $ad')))
    (export "[method]descriptor.advise" (func (param "self" (borrow $d)) (param "offset" u64) (param "length" u64)
      (param "advice" $ad) (result (result (error $ec)))))
    (export "[method]descriptor.open-at" (func (param "self" (borrow $d)) (param "path-flags" $pf) (param "path" string)
      (param "open-flags" $of) (param "flags" $df) (result (result (own $d) (error $ec)))))
    (export "[method]descriptor.read" (func (param "self" (borrow $d)) (param "length" u64) (param "offset" u64)
      (result (result (tuple (list u8) bool) (error $ec)))))))
  (alias export $types "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $dd)) (export "descriptor" (type $d (eq $dd)))
    (export "get-directories" (func (result (list (tuple (own $d) string)))))))`

/** The core functions by their names in the guest's text: how each is defined, and its core signature. */
const FUNCTIONS: Record<string, readonly [from: string, options: string, signature: string]> = {
  poll: ['$poll "poll"', '(memory $memory) (realloc $realloc)', '(param i32 i32 i32)'],
  block: ['$poll "[method]pollable.block"', '', '(param i32)'],
  now: ['$clock "now"', '', '(result i64)'],
  sub: ['$clock "subscribe-duration"', '', '(param i64) (result i32)'],
  random: ['$random "get-random-bytes"', '(memory $memory) (realloc $realloc)', '(param i64 i32)'],
  exit: ['$cli "exit"', '', '(param i32)'],
  dirs: ['$preopens "get-directories"', '(memory $memory) (realloc $realloc)', '(param i32)'],
  open: ['$types "[method]descriptor.open-at"', '(memory $memory) (realloc $realloc)', '(param i32 i32 i32 i32 i32 i32 i32)'],
  read: ['$types "[method]descriptor.read"', '(memory $memory) (realloc $realloc)', '(param i32 i64 i64 i32)'],
  advise: ['$types "[method]descriptor.advise"', '(memory $memory)', '(param i32 i64 i64 i32 i32)'],
}

const DROPS = ['pollable', 'descriptor']
/** Formats `text` for each core function that the guest imports. */
const each = (text: (name: string, signature: string) => string): string =>
  [
    ...Object.entries(FUNCTIONS).map(([name, [, , signature]]) => text(name, signature)),
    ...DROPS.map((name) => text(`drop_${name}`, '(param i32)')),
  ].join('\n')

const CANON = [
  ...Object.entries(FUNCTIONS).map(
    ([name, [from, options]]) =>
      `(alias export ${from} (func $wasi_${name})) (core func $${name} (canon lower (func $wasi_${name}) ${options}))`,
  ),
  ...DROPS.map((name) => `(core func $drop_${name} (canon resource.drop $${name}))`),
].join('\n')

interface HostileText {
  /** The body of `run`. */
  run: string
  /** `realloc` calls this once `$armed` is 1. Unless `$answer` is set, it still returns memory aligned to 8. */
  inside?: string
  /** Further fields of the core module. */
  fields?: string
  /** The exports of the component, from the core instance `$i`. */
  exports?: string
}

const RUN = `(alias core export $i "run" (core func $core_run))
  (func $run (result (result)) (canon lift (core func $core_run)))
  (instance $r (export "run" (func $run))) (export "wasi:cli/run@0.2.0" (instance $r))`

/**
 * A component that treats the host as no compiler-made program would. Its functions are called `$poll`, `$read` …; `memory` has
 * two pages, of which `realloc` hands out the bytes from 4096 on, and "name" is at 1024.
 */
export const hostile = ({ run, inside = '', fields = '', exports = RUN }: HostileText): Promise<Uint8Array> =>
  parse(`(component ${IMPORTS}
  (core module $mem (memory (export "memory") 2)
    (table (export "table") 1 funcref)
    (type $ft (func))
    (global $next (mut i32) (i32.const 4096))
    (global $armed (export "armed") (mut i32) (i32.const 0))
    (global $answer (export "answer") (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $p i32)
      (if (global.get $armed) (then (global.set $armed (i32.const 0)) (call_indirect (type $ft) (i32.const 0))))
      (if (global.get $answer) (then (return (global.get $answer))))
      (local.set $p (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $p) (local.get 3)))
      (local.get $p)))
  (core instance $m (instantiate $mem))
  (alias core export $m "memory" (core memory $memory))
  (alias core export $m "realloc" (core func $realloc))
  ${CANON}
  (core module $main
    (import "m" "memory" (memory 2))
    (import "m" "table" (table 1 funcref))
    (import "m" "armed" (global $armed (mut i32)))
    (import "m" "answer" (global $answer (mut i32)))
    ${each((name, signature) => `(import "h" "${name}" (func $${name} ${signature}))`)}
    (data (i32.const 1024) "name")
    (func $inside ${inside})
    (elem (i32.const 0) $inside)
    ${fields}
    (func $main (export "run") (result i32) ${run}))
  (core instance $i (instantiate $main
    (with "m" (instance $m))
    (with "h" (instance ${each((name) => `(export "${name}" (func $${name}))`)}))))
  ${exports})`)
