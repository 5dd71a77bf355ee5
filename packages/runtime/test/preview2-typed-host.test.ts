import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { transpile } from '@unwasi/core'
import { hostDirectory } from '../src/directory/host-directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { WasiTrapError } from '../src/errors/trap.js'
import { libraryOf } from './component-program.js'

// Libraries with typed exports, which use jco's glue over our host's resources.

type Calls = Record<string, (...args: unknown[]) => unknown>

const ALLOC = `(memory (export "memory") 2)
  (global $top (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`

const FILES_WIT = `package acme:files@1.0.0;
world files {
  import wasi:filesystem/preopens@0.2.6;
  export read: func(path: string) -> result<string, u8>;
  export keep: func(path: string) -> u32;
  export forge: func();
}
package wasi:filesystem@0.2.6 {
  interface types {
    flags path-flags { symlink-follow }
    flags open-flags { create, directory, exclusive, truncate }
    flags descriptor-flags { read, write, file-integrity-sync, data-integrity-sync, requested-write-sync, mutate-directory }
    enum error-code { access, would-block, already, bad-descriptor, busy, deadlock, quota, exist, file-too-large,
      illegal-byte-sequence, in-progress, interrupted, invalid, io, is-directory, loop, too-many-links, message-size,
      name-too-long, no-device, no-entry, no-lock, insufficient-memory, insufficient-space, not-directory, not-empty,
      not-recoverable, unsupported, no-tty, no-such-device, overflow, not-permitted, pipe, read-only, invalid-seek,
      text-file-busy, cross-device }
    resource descriptor {
      read: func(length: u64, offset: u64) -> result<tuple<list<u8>, bool>, error-code>;
      open-at: func(path-flags: path-flags, path: string, open: open-flags, how: descriptor-flags) -> result<descriptor, error-code>;
    }
  }
  interface preopens {
    use types.{descriptor};
    get-directories: func() -> list<tuple<descriptor, string>>;
  }
}`

const FILES_WAT = `(module
  (import "wasi:filesystem/preopens@0.2.6" "get-directories" (func $dirs (param i32)))
  (import "wasi:filesystem/types@0.2.6" "[method]descriptor.open-at" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
  (import "wasi:filesystem/types@0.2.6" "[method]descriptor.read" (func $read (param i32 i64 i64 i32)))
  (import "wasi:filesystem/types@0.2.6" "[resource-drop]descriptor" (func $drop (param i32)))
  ${ALLOC}
  (func $root (result i32) (call $dirs (i32.const 64)) (i32.load (i32.load (i32.const 64))))
  (func (export "read") (param $p i32) (param $n i32) (result i32)
    (local $root i32)
    (local.set $root (call $root))
    (call $open (local.get $root) (i32.const 1) (local.get $p) (local.get $n) (i32.const 0) (i32.const 1) (i32.const 72))
    (call $drop (local.get $root))
    (i32.store8 (i32.const 128) (i32.load8_u (i32.const 72)))
    (if (i32.load8_u (i32.const 72)) (then
      (i32.store8 (i32.const 132) (i32.load8_u (i32.const 76)))
      (return (i32.const 128))))
    (call $read (i32.load (i32.const 76)) (i64.const 4096) (i64.const 0) (i32.const 80))
    (call $drop (i32.load (i32.const 76)))
    (i32.store8 (i32.const 128) (i32.load8_u (i32.const 80)))
    (i32.store (i32.const 132) (i32.load (i32.const 84)))
    (i32.store (i32.const 136) (i32.load (i32.const 88)))
    (i32.const 128))
  (func (export "cabi_post_read") (param i32) (global.set $top (i32.const 1024)))
  (func (export "keep") (param $p i32) (param $n i32) (result i32)
    (call $open (call $root) (i32.const 1) (local.get $p) (local.get $n) (i32.const 0) (i32.const 1) (i32.const 72))
    (i32.load (i32.const 76)))
  (func (export "forge") (call $drop (i32.const 77))))`

describe('files', () => {
  let folder: string
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'unwasi-'))))
  afterEach(() => rm(folder, { recursive: true }))

  test('are read through descriptors, and a forged one traps', async () => {
    const instantiate = await libraryOf<Calls>(await implement('files', FILES_WIT, FILES_WAT))
    const lib = await instantiate({ dirs: { '/': memoryDirectory({ 'a.txt': 'wörld', deep: { 'b.txt': '' } }) } })
    expect(lib.read!('a.txt')).toBe('wörld')
    expect(lib.read!('deep/b.txt')).toBe('')
    let failure: unknown
    try {
      lib.read!('missing')
    } catch (error) {
      failure = (error as { payload: unknown }).payload
    }
    expect(failure).toBe(20) // no-entry
    const first = lib.keep!('a.txt') as number
    for (let n = 0; n < 100; n++) lib.read!('a.txt')
    // The numbers of dropped handles are reused.
    expect(lib.keep!('a.txt')).toBeLessThan(first + 5)
    expect(() => lib.forge!()).toThrow(WasiTrapError)
    expect(() => lib.read!('a.txt')).toThrow(/after it ended/)
  })

  test('without directories there is nothing to open', async () => {
    const lib = await (await libraryOf<Calls>(await implement('files', FILES_WIT, FILES_WAT)))()
    expect(() => lib.read!('a.txt')).toThrow(/handle 0 is not live, expected descriptor/)
  })

  test.skipIf(process.platform !== 'linux')(
    'of the host are closed when they are dropped, and the others when the library ends',
    async () => {
      await writeFile(path.join(folder, 'a.txt'), 'text')
      const open = () => readdirSync('/proc/self/fd').length
      const instantiate = await libraryOf<Calls>(await implement('files', FILES_WIT, FILES_WAT))
      const before = open()
      const lib = await instantiate({ dirs: { '/': hostDirectory(folder) } })
      expect(lib.read!('a.txt')).toBe('text')
      const during = open()
      for (let n = 0; n < 50; n++) expect(lib.read!('a.txt')).toBe('text')
      expect(open()).toBe(during)
      lib.keep!('a.txt')
      expect(open()).toBeGreaterThan(during)
      expect(() => lib.forge!()).toThrow(WasiTrapError)
      expect(open()).toBe(before)
    },
  )
})

/** componentize-js makes programs that import HTTP whether or not they use it. */
const HTTP_WIT = `package acme:net@1.0.0;
world net {
  import wasi:http/types@0.2.3;
  import wasi:http/outgoing-handler@0.2.3;
  export fine: func() -> u32;
  export send: func();
  export close: func();
}
package wasi:http@0.2.3 {
  interface types {
    resource fields { constructor(); }
    resource outgoing-request { constructor(headers: fields); }
    variant error-code { dns-timeout, internal-error(option<string>) }
  }
  interface outgoing-handler {
    use types.{outgoing-request, error-code};
    handle: func(request: outgoing-request) -> result<_, error-code>;
  }
}`

const HTTP_WAT = `(module
  (import "wasi:http/types@0.2.3" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.3" "[constructor]outgoing-request" (func $request (param i32) (result i32)))
  (import "wasi:http/types@0.2.3" "[resource-drop]fields" (func $drop (param i32)))
  (import "wasi:http/outgoing-handler@0.2.3" "handle" (func $handle (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8))
  (func (export "fine") (result i32) (i32.const 1))
  (func $send (export "send") (call $handle (call $request (call $fields)) (i32.const 0)))
  (func (export "close") (call $drop (i32.const 1))))`

test.each([
  ['send', 'wasi:http/types#[constructor]fields is not supported'],
  ['close', 'wasi:http/types has no resource fields to drop'],
])('HTTP links, and traps where it is called: %s', async (name, message) => {
  const lib = await (await libraryOf<Calls>(await implement('net', HTTP_WIT, HTTP_WAT)))()
  expect(lib.fine!()).toBe(1)
  expect(() => lib[name]!()).toThrow(message)
  expect(() => lib.fine!()).toThrow(/after it ended/)
})

const SOCKETS_WIT = `package acme:net@1.0.0;
world net {
  import wasi:sockets/tcp@0.2.6;
  export fine: func() -> u32;
  export connect: func();
  export listen: func();
}
package wasi:sockets@0.2.6 {
  interface tcp {
    resource tcp-socket { start-listen: func() -> u32; make: static func() -> u32; }
    create-tcp-socket: func() -> tcp-socket;
  }
}`

test.each([
  ['connect', 'wasi:sockets/tcp#create-tcp-socket is not supported'],
  ['listen', 'wasi:sockets/tcp#[method]tcp-socket.start-listen is not supported'],
])('sockets link, and trap where they are called: %s', async (name, message) => {
  const bytes = await implement(
    'net',
    SOCKETS_WIT,
    `(module
      (import "wasi:sockets/tcp@0.2.6" "create-tcp-socket" (func $create (result i32)))
      (import "wasi:sockets/tcp@0.2.6" "[method]tcp-socket.start-listen" (func $listen (param i32) (result i32)))
      (import "wasi:sockets/tcp@0.2.6" "[static]tcp-socket.make" (func $make (result i32)))
      (import "wasi:sockets/tcp@0.2.6" "[resource-drop]tcp-socket" (func $drop (param i32)))
      (func (export "fine") (result i32) (i32.const 1))
      (func $connect (export "connect") (call $drop (call $create)))
      (func $listen-to-all (export "listen") (drop (call $listen (i32.const 1))) (drop (call $make))))`,
  )
  const lib = await (await libraryOf<Calls>(bytes))()
  expect(lib.fine!()).toBe(1)
  let error: unknown
  try {
    lib[name]!()
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(WasiTrapError)
  expect((error as Error).message).toContain(message)
  expect(() => lib.fine!()).toThrow(/after it ended/)
})

test('a world that uses the types of an interface', async () => {
  const bytes = await implement(
    'out',
    `package acme:out@1.0.0;
    world out {
      use wasi:io/streams@0.2.6.{output-stream};
      import wasi:cli/stdout@0.2.6;
      export hello: func();
    }
    package wasi:cli@0.2.6 { interface stdout { use wasi:io/streams@0.2.6.{output-stream}; get-stdout: func() -> output-stream; } }
    package wasi:io@0.2.6 {
      interface streams { resource output-stream { blocking-write-zeroes-and-flush: func(len: u64) -> result; } }
    }`,
    `(module
      (import "wasi:cli/stdout@0.2.6" "get-stdout" (func $out (result i32)))
      (import "wasi:io/streams@0.2.6" "[resource-drop]output-stream" (func $drop (param i32)))
      (func (export "hello") (call $drop (call $out))))`,
  )
  const lib = await (await libraryOf<Calls>(bytes))()
  expect(lib.hello!()).toBeUndefined()
})

test('two versions of an interface are the same to the host', async () => {
  const wit = (version: string) => `package wasi:random@${version} { interface random { get-random-u64: func() -> u64; } }`
  const bytes = await implement(
    'two',
    `package acme:two@1.0.0;
    world two { import wasi:random/random@0.2.0; import wasi:random/random@0.2.6; export both: func() -> u64; }
    ${wit('0.2.0')} ${wit('0.2.6')}`,
    `(module
      (import "wasi:random/random@0.2.0" "get-random-u64" (func $old (result i64)))
      (import "wasi:random/random@0.2.6" "get-random-u64" (func $new (result i64)))
      (func (export "both") (result i64) (i64.sub (call $old) (call $new))))`,
  )
  const lib = await (await libraryOf<Calls>(bytes))({ random: (buffer) => void buffer.fill(7) })
  expect(lib.both!()).toBe(0n)
})

test('a stack overflow is a trap, and an output that throws rejects with its error', async () => {
  const bytes = await implement(
    'deep',
    'package acme:deep@1.0.0; world deep { export deep: func(); export fine: func(); }',
    '(module (func $deep (export "deep") (call $deep) (call $deep)) (func (export "fine")))',
  )
  const lib = await (await libraryOf<Calls>(bytes))()
  expect(() => lib.deep!()).toThrow(WasiTrapError)
  expect(() => lib.fine!()).toThrow(/after it ended/)
})

test('an exit ends the library', async () => {
  const bytes = await implement(
    'exits',
    `package acme:exits@1.0.0; world exits { import wasi:cli/exit@0.2.0; export end: func(failed: bool); export fine: func(); }
    package wasi:cli@0.2.0 { interface exit { exit: func(status: result); } }`,
    `(module (import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))
      (func (export "end") (param i32) (call $exit (local.get 0))) (func (export "fine")))`,
  )
  const instantiate = await libraryOf<Calls>(bytes)
  for (const [failed, code] of [
    [true, 1],
    [false, 0],
  ] as const) {
    const lib = await instantiate()
    expect(() => lib.end!(failed)).toThrow(`guest.wasm exited with code ${code}`)
    expect(() => lib.fine!()).toThrow(/after it ended/)
  }
})

describe('names', () => {
  const RESERVED = ['class', 'default', 'delete', 'new', 'import', 'await', 'eval', 'exports', 'instance', 'program', 'glue']
  const names = [...RESERVED, 'two-words', 'a1-b2', 'constructor', 'to-string']

  test('names that are reserved in JavaScript', async () => {
    const bytes = await implement(
      'names',
      `package acme:names@1.0.0;
      interface inner { ${names.map((name) => `%${name}: func() -> u32;`).join(' ')} }
      world names { export inner; ${names.map((name) => `export %${name}: func() -> u32;`).join(' ')} }`,
      `(module ${names
        .flatMap((name, n) => [
          `(func (export "${name}") (result i32) (i32.const ${n}))`,
          `(func (export "acme:names/inner@1.0.0#${name}") (result i32) (i32.const ${100 + n}))`,
        ])
        .join('\n')})`,
    )
    const lib = await (await libraryOf<Calls & { inner: Calls }>(bytes))()
    const camel = (name: string) => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    expect(names.map((name) => lib[camel(name)]?.())).toEqual(names.map((_, n) => n))
    expect(names.map((name) => lib.inner[camel(name)]?.())).toEqual(names.map((_, n) => 100 + n))
  })

  test('names of core modules are never code in the glue', async () => {
    const odd = ['`', '${1}', '*/', '//', '"', '</script>', ' ', '\u2028', ')', '}', 'ü', '__proto__', '']
    for (const name of odd) {
      const bytes = await implement(
        'odd',
        'package acme:odd@1.0.0; world odd { export fine: func() -> u32; }',
        `(module (func $f (export "fine") (result i32) (i32.const 1)) (func (export ${JSON.stringify(name)})))`,
      )
      expect((await (await libraryOf<Calls>(bytes))()).fine!()).toBe(1)
    }
    const quoted = await implement(
      'odd',
      'package acme:odd@1.0.0; world odd { export fine: func() -> u32; }',
      `(module (func (export "fine") (result i32) (i32.const 1)) (func (export "';globalThis.broken=1;'")))`,
    )
    await expect(transpile(quoted, { cache: false })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })
})
