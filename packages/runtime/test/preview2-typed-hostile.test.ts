import { readdirSync, readlinkSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { componentize } from '@unwasi/core'
import { implement } from '../../../fixtures/components.mjs'
import { hostDirectory } from '../src/directory/host-directory.js'
import type { Exports } from '../src/exports.js'
import { WasiTrapError } from '../src/errors/trap.js'
import { libraryOf } from './component-program.js'

// Typed libraries that return what no compiler-made one would. The values reach JavaScript through jco's glue.

type Call = (...args: unknown[]) => unknown

interface Hostile {
  /** The WIT of the function `f`, without its name. */
  type: string
  /** The core signature of `f`, and its body. */
  f: string
  /** The body of `realloc`. */
  realloc?: string
  /** Further items of the interface, and further fields of the core module. */
  items?: string
  fields?: string
  pages?: number
}

/** The interface of a library instance whose function `f` is hostile and whose function `ok` is not. */
const instance = async ({ type, f, realloc = '(i32.const 1024)', items = '', fields = '', pages = 1 }: Hostile) => {
  const wit = `package a:b; interface i { ${items} ok: func() -> u32; f: func${type}; } world w { export i; }`
  const wat = `(module ${fields} (memory (export "memory") ${pages})
    (func (export "a:b/i#ok") (result i32) (i32.const 7))
    (func (export "a:b/i#f") ${f})
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) ${realloc}))`
  const { i } = await (await libraryOf<Exports & { i: Record<string, Call> }>(await implement('w', wit, wat)))()
  return i
}

/** A body of `f` that returns a pointer and a length. */
const pair = (pointer: number, length: number) =>
  `(result i32) (i32.store (i32.const 16) (i32.const ${pointer})) (i32.store (i32.const 20) (i32.const ${length})) (i32.const 16)`

const thrown = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('it threw nothing')
}

/** Makes the garbage collector call all pending finalisers. */
const collect = async (until = () => false): Promise<void> => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let times = 0; times < 4 || (times < 100 && !until()); times++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('the result of a function', () => {
  test.each<[what: string, type: string, f: string]>([
    ['a string outside of memory', '() -> string', pair(-16, 100)],
    ['a list outside of memory', '() -> list<string>', pair(-16, 100)],
    ['bytes outside of memory', '() -> list<u8>', pair(65_000, 1000)],
    ['words outside of memory', '() -> list<u32>', pair(65_000, 1001)],
    ['an unaligned list', '() -> list<u32>', pair(1, 1)],
    ['a surrogate', '() -> char', '(result i32) (i32.const 0xd800)'],
    ['a case that there is not', '() -> result<u32, string>', pair(7, 0)],
    [
      'a bool that is neither',
      '() -> list<bool>',
      '(result i32) (i32.store8 (i32.const 0) (i32.const 2)) ' + pair(0, 1).slice(13),
    ],
    ['a pointer outside of memory', '() -> option<u32>', '(result i32) (i32.const 0x7ffffff0)'],
  ])('%s traps and ends the instance', async (_, type, f) => {
    const i = await instance({ type, f })
    expect(i['ok']!()).toBe(7)
    expect(thrown(i['f']!)).toBeInstanceOf(WasiTrapError)
    expect(thrown(i['ok']!)).toMatchObject({ code: 'ENDED' })
  })

  test.each<[what: string, type: string, f: string]>([
    ['a string of 1 GiB', '() -> string', pair(0, 2 ** 30)],
    ['a list of 300 MB', '() -> list<u8>', pair(0, 300_000_000)],
    ['100 million words', '() -> list<u32>', pair(0, 100_000_000)],
    ['a long list in memory', '() -> list<bool>', pair(0, 1_000_000_000)],
    // All of the million inner lists are the same one, at 1 MiB.
    [
      'lists that share their memory',
      '() -> list<list<list<u64>>>',
      `(result i32) (local $p i32) (local.set $p (i32.const 1048576))
        (loop $next
          (i32.store (local.get $p) (i32.const 1048576))
          (i32.store offset=4 (local.get $p) (i32.const 1000))
          (br_if $next (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.const 1064960))))
        ${pair(1_048_576, 1000).slice(13)}`,
    ],
  ])('%s is too much', async (_, type, f) => {
    const i = await instance({ type, f, pages: 20_000 })
    expect(thrown(i['f']!)).toMatchObject({ code: 'OUTPUT_LIMIT', message: expect.stringContaining('returned too much') })
    expect(thrown(i['ok']!)).toMatchObject({ code: 'ENDED' })
  })

  test('an error is a result and not a trap', async () => {
    const i = await instance({ type: '() -> result<_, u32>', f: pair(1, 5) })
    expect(thrown(i['f']!)).toMatchObject({ payload: 5 })
    expect(i['ok']!()).toBe(7)
  })
})

describe('realloc', () => {
  test.each([
    ['outside of memory', '(i32.const 0x7fffff00)'],
    ['below 0', '(i32.const -5)'],
    ['that is not aligned', '(i32.const 1025)'],
  ])('with a result %s traps and ends the instance', async (_, realloc) => {
    const i = await instance({ type: '(a: list<string>) -> u32', f: '(param i32 i32) (result i32) (i32.const 0)', realloc })
    expect(thrown(() => i['f']!(['a', 'b']))).toBeInstanceOf(WasiTrapError)
    expect(thrown(i['ok']!)).toMatchObject({ code: 'ENDED' })
  })

  test('was called before JavaScript’s value proves invalid, which is not a trap', async () => {
    const i = await instance({ type: '(a: list<string>) -> u32', f: '(param i32 i32) (result i32) (i32.const 0)' })
    expect(thrown(() => i['f']!(['a', 5]))).toBeInstanceOf(TypeError)
    expect(i['ok']!()).toBe(7)
  })
})

describe('its own resources', () => {
  const hostile = (f: string, destructor = '') =>
    instance({
      items: 'resource r { constructor(); }',
      type: '() -> r',
      f: `(result i32) ${f}`,
      fields: `(import "[export]a:b/i" "[resource-new]r" (func $new (param i32) (result i32)))
        (import "[export]a:b/i" "[resource-drop]r" (func $drop (param i32)))
        (global $made (mut i32) (i32.const 0))
        (func (export "a:b/i#[constructor]r") (result i32) (call $new (i32.const 1)))
        (func (export "a:b/i#[dtor]r") (param i32) ${destructor})`,
    })

  const dispose = (Symbol as unknown as { dispose?: symbol }).dispose ?? Symbol.for('dispose')

  test.each([
    ['made up', '(i32.const 77)'],
    ['below 0', '(i32.const -1)'],
    ['dropped', '(global.set $made (call $new (i32.const 5))) (call $drop (global.get $made)) (global.get $made)'],
  ])('a handle that is %s cannot be returned', async (_, f) => {
    expect(thrown((await hostile(f))['f']!)).toBeInstanceOf(WasiTrapError)
    await collect(() => true)
  })

  test.each(['(i32.const 77)', '(i32.const -5)', '(i32.const 0)'])('handle %s cannot be dropped', async (handle) => {
    expect(thrown((await hostile(`(call $drop ${handle}) (i32.const 0)`))['f']!)).toBeInstanceOf(WasiTrapError)
  })

  test('a destructor that traps when the garbage collector calls it ends only the instance', async () => {
    const i = await hostile('(call $new (i32.const 5))', 'unreachable')
    for (let times = 0; times < 10; times++) i['f']!()
    await collect(() => true)
    expect(thrown(i['ok']!)).toMatchObject({ code: 'ENDED' })
  })

  test('a handle that is returned twice also ends only the instance', async () => {
    const i = await hostile(
      '(if (i32.eqz (global.get $made)) (then (global.set $made (call $new (i32.const 5))))) (global.get $made)',
    )
    for (let times = 0; times < 10; times++) i['f']!()
    await collect(() => true)
    expect(thrown(i['ok']!)).toMatchObject({ code: 'ENDED' })
  })

  test('a destructor that traps when JavaScript disposes of a resource ends the instance', async () => {
    const i = await hostile('(call $new (i32.const 5))', 'unreachable')
    const [one, two] = [i['f']!(), i['f']!()] as Record<symbol, () => void>[]
    expect(thrown(() => one![dispose]!())).toBeInstanceOf(WasiTrapError)
    expect(thrown(() => two![dispose]!())).toMatchObject({ code: 'ENDED' })
  })

  test('2^20 is the limit', async () => {
    const i = await hostile('(loop $next (drop (call $new (i32.const 5))) (br $next)) unreachable')
    expect(thrown(i['f']!)).toMatchObject({ code: 'HANDLE_LIMIT' })
  })

  test('dropped resources do not count', async () => {
    const i = await hostile(`(loop $next
      (call $drop (call $new (global.get $made)))
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (br_if $next (i32.lt_u (global.get $made) (i32.const 1100000))))
      (call $new (i32.const 5))`)
    expect(i['f']!()).toBeInstanceOf(i['R'])
  })
})

test.runIf(process.platform === 'linux')('an unused instance is released', async () => {
  const instantiate = await libraryOf(await componentize(fixture('go-lib'), { cache: false }))
  const open = () => readdirSync('/proc/self/fd').filter((fd) => target(`/proc/self/fd/${fd}`) === import.meta.dirname).length
  const all = await Promise.all(
    Array.from({ length: 5 }, () => instantiate({ stdout: 'ignore', dirs: { '/': hostDirectory(import.meta.dirname) } })),
  )
  expect([all.length, open()]).toEqual([5, 5])
  all.length = 0
  await collect(() => open() === 0)
  expect(open()).toBe(0)
})

const target = (link: string): string | undefined => {
  try {
    return readlinkSync(link)
  } catch {
    // One descriptor was open to read the folder.
    return undefined
  }
}
