import { describe, expect, test, vi } from 'vitest'

import { Io, Pipe, SystemError } from '../src/errno/errno.js'
import type { InputStream, OutputStream, Pollable } from '../src/stdio/streams.js'
import { inputStream, outputStream, pollable } from '../src/preview2/handles.js'
import { clocks, ioErrors, poll, streams } from './preview2-parts.js'
import { harness } from './preview2-harness.js'

const PARTS = [ioErrors, poll, streams]

const STREAMS = 'wasi:io/streams'
const OUT = 64
// The values of wasi:filesystem's error-code, in WIT order.
const IO = 13
const PIPE = 32

const input = (text: string): InputStream => {
  let rest = new TextEncoder().encode(text)
  return {
    readInto(target) {
      const count = Math.min(rest.length, target.length)
      target.set(rest.subarray(0, count))
      rest = rest.subarray(count)
      return count
    },
  }
}

const output = () => {
  const chunks: Uint8Array[] = []
  const calls: string[] = []
  const stream: OutputStream = {
    write(bytes) {
      calls.push(`write ${bytes.length}`)
      chunks.push(bytes.slice())
    },
  }
  return { stream, calls, text: () => Buffer.concat(chunks).toString() }
}

const failing = (code: number) => ({
  readInto(): number {
    throw new SystemError(code)
  },
  write() {
    throw new SystemError(code)
  },
})

describe('input-stream', () => {
  const setup = (stream: InputStream) => {
    const h = harness(PARTS)
    const handle = h.handles.add(inputStream, stream)
    return {
      ...h,
      handle,
      stream: (name: string, ...rest: (number | bigint)[]) => h.call(STREAMS, `[method]input-stream.${name}`, handle, ...rest),
    }
  }

  test.each(['read', 'blocking-read'])('%s gives the available bytes, then closed', (name) => {
    const h = setup(input('abcdef'))
    h.stream(name, 4n, OUT)
    expect(h.u8(OUT)).toBe(0)
    expect(h.text(OUT + 4)).toBe('abcd')
    h.stream(name, 4n, OUT)
    expect(h.text(OUT + 4)).toBe('ef')
    h.stream(name, 4n, OUT)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 1])
  })

  test('read allocates no more memory than the caller asked for', () => {
    const h = setup(input('x'.repeat(5000)))
    h.stream('read', 4096n, OUT)
    expect(h.allocations).toEqual([[1, 4096]])
  })

  test('read allocates no more memory than there are bytes, if the stream knows', () => {
    const h = setup({ ...input('abc'), available: () => 3 })
    h.stream('read', 4096n, OUT)
    expect(h.allocations).toEqual([[1, 3]])
    expect(h.text(OUT + 4)).toBe('abc')
  })

  test('a length of 2^64 - 1 reads a bounded part', () => {
    const h = setup(input('abc'))
    h.stream('read', -1n, OUT)
    expect(h.text(OUT + 4)).toBe('abc')
    expect(h.allocations[0]![1]).toBeLessThanOrEqual(1 << 20)
  })

  test('reading 0 bytes succeeds, even at the end', () => {
    const h = setup(input(''))
    h.stream('read', 0n, OUT)
    expect([h.u8(OUT), h.u32(OUT + 8)]).toEqual([0, 0])
  })

  test('read of a stream without data gives nothing; blocking-read waits', () => {
    let there = false
    const h = setup({
      ready: () => there,
      readInto: (target) => {
        if (!there) return -1
        target[0] = 65
        return 1
      },
      wait: () => {
        there = true
      },
    })
    h.stream('read', 8n, OUT)
    expect([h.u8(OUT), h.u32(OUT + 8)]).toEqual([0, 0])
    h.stream('blocking-read', 8n, OUT)
    expect(h.text(OUT + 4)).toBe('A')
  })

  test.each(['skip', 'blocking-skip'])('%s returns how many bytes it skipped, then closed', (name) => {
    const h = setup(input('abcdef'))
    h.stream(name, 4n, OUT)
    expect([h.u8(OUT), h.u64(OUT + 8)]).toEqual([0, 4n])
    h.stream('read', 4n, OUT)
    expect(h.text(OUT + 4)).toBe('ef')
    h.stream(name, 4n, OUT)
    expect([h.u8(OUT), h.u8(OUT + 8)]).toEqual([1, 1])
  })

  test.each([
    ['read', 4],
    ['blocking-read', 4],
    ['skip', 8],
  ])('a failed %s is last-operation-failed, whose error has its filesystem code', (name, payload) => {
    const h = setup(failing(Io))
    h.stream(name, 4n, OUT)
    expect([h.u8(OUT), h.u8(OUT + payload)]).toEqual([1, 0])
    const error = h.u32(OUT + payload + 4)
    h.call('wasi:filesystem/types', 'filesystem-error-code', error, 16)
    expect([h.u8(16), h.u8(17)]).toEqual([1, IO])
    h.call('wasi:io/error', '[method]error.to-debug-string', error, 16)
    expect(h.text(16)).toMatch(/errno 29/)
  })

  test('an error that is not a SystemError is not disguised as one', () => {
    const mine = new Error('mine')
    const h = setup({
      readInto: () => {
        throw mine
      },
    })
    expect(() => h.stream('read', 4n, OUT)).toThrow(mine)
  })

  test('subscribe gives a pollable that follows the stream and must be dropped first', () => {
    let there = false
    const h = setup({ readInto: () => 0, ready: () => there, wait: () => undefined })
    const poll = h.stream('subscribe') as number
    const ready = () => h.call('wasi:io/poll', '[method]pollable.ready', poll)
    expect(ready()).toBe(0)
    there = true
    expect(ready()).toBe(1)
    expect(() => h.handles.drop(inputStream, h.handle)).toThrow(WebAssembly.RuntimeError)
    h.handles.drop(pollable, poll)
    h.handles.drop(inputStream, h.handle)
  })
})

describe('output-stream', () => {
  const setup = (stream: OutputStream) => {
    const h = harness(PARTS)
    const handle = h.handles.add(outputStream, stream)
    return {
      ...h,
      handle,
      stream: (name: string, ...rest: (number | bigint)[]) => h.call(STREAMS, `[method]output-stream.${name}`, handle, ...rest),
    }
  }

  test('check-write allows at least 1 MiB', () => {
    const h = setup(output().stream)
    h.stream('check-write', OUT)
    expect(h.u8(OUT)).toBe(0)
    expect(h.u64(OUT + 8)).toBeGreaterThanOrEqual(1n << 20n)
  })

  test.each(['write', 'blocking-write-and-flush'])('%s', (name) => {
    const out = output()
    const h = setup(out.stream)
    h.stream(name, ...h.put('hello'), OUT)
    expect(h.u8(OUT)).toBe(0)
    expect(out.text()).toBe('hello')
    expect(out.calls).toEqual(['write 5'])
  })

  test.each(['flush', 'blocking-flush'])('%s', (name) => {
    const out = output()
    const h = setup(out.stream)
    h.stream(name, OUT)
    expect(h.u8(OUT)).toBe(0)
    expect(out.calls).toEqual([])
  })

  test.each(['write-zeroes', 'blocking-write-zeroes-and-flush'])('%s', (name) => {
    const out = output()
    const h = setup(out.stream)
    h.stream(name, 3n, OUT)
    expect(out.text()).toBe('\0\0\0')
    expect(out.calls).toEqual(['write 3'])
    expect(() => h.stream(name, -1n, OUT)).toThrow(WebAssembly.RuntimeError)
  })

  test.each(['splice', 'blocking-splice'])('%s moves from an input to an output', (name) => {
    const out = output()
    const h = setup(out.stream)
    const from = h.handles.add(inputStream, input('abcdef'))
    h.stream(name, from, 4n, OUT)
    expect([h.u8(OUT), h.u64(OUT + 8)]).toEqual([0, 4n])
    h.stream(name, from, 4n, OUT)
    expect(out.text()).toBe('abcdef')
    h.stream(name, from, 4n, OUT)
    expect([h.u8(OUT), h.u8(OUT + 8)]).toEqual([1, 1])
  })

  test.each(['write', 'blocking-write-and-flush'])('a failed %s is last-operation-failed', (name) => {
    const h = setup(failing(Pipe))
    h.stream(name, ...h.put('x'), OUT)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 0])
    h.call('wasi:filesystem/types', 'filesystem-error-code', h.u32(OUT + 8), 16)
    expect([h.u8(16), h.u8(17)]).toEqual([1, PIPE])
  })

  test.each(['check-write', 'splice', 'blocking-splice'])('%s traps where a u64 is not aligned', (name) => {
    const out = output()
    const h = setup(out.stream)
    const from = h.handles.add(inputStream, input('abcdef'))
    const rest = name === 'check-write' ? [] : [from, 4n]
    expect(() => h.stream(name, ...rest, OUT + 4)).toThrow(/not aligned to 8/)
    expect([h.u64(OUT), h.u64(OUT + 8), h.u64(OUT + 16)]).toEqual([0n, 0n, 0n])
    expect(out.calls).toEqual([])
  })

  test('bytes outside of memory trap', () => {
    const h = setup(output().stream)
    expect(() => h.stream('write', 2 ** 31 - 8, 8, OUT)).toThrow(WebAssembly.RuntimeError)
  })

  test('a handle of another kind traps and writes nothing', () => {
    const out = output()
    const h = setup(out.stream)
    const wrong = h.handles.add(inputStream, input(''))
    for (const handle of [wrong, 0, -1, 99]) {
      for (const name of ['write', 'blocking-write-and-flush', 'flush', 'check-write', 'subscribe', 'write-zeroes', 'splice']) {
        const rest = {
          write: [...h.put('x'), OUT],
          'blocking-write-and-flush': [...h.put('x'), OUT],
          'write-zeroes': [1n, OUT],
          splice: [wrong, 1n, OUT],
        }[name] ?? [OUT]
        expect(() => h.call(STREAMS, `[method]output-stream.${name}`, handle, ...rest)).toThrow(WebAssembly.RuntimeError)
      }
    }
    expect(out.calls).toEqual([])
  })
})

describe('poll', () => {
  /** A clock that only moves when the guest sleeps. */
  const virtual = () => {
    const slept: bigint[] = []
    let time = 1000n
    return {
      slept,
      clock: { now: () => time, monotonic: () => time, sleep: (ns: bigint) => void (slept.push(ns), (time += ns)) },
    }
  }
  const pollAll = (h: ReturnType<typeof harness>, handles: number[]) => {
    const bytes = new Uint8Array(Uint32Array.from(handles).buffer)
    const [pointer] = h.put(new Uint8Array([...bytes, 0, 0, 0, 0]))
    const answer = () => Array.from({ length: h.u32(OUT + 4) }, (_, index) => h.u32(h.u32(OUT) + 4 * index))
    const waiting = h.call('wasi:io/poll', 'poll', pointer, handles.length, OUT)
    return waiting instanceof Promise ? waiting.then(answer) : answer()
  }
  const timer = (h: ReturnType<typeof harness>, ns: bigint) =>
    h.call('wasi:clocks/monotonic-clock', 'subscribe-duration', ns) as number

  test('of a list that is not all in memory traps, also of one with more entries than there are numbers', () => {
    const h = harness(PARTS)
    const handle = h.handles.add(pollable, { ready: () => true })
    h.abi.u32(2 * 65536 - 4, handle)
    for (const [pointer, length] of [
      [2 * 65536 - 4, 2],
      [2 * 65536 - 4, -1],
      [-8, 1],
      [2 ** 31, 1],
    ] as const) {
      expect(() => h.call('wasi:io/poll', 'poll', pointer, length, OUT)).toThrow(/outside of memory/)
    }
    h.call('wasi:io/poll', 'poll', 2 * 65536 - 4, 1, OUT)
    expect([h.u32(OUT + 4), h.u32(h.u32(OUT))]).toEqual([1, 0])
  })

  test('of nothing traps', () => {
    const h = harness(PARTS)
    expect(() => h.call('wasi:io/poll', 'poll', 0, 0, OUT)).toThrow(WebAssembly.RuntimeError)
  })

  test('returns every ready index, without waiting', () => {
    const { clock, slept } = virtual()
    const h = harness([...PARTS, clocks], { clock })
    const ready = () => h.handles.add(pollable, { ready: () => true })
    expect(pollAll(h, [timer(h, 500n), ready(), timer(h, 0n), ready()])).toEqual([1, 2, 3])
    expect(slept).toEqual([])
  })

  test('sleeps until the first timer', () => {
    const { clock, slept } = virtual()
    const h = harness([...PARTS, clocks], { clock })
    expect(pollAll(h, [timer(h, 900n), timer(h, 500n), timer(h, 700n)])).toEqual([1])
    expect(slept).toEqual([500n])
  })

  test('timers of the same instant are ready together', () => {
    const { clock } = virtual()
    const h = harness([...PARTS, clocks], { clock })
    const instant = h.call('wasi:clocks/monotonic-clock', 'subscribe-instant', 1500n) as number
    expect(pollAll(h, [timer(h, 900n), timer(h, 500n), instant])).toEqual([1, 2])
  })

  test('wakes up though the clock stands still', () => {
    const h = harness([...PARTS, clocks], { clock: { now: () => 0n, monotonic: () => 0n } })
    const one = timer(h, 1_000_000n)
    expect(pollAll(h, [timer(h, 3_600_000_000_000n), one])).toEqual([1])
    h.call('wasi:io/poll', '[method]pollable.block', one)
  })

  test('waits on the real clock for as long as asked', () => {
    const h = harness([...PARTS, clocks])
    const start = process.hrtime.bigint()
    h.call('wasi:io/poll', '[method]pollable.block', timer(h, 5_000_000n))
    expect(process.hrtime.bigint() - start).toBeGreaterThanOrEqual(5_000_000n)
  })

  test('input and timer: what comes first', () => {
    const h = harness([...PARTS, clocks])
    let looks = 0
    const stream: InputStream = { readInto: () => 0, ready: () => ++looks > 3, wait: () => undefined }
    const handle = h.handles.add(inputStream, stream)
    const subscription = h.call(STREAMS, '[method]input-stream.subscribe', handle) as number
    expect(pollAll(h, [timer(h, 3_600_000_000_000n), subscription])).toEqual([1])
    looks = -1_000_000
    expect(pollAll(h, [timer(h, 1_000_000n), subscription])).toEqual([0])
  })

  test('of input alone blocks in the input', () => {
    const h = harness([...PARTS, clocks])
    let there = false
    const wait = vi.fn<(alone: boolean) => void>(() => void (there = true))
    const handle = h.handles.add(pollable, { ready: () => there, wait })
    expect(pollAll(h, [handle])).toEqual([0])
    expect(wait.mock.calls).toEqual([[true]])
  })

  test('of what can never become ready traps', () => {
    const h = harness(PARTS)
    expect(() => pollAll(h, [h.handles.add(pollable, { ready: () => false })])).toThrow(WebAssembly.RuntimeError)
  })

  describe('in an async run', () => {
    const waiter = () => {
      let there = false
      let wake = () => {}
      const woken = new Promise<void>((resolve) => (wake = resolve))
      const one: Pollable = { ready: () => there, wait: () => woken }
      return { one, wake: () => ((there = true), wake()) }
    }

    test('answers at once what is ready', () => {
      const h = harness([...PARTS, clocks], {}, { async: true })
      expect(pollAll(h, [timer(h, 0n)])).toEqual([0])
    })

    test('waits without blocking the thread', async () => {
      const h = harness([...PARTS, clocks], {}, { async: true })
      const answer = pollAll(h, [timer(h, 3_600_000_000_000n), timer(h, 100_000_000n)])
      expect(answer).toBeInstanceOf(Promise)
      expect(await answer).toEqual([1])
    })

    test('input ends a wait, and its timer is cleared', async () => {
      const cleared = vi.spyOn(globalThis, 'clearTimeout')
      const h = harness([...PARTS, clocks], {}, { async: true })
      const { one, wake } = waiter()
      const answer = pollAll(h, [timer(h, 3_600_000_000_000n), h.handles.add(pollable, one)])
      setTimeout(wake, 1)
      expect(await answer).toEqual([1])
      expect(cleared).toHaveBeenCalledOnce()
      cleared.mockRestore()
    })

    test('a timer of 2^64 - 1 nanoseconds does not overflow setTimeout', async () => {
      const h = harness([...PARTS, clocks], {}, { async: true })
      const { one, wake } = waiter()
      const delays = vi.spyOn(globalThis, 'setTimeout')
      const answer = pollAll(h, [timer(h, -1n), h.handles.add(pollable, one)])
      expect(delays.mock.calls[0]![1]).toBe(2 ** 31 - 1)
      delays.mockRestore()
      wake()
      expect(await answer).toEqual([1])
    })

    test('blocking-read resolves when there is input', async () => {
      const h = harness(PARTS, {}, { async: true })
      const { one, wake } = waiter()
      const handle = h.handles.add(inputStream, { ...input('abc'), ready: () => one.ready(), wait: () => one.wait!(true) })
      const reading = h.call(STREAMS, '[method]input-stream.blocking-read', handle, 8n, OUT)
      wake()
      await reading
      expect(h.text(OUT + 4)).toBe('abc')
    })
  })
})
