import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { adapt, parse } from '../../../fixtures/components.mjs'
import { componentize, transpile } from '../src/index.js'
import { UnwasiError } from '../src/errors.js'
import { readModule } from '../src/read/core-module.js'
import { call, drop, eq, i32, memoryGrow, unreachable, when, whileTrue } from '../src/wasm/code.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { exportOf, func, program, uleb } from './wasm-bytes.js'

const PAGE = 65536

let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-memory-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const asSource = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>
const guestOf = async (bytes: Uint8Array, maxMemory?: number): Promise<Uint8Array> =>
  (await transpile(bytes, { cache: false, ...(maxMemory !== undefined && { maxMemory }) })).assets[0]!.bytes

/** A command that grows its memory by a page until that fails, then exits with the number of pages. Above 1,000 pages it traps. */
function grower(): Uint8Array {
  const m = new ModuleBuilder()
  const exit = m.importFunction('wasi_snapshot_preview1', 'proc_exit', { params: ['i32'], results: [] })
  m.memory(1, 65536)
  m.export('memory', 'memory', 0)
  const pages = [0x3f, 0]
  m.export(
    '_start',
    'func',
    m.function({ params: [], results: [] }, () => [
      whileTrue([eq(memoryGrow(i32(1)), i32(-1)), 0x45], when(eq(pages, i32(1000)), unreachable)),
      call(exit, pages),
      drop(i32(0)),
    ]),
  )
  return m.build()
}

async function run(bytes: Uint8Array, maxMemory?: number): Promise<number> {
  const { code, assets } = await transpile(bytes, {
    cache: false,
    name: `g${maxMemory ?? ''}-${bytes.length}.wasm`,
    runtime: import.meta.resolve('@unwasi/runtime'),
    ...(maxMemory !== undefined && { maxMemory }),
  })
  for (const asset of assets) await writeFile(join(folder, asset.name), asset.bytes)
  const file = join(folder, `${assets[0]!.name}.mjs`)
  await writeFile(file, code)
  const { default: start } = (await import(pathToFileURL(file).href)) as { default: (args: []) => Promise<{ exitCode: number }> }
  return (await start([])).exitCode
}

describe('a guest that grows its memory until that fails', () => {
  test('as an ES module', async () => {
    expect(await run(grower(), 20 * PAGE)).toBe(20)
    // The limit is rounded down to pages.
    expect(await run(grower(), 31 * PAGE - 1)).toBe(30)
  })

  test('as a portable component, limited when it is made', async () => {
    expect(await run(await componentize(grower(), { cache: false, maxMemory: 20 * PAGE }))).toBe(20)
  })

  test('as a component that is limited when it is imported', async () => {
    expect(await run(await componentize(grower(), { cache: false }), 21 * PAGE)).toBe(21)
  })
})

const memories = (...limits: readonly number[][]) =>
  program({
    types: [func()],
    functions: [0],
    memories: limits.map(([flags, ...rest]) => [flags!, ...rest.map((value) => uleb(value))]),
    exports: [exportOf('memory', 2, 0), exportOf('f', 0, 0)],
  })

test('the lower of two maximums applies, and without a change the caller’s bytes stay the same', async () => {
  const bytes = memories([1, 2, 10])
  expect(await guestOf(bytes, 10 * PAGE)).toBe(bytes)
  expect(await guestOf(bytes, 100 * PAGE)).toBe(bytes)
  expect(readModule(await guestOf(bytes, 9 * PAGE)).memories).toMatchObject([{ min: 2, max: 9 }])
})

test('a limit above what a memory can have is lowered to what engines accept', async () => {
  const guest = await guestOf(memories([0, 2]), Number.MAX_SAFE_INTEGER)
  expect(readModule(guest).memories).toMatchObject([{ min: 2, max: 65536 }])
  expect(WebAssembly.validate(asSource(guest))).toBe(true)
})

test('each of several memories gets it, in its own page size', async () => {
  const guest = await guestOf(memories([0, 1], [1, 1, 500], [8, 1, 0]), 3 * PAGE)
  expect(readModule(guest).memories).toMatchObject([
    { min: 1, max: 3 },
    { min: 1, max: 3 },
    { min: 1, max: 3 * PAGE, pageSizeLog2: 0 },
  ])
})

test('nothing else in a program changes', async () => {
  const bytes = fixture('hello')
  const before = readModule(bytes)
  const guest = await guestOf(bytes, 7 * PAGE)
  const after = readModule(guest)
  expect(after.memories[0]).toMatchObject({ min: before.memories[0]!.min, max: 7 })
  const others = (of: Uint8Array, { sections }: typeof before) =>
    sections.filter(({ id }) => id !== 5).map(({ body, end }) => Buffer.from(of.subarray(body, end)).toString('hex'))
  expect(others(guest, after)).toEqual(others(bytes, before))
})

test('together with a start section and strip', async () => {
  const guest = (await transpile(fixture('start-section'), { cache: false, strip: 'all', maxMemory: 7 * PAGE })).assets[0]!.bytes
  expect(readModule(guest)).toMatchObject({ memories: [{ max: 7 }] })
  expect(readModule(guest).start).toBeUndefined()
  expect(WebAssembly.validate(asSource(guest))).toBe(true)
})

test('a program that starts with more is refused, and the error names its file', async () => {
  const options = { cache: false, maxMemory: 2 * PAGE - 1, file: '/x/a.wasm' } as const
  const message = /^\/x\/a\.wasm: the program starts with a memory of 131072 bytes, but option 'maxMemory' allows 131071\n/
  for (const refused of [transpile(memories([0, 2]), options), componentize(memories([0, 2]), options)]) {
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toMatchObject({ code: 'BAD_OPTION' })
  }
  await expect(transpile(await componentize(fixture('hello'), { cache: false }), options)).rejects.toThrow(
    /^\/x\/a\.wasm: the program starts with/,
  )
})

/** A command that calls preview1, and exports a function to component hosts. */
const WRITER = `(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (func (export "f"))
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 8)))))`

describe('a component that has the preview1 adapter', () => {
  const refused = (bytes: Uint8Array, maxMemory: number) => guestOf(bytes, maxMemory).catch(({ message }: UnwasiError) => message)

  test.each([
    // The adapter's memory, which starts with 2 pages, is not the program's.
    ['made by unwasi', () => componentize(fixture('hello'), { cache: false }), 4],
    [
      'made by wit-component',
      async () => adapt(await parse(WRITER), { world: 'w', wit: 'package a:b; world w { export f: func(); }' }),
      3,
    ],
  ])('%s has room for it, or is refused', async (_, make, pages) => {
    const bytes = await make()
    expect(await run(bytes, pages * PAGE)).toBe(0)
    expect(await refused(bytes, pages * PAGE - 1)).toMatch(
      new RegExp(`^the component needs a memory of ${pages * PAGE} bytes, but option 'maxMemory' allows ${pages * PAGE - 1}\n`),
    )
    expect(await refused(bytes, (pages - 2) * PAGE - 1)).toMatch(/^the program starts with a memory of/)
  })

  test('a component without the adapter needs only what it starts with', async () => {
    expect(await guestOf(fixture('p2-native'), PAGE)).toBeInstanceOf(Uint8Array)
  })
})

test.each([0, -1, 1.5, NaN, Infinity, '64M', 2 ** 60, null])('%j is not a limit', async (maxMemory) => {
  const options = { cache: false, maxMemory: maxMemory as number } as const
  await expect(transpile(fixture('hello'), options)).rejects.toThrow(/invalid value for option 'maxMemory'/)
  await expect(componentize(fixture('hello'), options)).rejects.toThrow(/invalid value for option 'maxMemory'/)
})

test('with any limits and any option the result is valid and bounded, or refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(70),
      fc.option(fc.nat(65536), { nil: undefined }),
      fc.integer({ min: 1, max: 80 * PAGE }),
      async (min, more, maxMemory) => {
        const max = more === undefined ? undefined : Math.min(min + more, 65536)
        const bytes = memories(max === undefined ? [0, min] : [1, min, max])
        const found = await guestOf(bytes, maxMemory).catch((error: unknown) => error)
        expect(found instanceof UnwasiError).toBe(min * PAGE > maxMemory)
        const guest = found instanceof UnwasiError ? await guestOf(bytes) : (found as Uint8Array)
        expect(WebAssembly.validate(asSource(guest))).toBe(true)
        const [memory] = readModule(guest).memories
        const expected = Math.min(max ?? 65536, Math.floor(maxMemory / PAGE))
        expect([memory!.min, memory!.max]).toEqual([min, found instanceof UnwasiError ? max : expected])
      },
    ),
    { numRuns: 200 },
  )
})
