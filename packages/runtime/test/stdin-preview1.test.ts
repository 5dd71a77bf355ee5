import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { Io, SystemError } from '../src/errno/errno.js'
import type { InputStream } from '../src/stdio/streams.js'
import type { InputData } from '../src/types.js'
import { asyncHost, guestOf, type Guest } from './preview1-calls.js'

const [OUT, LIST, DATA] = [1024, 4096, 65536]

/** Reads into separate buffers of `sizes` bytes. Returns what each one got. */
const scatter = (guest: Guest, sizes: readonly number[]): string[] => {
  const vectors = sizes.map((size, index) => [DATA + index * 256, size] as const)
  guest.fill(DATA, 256 * sizes.length, 0)
  guest.call('fd_read', 0, ...guest.vectors(LIST, vectors), OUT)
  let left = guest.u32(OUT)
  return vectors.map(([at, size]) => {
    const part = Math.min(left, size)
    left -= part
    // Only the reported bytes were written.
    expect(guest.bytes(at + part, size - part).every((byte) => byte === 0)).toBe(true)
    return guest.text(at, part)
  })
}
const read = (guest: Guest, size: number): string => scatter(guest, [size])[0]!
const of = (input: InputData) => guestOf({ input })

/** A stream of bytes without chunk borders, which ends or fails. */
const stream = (text: string, end?: number): InputStream => {
  let rest = new TextEncoder().encode(text)
  return {
    readInto(target) {
      const count = Math.min(rest.length, target.length)
      if (count === 0 && end !== undefined) throw new SystemError(end)
      target.set(rest.subarray(0, count))
      rest = rest.subarray(count)
      return count
    },
  }
}

describe('a read', () => {
  test('gives the bytes of one chunk, then 0 again and again', async () => {
    const guest = await of(['abcdef', '', 'gh'])
    expect([4, 4, 4, 4, 4].map((size) => read(guest, size))).toEqual(['abcd', 'ef', 'gh', '', ''])
  })

  test('fills buffers in order and skips empty ones', async () => {
    const guest = await of('abcdefghij')
    expect(scatter(guest, [0, 3, 0, 0, 4, 0])).toEqual(['', 'abc', '', '', 'defg', ''])
    expect(scatter(guest, [2, 5, 5])).toEqual(['hi', 'j', ''])
    expect(scatter(guest, [2, 5])).toEqual(['', ''])
  })

  test('through very many buffers', async () => {
    const guest = await of('x'.repeat(1500))
    guest.fill(DATA, 2000, 0)
    const vectors = Array.from({ length: 2000 }, (_, index) => [DATA + index, 1] as const)
    guest.call('fd_read', 0, ...guest.vectors(LIST, vectors), OUT)
    expect(guest.u32(OUT)).toBe(1500)
    expect(guest.text(DATA, 1501)).toBe(`${'x'.repeat(1500)}\0`)
  })

  test('through a list longer than its data, one buffer at a time', async () => {
    const guest = await of('abc')
    guest.memory.grow(30)
    const [list, count] = [4 * 65536, 60_000]
    for (let index = 0; index < count; index++) guest.view.setUint32(list + 8 * index + 4, 2, true)
    const reads = vi.spyOn(guest.host.table.get(0), 'read')
    guest.call('fd_read', 0, list, count, OUT)
    expect(guest.u32(OUT)).toBe(3)
    expect(reads.mock.calls.length).toBeLessThan(5)
  })

  test('loses and invents nothing, whatever the chunks and buffers are', async () => {
    const chunk = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.uint8Array({ maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { maxLength: 8 }),
        fc.array(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async (chunks, lists) => {
          const guest = await of(chunks)
          const got: number[] = []
          for (let turn = 0; ; turn++) {
            // The buffer has room, so 0 can only mean the end.
            const sizes = [...lists[turn % lists.length]!, 1]
            const vectors = sizes.map((size, index) => [DATA + 8 * index, size] as const)
            guest.call('fd_read', 0, ...guest.vectors(LIST, vectors), OUT)
            const count = guest.u32(OUT)
            if (count === 0) break
            got.push(...vectors.flatMap(([at, size]) => [...guest.bytes(at, size)]).slice(0, count))
          }
          expect(Buffer.from(got)).toEqual(Buffer.concat(chunks.map((one) => Buffer.from(one as string))))
        },
      ),
    )
  })

  test('of 0 bytes asks for nothing', async () => {
    const next = vi.fn<() => IteratorResult<string>>(() => ({ done: true, value: undefined }))
    const guest = await of({ [Symbol.iterator]: () => ({ next }) })
    expect(scatter(guest, [])).toEqual([])
    expect(scatter(guest, [0])).toEqual([''])
    expect(scatter(guest, [0, 0])).toEqual(['', ''])
    expect(next).not.toHaveBeenCalled()
    read(guest, 1)
    expect(next).toHaveBeenCalledOnce()
  })

  test('waits for missing input, because EAGAIN does not exist here', async () => {
    let there = false
    const waits: (boolean | undefined)[] = []
    const slow = stream('A')
    const guest = await guestOf(
      {},
      {
        stdin: {
          ready: () => there,
          readInto: (target) => (there ? slow.readInto(target) : -1),
          wait(alone) {
            waits.push(alone)
            there = true
          },
        },
      },
    )
    expect(read(guest, 8)).toBe('A')
    expect(waits).toEqual([true])
  })

  test('does not wait for more if it already has something', async () => {
    const parts = ['ab', 'cd']
    let ready = true
    const guest = await guestOf(
      {},
      {
        stdin: {
          ready: () => ready,
          readInto(target) {
            if (!ready) return -1
            ready = false
            return (target.set(Buffer.from(parts.shift()!)), 2)
          },
          wait: () => void (ready = true),
        },
      },
    )
    expect(scatter(guest, [2, 2])).toEqual(['ab', ''])
    expect(scatter(guest, [2, 2])).toEqual(['cd', ''])
  })
})

test('a read that one chunk partly fills asks for no other chunk, which might never come', async () => {
  const pulled: string[] = []
  const guest = await of(
    (function* () {
      for (const chunk of ['ab', 'cd']) {
        pulled.push(chunk)
        yield chunk
      }
    })(),
  )
  expect(scatter(guest, [2, 2])).toEqual(['ab', ''])
  expect(pulled).toEqual(['ab'])
  expect(scatter(guest, [1, 9])).toEqual(['c', 'd'])
})

describe('a stream that fails', () => {
  test('is an errno', async () => {
    const guest = await guestOf({}, { stdin: stream('', Io) })
    expect(() => read(guest, 4)).toThrow('io')
    expect(() => scatter(guest, [4, 4])).toThrow('io')
  })

  test('after some bytes returns them, and fails the next read', async () => {
    const guest = await guestOf({}, { stdin: stream('ab', Io) })
    expect(scatter(guest, [2, 2])).toEqual(['ab', ''])
    expect(() => scatter(guest, [2, 2])).toThrow('io')
  })

  test('with its own error is not taken for a system error', async () => {
    const mine = new Error('mine')
    const guest = await guestOf(
      {},
      {
        stdin: {
          readInto() {
            throw mine
          },
        },
      },
    )
    expect(() => read(guest, 4)).toThrow(mine)
  })

  test('with an error of the user ends the run with it, past any handler', async () => {
    const mine = new Error('mine')
    const guest = await of(
      (function* () {
        yield 'a'
        throw mine
      })(),
    )
    expect(read(guest, 4)).toBe('a')
    expect(() => guest.stubborn('fd_read', 0, ...guest.vectors(LIST, [[DATA, 4]]), OUT)).toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure).toEqual({ error: mine })
  })
})

describe('in an async run', () => {
  const reading = (guest: Guest, vectors: readonly (readonly [number, number])[]) =>
    guest.host.functions['fd_read']!(0, ...guest.vectors(LIST, vectors), OUT) as number | Promise<number>
  const later = async function* (...chunks: (string | Error)[]) {
    for (const chunk of chunks) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (chunk instanceof Error) throw chunk
      yield chunk
    }
  }
  const room = [[2048, 3]] as const

  test('a read of available input returns at once', () => {
    const guest = asyncHost({ input: 'abc' })
    expect(reading(guest, room)).toBe(0)
    expect(guest.text(2048, guest.u32(OUT))).toBe('abc')
  })

  test('a read of missing input is a promise', async () => {
    const guest = asyncHost({ input: later('abcd', '', 'e') })
    const texts: string[] = []
    for (let n = 0; n < 4; n++) {
      expect(await reading(guest, room)).toBe(0)
      texts.push(guest.text(2048, guest.u32(OUT)))
    }
    expect(texts).toEqual(['abc', 'd', 'e', ''])
  })

  test('memory may grow meanwhile', async () => {
    const guest = asyncHost({ input: later('abc') })
    const answer = reading(guest, room)
    guest.memory.grow(1)
    expect(await answer).toBe(0)
    expect(guest.text(2048, guest.u32(OUT))).toBe('abc')
  })

  test('a read of 0 bytes asks for nothing', () => {
    const next = vi.fn<() => Promise<IteratorResult<string>>>(() => new Promise(() => {}))
    const guest = asyncHost({ input: { [Symbol.asyncIterator]: () => ({ next }) } })
    expect(reading(guest, [])).toBe(0)
    expect(reading(guest, [[2048, 0]])).toBe(0)
    expect(next).not.toHaveBeenCalled()
  })

  test('a source that throws ends the run with its error', async () => {
    const mine = new Error('mine')
    const guest = asyncHost({ input: later(mine) })
    await expect(reading(guest, room)).rejects.toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure).toEqual({ error: mine })
  })

  test('a buffer outside of memory traps, before and after the wait', async () => {
    const guest = asyncHost({ input: later('abc') })
    expect(() => reading(guest, [[70_000, 1]])).toThrow(WebAssembly.RuntimeError)
    const answer = reading(guest, room)
    guest.vectors(LIST, [[70_000, 1]])
    await expect(answer).rejects.toThrow(WebAssembly.RuntimeError)
  })
})
