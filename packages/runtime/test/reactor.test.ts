import { expect, test, vi } from 'vitest'

import { describeProgram } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'
import { makeReactor } from '../src/run/reactor.js'
import { node } from '../src/platform/node.js'
import { WasiTrapError } from '../src/errors/trap.js'
import type { Instantiate } from '../src/instance-types.js'
import type { RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { host } from './preview1-parts.js'

const library = makeReactor(node)

type Functions = Record<string, (...args: (number | bigint)[]) => number | bigint | undefined>

const make = async (bytes: Uint8Array): Promise<Instantiate<Functions>> => {
  const { format, guest, link } = await describeProgram(bytes, { name: 'lib.wasm', cache: false })
  const start = link.by === 'preview1' ? link.start : undefined
  return library({
    format,
    name: 'lib.wasm',
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    host,
    ...(start !== undefined && { start }),
  }) as Instantiate<Functions>
}

/** Collects the output of a library. */
const printed = (): { options: RunOptions; text: () => string } => {
  let text = ''
  return { options: { stdout: (chunk) => (text += new TextDecoder().decode(chunk)) }, text: () => text }
}

test('Go: exports of all number types, state in memory, a heap that grows', async () => {
  const { options, text } = printed()
  const lib = await (await make(fixture('go-lib')))(options)
  expect(text()).toBe('go-lib initialised\n')
  expect(lib.add!(2, 3)).toBe(5)
  expect(lib.scale!(1.5, 4)).toBe(6)
  expect(lib.mix!(5_000_000_000n, 7, 2.9)).toBe(5_000_000_009n)
  expect(lib.churn!(300)).toBe(lib.churn!(300))
})

test('every instance has its own state', async () => {
  const instantiate = await make(fixture('library'))
  const [a, b] = await Promise.all([instantiate({ stdout: 'ignore' }), instantiate({ stdout: 'ignore' })])
  const before = b.calls!()
  a.add!(1, 2)
  a.add!(1, 2)
  expect(b.calls!()).toBe(before)
  expect(a.calls!()).not.toBe(before)
})

test('a library without imports and memory', async () => {
  const lib = await (await make(fixture('library-pure')))()
  expect(Object.values(lib).every((value) => typeof value === 'function')).toBe(true)
})

test('several results come as an array', async () => {
  const lib = await (await make(fixture('library-multi-value')))()
  expect(lib.divmod!(17, 5)).toEqual([3, 2])
})

const ending = (body: string): Promise<Uint8Array<ArrayBuffer>> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "fine") (result i32) (i32.const 1))
    (func (export "end") ${body}))`)

test('a trap ends the instance, and later calls say so', async () => {
  const instantiate = await make(await ending('unreachable'))
  const lib = await instantiate()
  expect(lib.fine!()).toBe(1)
  expect(() => lib.end!()).toThrow(WasiTrapError)
  expect(() => lib.fine!()).toThrow(/after it ended/)
  expect((await instantiate()).fine!()).toBe(1)
})

test('an argument of the wrong type does not end the instance', async () => {
  const lib = await (await make(fixture('library')))({ stdout: 'ignore' })
  expect(() => lib.addLong!(1, 2)).toThrow(TypeError)
  expect(lib.addLong!(1n, 2n)).toBe(3n)
})

test('an exit ends the instance with a clear error', async () => {
  const lib = await (await make(await ending('(call $exit (i32.const 4))')))()
  expect(() => lib.end!()).toThrow(/exited with code 4/)
})

test('a trap while it starts rejects', async () => {
  const bytes = await assemble(`(module
    (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
    (memory (export "memory") 1)
    (func (export "_initialize") unreachable)
    (func (export "fine") (drop (call $yield))))`)
  await expect((await make(bytes))()).rejects.toThrow(WasiTrapError)
})

test('a start function runs first, then _initialize; neither is an export', async () => {
  const bytes = await assemble(`(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func $start (drop (call $random (i32.const 8) (i32.const 1))))
    (start $start)
    (func (export "_initialize") (i32.store (i32.const 0) (i32.load8_u (i32.const 8))))
    (func (export "value") (result i32) (i32.load (i32.const 0))))`)
  const lib = await (await make(bytes))({ random: (target) => void target.fill(7) })
  expect(lib.value!()).toBe(7)
  expect(Object.keys(lib).sort()).toEqual(['memory', 'value'])
})

test('bad options are named', async () => {
  const instantiate = await make(fixture('library-pure'))
  await expect(instantiate({ evn: {} } as RunOptions)).rejects.toThrow(/evn/)
})

test('output goes to the process unless the caller redirects it', async () => {
  const write = vi.spyOn(console, 'log')
  const lib = await (await make(fixture('library')))({ stdout: 'ignore' })
  expect(lib.hello === undefined || typeof lib.hello === 'function').toBe(true)
  expect(write).not.toHaveBeenCalled()
  write.mockRestore()
})

const rolling = (): Promise<Uint8Array<ArrayBuffer>> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "grow") (drop (memory.grow (i32.const 1))))
    (func (export "roll") (result i32)
      (if (call $random (i32.const 8) (i32.const 4)) (then unreachable))
      (i32.load8_u (i32.const 8))))`)

test('a callback may call the library and make its memory grow', async () => {
  const instantiate = await make(await rolling())
  const held: { lib?: Functions } = {}
  const lib = (held.lib = await instantiate({
    random(bytes) {
      held.lib!.grow!()
      bytes.fill(7)
    },
  }))
  expect(lib.roll!()).toBe(7)
  expect((lib as unknown as { memory: WebAssembly.Memory }).memory.buffer.byteLength).toBe(2 * 65536)
})

test.each([
  ['TypeError', TypeError],
  ['RangeError', RangeError],
  ['Error', Error],
])('a %s that unwinds the library ends the instance', async (_, Kind) => {
  const lib = await (await make(await rolling()))()
  const broken = vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
    throw new Kind('broken')
  })
  expect(() => lib.roll!()).toThrow(/broken/)
  broken.mockRestore()
  expect(() => lib.roll!()).toThrow(/after it ended/)
})
