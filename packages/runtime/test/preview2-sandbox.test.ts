import { describe, expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import type { RunOptions } from '../src/types.js'
import { commandOf, libraryOf } from './component-program.js'
import { hostile } from './hostile-component.js'

// A component that behaves as no compiler-made one would. It ends with a trap that it can't catch and that says why.

const options: RunOptions<'utf8'> = { dirs: { '/': memoryDirectory({ name: 'content' }) } }

const outcome = async (text: Parameters<typeof hostile>[0], given: RunOptions<'utf8'> = options): Promise<string> => {
  const run = await commandOf(await hostile(text))
  try {
    const { exitCode } = await run([], given)
    return `exit ${exitCode}`
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string }
    const [first, why = ''] = message.split('\n')
    return `${name} ${code}: ${first}${code === 'HANDLE_LIMIT' ? why : ''}`
  }
}

const DIRS = '(call $dirs (i32.const 16))'
/** The handle of the first directory. */
const ROOT = '(i32.load (i32.load (i32.const 16)))'
const OPEN = `(call $open ${ROOT} (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 32))`
/** The handle of the file that OPEN opened. */
const FILE = '(i32.load (i32.const 36))'

test('an honest one', async () => {
  const read = `(call $read ${FILE} (i64.const 100) (i64.const 0) (i32.const 48))`
  expect(await outcome({ run: `${DIRS} ${OPEN} ${read} (i32.ne (i32.load (i32.const 56)) (i32.const 7))` })).toBe('exit 0')
})

describe('a guest cannot catch a trap of the host', () => {
  const cases: [name: string, call: string, why: RegExp][] = [
    ['a handle that never was', '(call $block (i32.const 9999))', /handle 9999 is not live, expected pollable/],
    ['a handle of another kind', `${DIRS} (call $block ${ROOT})`, /is of kind descriptor, expected pollable/],
    ['a handle that was dropped', '(call $drop_pollable (call $sub (i64.const 0))) (call $block (i32.const 1))', /not live/],
    ['a drop of another kind', `${DIRS} (call $drop_pollable ${ROOT})`, /is of kind descriptor, expected pollable/],
    ['a second drop', `${DIRS} (call $drop_descriptor ${ROOT}) (call $drop_descriptor ${ROOT})`, /not live/],
    ['a poll of nothing', '(call $poll (i32.const 0) (i32.const 0) (i32.const 16))', /list is empty/],
    ['a list outside of memory', '(call $poll (i32.const -16) (i32.const 8) (i32.const 16))', /outside of memory/],
    ['a list that is not aligned', '(call $poll (i32.const 18) (i32.const 1) (i32.const 16))', /18 is not aligned to 4/],
    ['a result outside of memory', '(call $dirs (i32.const -8))', /outside of memory/],
    [
      'a tag outside of memory',
      `${DIRS} (call $advise ${ROOT} (i64.const 0) (i64.const 0) (i32.const 0) (i32.const -2))`,
      /outside/,
    ],
    ['a result that is not aligned', '(call $dirs (i32.const 18))', /18 is not aligned to 4/],
    ['a case that a result has not', '(call $exit (i32.const 300))', /exit with invalid result 300/],
    [
      'a case that an enum has not',
      `${DIRS} (call $advise ${ROOT} (i64.const 0) (i64.const 0) (i32.const 6) (i32.const 64))`,
      /invalid advice 6/,
    ],
    ['room that is not aligned', '(global.set $answer (i32.const 18)) (call $dirs (i32.const 16))', /18 is not aligned to 4/],
    ['room outside of memory', '(global.set $answer (i32.const -64)) (call $dirs (i32.const 16))', /outside of memory/],
    ['no room outside of memory', '(global.set $answer (i32.const -64)) (call $random (i64.const 0) (i32.const 16))', /outside/],
    ['random bytes without end', '(call $random (i64.const -1) (i32.const 16))', /random bytes/],
  ]
  for (const [name, call, why] of cases) {
    test(`${name}`, async () => {
      expect(await outcome({ run: `try ${call} catch_all end (i32.const 0)` })).toMatch(
        new RegExp(`^WasiTrapError TRAP: guest\\.wasm: .*${why.source}`),
      )
    })
  }

  test('a stack overflow within the host', async () => {
    // Whatever JavaScript does then, the guest can call nothing afterwards, because it would find a host that stopped halfway.
    const fields = `(func $deep ${DIRS} (call $deep) (call $deep))
      (func $down (param i32) try (call $deep) catch_all end)`
    const calls = `${DIRS} ${OPEN} (call $drop_descriptor ${FILE}) (i32.const 0)`
    const result = await outcome({ fields, run: `(call $down (i32.const 0)) ${calls}` }, { ...options, maxHandles: Infinity })
    expect(result).toMatch(/^(WasiTrapError TRAP: |exit 0)/)
  })

  test('an exception that leaves realloc', async () => {
    const fields = '(tag $mine)'
    const run = `(global.set $armed (i32.const 1)) try ${DIRS} catch_all end (i32.const 0)`
    expect(await outcome({ fields, inside: '(throw $mine)', run })).toMatch(/^WasiTrapError TRAP: .*exception/)
  })
})

describe('a component that is in realloc calls nothing', () => {
  const cases: [name: string, call: string][] = [
    ['a function without arguments', '(drop (call $now))'],
    ['a wait', '(call $block (i32.const 1))'],
    ['a new resource', '(drop (call $sub (i64.const 0)))'],
    ['a call that needs room itself', DIRS],
    ['a drop of what is being read', `(call $drop_descriptor ${FILE})`],
    ['the end', '(call $exit (i32.const 0))'],
  ]
  for (const [name, inside] of cases) {
    test(`${name}`, async () => {
      const read = `(call $read ${FILE} (i64.const 100) (i64.const 0) (i32.const 48))`
      const run = `${DIRS} ${OPEN} (global.set $armed (i32.const 1)) try ${read} catch_all end (i32.const 0)`
      expect(await outcome({ inside, run })).toBe(
        "WasiTrapError TRAP: guest.wasm: a component can't call its imports while it is in realloc",
      )
    })
  }
})

describe('the result of run', () => {
  for (const code of [2, 300, -1, 256]) {
    test(`${code} is not a result`, async () => {
      expect(await outcome({ run: `(i32.const ${code})` })).toBe(
        `WasiTrapError TRAP: guest.wasm: run returned invalid result ${code >>> 0}`,
      )
    })
  }
})

describe('limits', () => {
  const forever = (body: string) => `(loop $l ${body} (br $l)) (i32.const 0)`

  test('pollables', async () => {
    const run = forever('(drop (call $sub (i64.const 0)))')
    const reached = (most: number) =>
      `RunError HANDLE_LIMIT: guest.wasm has too many resources open  why: Option 'maxHandles' allows ${most}.`
    expect(await outcome({ run })).toBe(reached(10_000))
    expect(await outcome({ run }, { maxHandles: 5 })).toBe(reached(5))
  })

  test('descriptors that a call hands out', async () => {
    expect(await outcome({ run: forever(DIRS) })).toMatch(/^(RunError HANDLE_LIMIT|WasiTrapError TRAP)/)
  })

  test('files: error-code insufficient-memory', async () => {
    const open = `${OPEN} (br_if $l (i32.eqz (i32.load8_u (i32.const 32))))`
    // The open handles are the directory itself and three files.
    const run = `${DIRS} (loop $l ${open}) (i32.load8_u (i32.const 36)) (return (i32.ne (i32.const 22)))`
    expect(await outcome({ run }, { ...options, maxHandles: 4 })).toBe('exit 0')
  })

  test('the handles that one poll waits for, repeated ones included', async () => {
    const run =
      '(i32.store (i32.const 64) (call $sub (i64.const 0))) (call $poll (i32.const 64) (i32.const 11) (i32.const 16)) (i32.const 0)'
    expect(await outcome({ run }, { maxHandles: 10 })).toBe(
      "RunError HANDLE_LIMIT: guest.wasm polls 11 handles at once  why: Option 'maxHandles' allows 10.",
    )
  })

  test('the handles that one poll waits for, without an option', async () => {
    const fill = `(loop $l (i32.store (i32.add (i32.const 65536) (local.get $at)) (local.get $timer))
      (br_if $l (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (i32.const 40004))))`
    const poll = (count: number) =>
      `(local $at i32) (local $timer i32) (local.set $timer (call $sub (i64.const 0))) ${fill} (call $poll (i32.const 65536) (i32.const ${count}) (i32.const 16)) (i32.const 0)`
    expect(await outcome({ run: poll(10_000) })).toBe('exit 0')
    expect(await outcome({ run: poll(10_001) })).toMatch(/^RunError HANDLE_LIMIT: guest.wasm polls 10001 handles at once/)
  })

  test('a path: error-code name-too-long', async () => {
    const long = `(call $open ${ROOT} (i32.const 0) (i32.const 1024) (i32.const 65537) (i32.const 0) (i32.const 1) (i32.const 32))`
    expect(await outcome({ run: `${DIRS} ${long} (i32.ne (i32.load8_u (i32.const 36)) (i32.const 18))` })).toBe('exit 0')
  })
})

describe('a library', () => {
  const exports = `
    ${['take', 'give', 'after', 'arm', 'fine'].map((name) => `(alias core export $i "${name}" (core func $${name}))`).join('')}
    (func (export "take") (param "text" string) (canon lift (core func $take) (memory $memory) (realloc $realloc)))
    (func (export "give") (result u32) (canon lift (core func $give) (post-return $after)))
    (func (export "arm") (canon lift (core func $arm)))
    (func (export "fine") (result u32) (canon lift (core func $fine)))`
  const fields = `
    (func (export "take") (param i32 i32))
    (func (export "give") (result i32) (i32.const 1))
    (func (export "after") (param i32) (if (global.get $armed) (then (call $inside))))
    (func (export "arm") (global.set $armed (i32.const 1)))
    (func (export "fine") (result i32) (i32.wrap_i64 (call $now)))`
  type Calls = Record<'take' | 'give' | 'arm' | 'fine', (text?: string) => unknown>
  const make = async () =>
    (await libraryOf<Calls>(await hostile({ exports, fields, inside: '(drop (call $now))', run: '(i32.const 0)' })))()

  test('calls nothing in realloc or post-return, which its glue calls', async () => {
    const honest = await make()
    expect([honest.take('text'), honest.give(), typeof honest.fine()]).toEqual([undefined, 1, 'number'])
    for (const [call, where] of [
      [(lib: Calls) => lib.take('text'), 'realloc'],
      [(lib: Calls) => lib.give(), 'post-return'],
    ] as const) {
      const lib = await make()
      lib.arm()
      expect(() => call(lib)).toThrow(`guest.wasm: a component can't call its imports while it is in ${where}`)
      expect(() => lib.fine()).toThrow(/after it ended/)
    }
  })
})
