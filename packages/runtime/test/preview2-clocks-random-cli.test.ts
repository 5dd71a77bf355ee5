import { describe, expect, test, vi } from 'vitest'

import type { RunOptions } from '../src/types.js'
import { cli, clocks, random } from './preview2-parts.js'
import { harness } from './preview2-harness.js'

const OUT = 64

describe('wasi:clocks', () => {
  test('an injected clock is the only clock that the guest sees', () => {
    const h = harness([clocks], { clock: { now: () => 5_000_000_123n, monotonic: () => 77n } })
    h.call('wasi:clocks/wall-clock', 'now', OUT)
    expect([h.u64(OUT), h.u32(OUT + 8)]).toEqual([5n, 123])
    expect(h.call('wasi:clocks/monotonic-clock', 'now')).toBe(77n)
    expect(h.call('wasi:clocks/monotonic-clock', 'resolution')).toBe(1n)
  })

  test('an injected clock that gives no whole nanoseconds is reported', () => {
    const h = harness([clocks], { clock: { now: () => 0.5 as unknown as bigint, monotonic: () => 77 as unknown as bigint } })
    expect(h.call('wasi:clocks/monotonic-clock', 'now')).toBe(77n)
    expect(() => h.call('wasi:clocks/wall-clock', 'now', OUT)).toThrow(WebAssembly.RuntimeError)
    expect(h.context.failure?.error).toBeInstanceOf(TypeError)
    expect(String(h.context.failure?.error)).toContain('invalid result of clock.now(): 0.5')
  })

  test('the wall clock is the platform’s, and finer than a millisecond', () => {
    const h = harness([clocks])
    const fractions = new Set<number>()
    for (let n = 0; n < 200; n++) {
      const before = Date.now()
      h.call('wasi:clocks/wall-clock', 'now', OUT)
      const now = Number(h.u64(OUT)) * 1000 + h.u32(OUT + 8) / 1e6
      expect(now).toBeGreaterThanOrEqual(before)
      expect(now).toBeLessThan(Date.now() + 1)
      fractions.add(h.u32(OUT + 8) % 1e6)
    }
    expect(fractions.size).toBeGreaterThan(10)
  })

  test('resolution', () => {
    const h = harness([clocks])
    h.call('wasi:clocks/wall-clock', 'resolution', OUT)
    expect(h.u64(OUT)).toBe(0n)
    expect(h.u32(OUT + 8)).toBeGreaterThan(0)
  })

  test('a clock that throws ends the run with its error', () => {
    const mine = new Error('mine')
    const h = harness([clocks], {
      clock: {
        now: () => 0n,
        monotonic: () => {
          throw mine
        },
      },
    })
    expect(() => h.call('wasi:clocks/monotonic-clock', 'now')).toThrow(WebAssembly.RuntimeError)
    expect(h.context.failure).toEqual({ error: mine })
  })
})

describe('wasi:random', () => {
  const faces = [
    ['wasi:random/random', 'get-random'],
    ['wasi:random/insecure', 'get-insecure-random'],
  ] as const

  test.each(faces)('%s gives bytes, more than getRandomValues gives at once', (face, prefix) => {
    const h = harness([random])
    h.call(face, `${prefix}-bytes`, 200_000n, OUT)
    const [pointer, length] = [h.u32(OUT), h.u32(OUT + 4)]
    expect(length).toBe(200_000)
    const bytes = new Uint8Array(h.memory.buffer, pointer, length)
    for (const part of [0, 65_536, 131_072, 196_608])
      expect(bytes.subarray(part, part + 64).some((byte) => byte !== 0)).toBe(true)
    expect(h.call(face, `${prefix}-u64`)).not.toBe(h.call(face, `${prefix}-u64`))
  })

  test('an injected source is the only one that the guest sees, and gets no view of its memory', () => {
    const seen: Uint8Array[] = []
    const h = harness([random], { random: (bytes) => void (seen.push(bytes), bytes.fill(3)) })
    h.call('wasi:random/random', 'get-random-bytes', 4n, OUT)
    expect([...new Uint8Array(h.memory.buffer, h.u32(OUT), 4)]).toEqual([3, 3, 3, 3])
    expect(h.call('wasi:random/random', 'get-random-u64')).toBe(0x0303030303030303n)
    h.call('wasi:random/insecure-seed', 'insecure-seed', OUT)
    expect([h.u64(OUT), h.u64(OUT + 8)]).toEqual([0x0303030303030303n, 0x0303030303030303n])
    for (const bytes of seen) expect(bytes.buffer).not.toBe(h.memory.buffer)
  })

  test('a request for more bytes than memory has traps', () => {
    const h = harness([random])
    for (const length of [2n ** 32n, 2n ** 40n, -1n]) {
      expect(() => h.call('wasi:random/random', 'get-random-bytes', length, OUT)).toThrow(WebAssembly.RuntimeError)
    }
    expect(h.allocations).toEqual([])
  })

  test('no bytes are a list, too', () => {
    const h = harness([random])
    h.call('wasi:random/random', 'get-random-bytes', 0n, OUT)
    expect(h.u32(OUT + 4)).toBe(0)
    expect(h.allocations).toEqual([[1, 0]])
  })
})

describe('wasi:cli', () => {
  test('arguments and environment', () => {
    const h = harness([cli], { env: { A: '1', Ü: 'x=y', EMPTY: '' } }, { args: ['prog', 'a b', '', 'ü'] })
    h.call('wasi:cli/environment', 'get-arguments', OUT)
    expect(Array.from({ length: h.u32(OUT + 4) }, (_, index) => h.text(h.u32(OUT) + 8 * index))).toEqual(['prog', 'a b', '', 'ü'])
    h.call('wasi:cli/environment', 'get-environment', OUT)
    const list = h.u32(OUT)
    expect(
      Array.from({ length: h.u32(OUT + 4) }, (_, index) => [h.text(list + 16 * index), h.text(list + 16 * index + 8)]),
    ).toEqual([
      ['A', '1'],
      ['Ü', 'x=y'],
      ['EMPTY', ''],
    ])
    h.call('wasi:cli/environment', 'initial-cwd', OUT)
    expect(h.u8(OUT)).toBe(0)
  })

  test('exits record the code and trap', () => {
    const h = harness([cli])
    expect(() => h.call('wasi:cli/exit', 'exit-with-code', 300)).toThrow(WebAssembly.RuntimeError)
    expect(h.context.exitCode).toBe(44)
    expect(() => h.call('wasi:cli/exit', 'exit', 1)).toThrow(WebAssembly.RuntimeError)
    expect(h.context.exitCode).toBe(1)
  })

  test('a stream that is not inherited is not a terminal', () => {
    const h = harness([cli], { input: 'x', stdout: 'pipe', stderr: () => undefined })
    vi.spyOn(h.context.platform, 'isTerminal').mockReturnValue(true)
    for (const name of ['stdin', 'stdout', 'stderr']) {
      h.call(`wasi:cli/terminal-${name}`, `get-terminal-${name}`, OUT)
      expect(h.u8(OUT)).toBe(0)
    }
    expect(h.handles.size).toBe(0)
  })

  test('an inherited stream is a terminal if the platform says so', () => {
    const h = harness([cli], { stdin: 'inherit', stdout: 'inherit', stderr: 'inherit' })
    vi.spyOn(h.context.platform, 'isTerminal').mockImplementation((fd) => fd !== 1)
    const present = ['stdin', 'stdout', 'stderr'].map((name) => {
      h.call(`wasi:cli/terminal-${name}`, `get-terminal-${name}`, OUT)
      return h.u8(OUT)
    })
    expect(present).toEqual([1, 0, 1])
    expect(h.handles.size).toBe(2)
  })

  test('the option `terminal` makes terminals of streams, unless they are ignored or empty', () => {
    const terminal = { columns: 80, rows: 24 }
    const terminals = (options: RunOptions) => {
      const h = harness([cli], { terminal, ...options })
      return ['stdin', 'stdout', 'stderr'].map((name) => {
        h.call(`wasi:cli/terminal-${name}`, `get-terminal-${name}`, OUT)
        return h.u8(OUT)
      })
    }
    expect(terminals({})).toEqual([0, 1, 1])
    expect(terminals({ input: 'x', stdout: 'ignore', stderr: () => undefined })).toEqual([1, 0, 1])
  })
})
