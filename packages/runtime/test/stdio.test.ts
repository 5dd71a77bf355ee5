import { describe, expect, test, vi } from 'vitest'

import { browser } from '../src/load/browser.js'
import { resolveOptions } from '../src/options.js'
import { HostState } from '../src/state.js'
import type { RunOptions } from '../src/types.js'
import { Io, SystemError } from '../src/errno.js'
import { Input } from '../src/stdio/input.js'
import { Capture } from '../src/stdio/output.js'

const stateOf = (options: RunOptions, async = false) => new HostState(['x'], resolveOptions(options), browser(), async)
const bytes = (text: string) => new TextEncoder().encode(text)

const readAll = (state: HostState, size: number): string => {
  let text = ''
  const target = new Uint8Array(size)
  for (;;) {
    const count = state.stdin.readInto(target)
    if (count <= 0) return text
    text += Buffer.from(target.subarray(0, count)).toString('latin1')
  }
}

describe('input', () => {
  test.each<[string, RunOptions['input'], string]>([
    ['nothing', undefined, ''],
    ['text', 'hello', 'hello'],
    ['bytes', bytes('hello'), 'hello'],
    ['the word inherit, as bytes', bytes('inherit'), 'inherit'],
    ['a list', ['he', bytes('l'), '', new Uint8Array(0), 'lo'], 'hello'],
    ['a set', new Set(['a', 'b']), 'ab'],
    [
      'a generator',
      (function* () {
        yield 'x'
        yield bytes('y')
      })(),
      'xy',
    ],
  ])('%s', (_name, input, text) => {
    expect(readAll(stateOf(input === undefined ? {} : { input }), 2)).toBe(text)
  })

  test('chunks are asked for only when the guest reads, and the source is closed at the end of the run', () => {
    const events: string[] = []
    const input = (function* () {
      try {
        for (const chunk of ['ab', 'cd', 'ef']) {
          events.push(chunk)
          yield chunk
        }
      } finally {
        events.push('closed')
      }
    })()
    const state = stateOf({ input })
    expect(events).toEqual([])
    const target = new Uint8Array(3)
    expect(state.stdin.readInto(target)).toBe(2)
    expect(state.stdin.readInto(target)).toBe(2)
    expect(events).toEqual(['ab', 'cd'])
    state.end()
    expect(events).toEqual(['ab', 'cd', 'closed'])
  })

  test('an iterable that throws, or gives something else, ends the run with that error', () => {
    const mine = new Error('mine')
    const throwing = stateOf({
      input: (function* () {
        yield 'a'
        throw mine
      })(),
    })
    expect(() => readAll(throwing, 8)).toThrow(WebAssembly.RuntimeError)
    expect(throwing.failure).toEqual({ error: mine })
    const wrong = stateOf({ input: [1] as unknown as string[] })
    expect(() => readAll(wrong, 8)).toThrow(WebAssembly.RuntimeError)
    expect(wrong.failure!.error).toBeInstanceOf(TypeError)
    expect(String(wrong.failure!.error)).toMatch(/a chunk of option input is 1\n {2}why: it must be a string or a Uint8Array/)
  })

  test('an async iterable needs an async run', () => {
    const input = (async function* () {
      yield 'a'
    })()
    expect(() => stateOf({ input })).toThrow(/input is an async iterable or a stream[^]*why: .*JSPI[^]*fix: /)
  })

  test('an async iterable is waited for', async () => {
    let closed = false
    const state = stateOf(
      {
        input: (async function* () {
          try {
            yield 'ab'
            await new Promise((resolve) => setTimeout(resolve, 1))
            yield ''
            yield 'cd'
          } finally {
            closed = true
          }
        })(),
      },
      true,
    )
    const { stdin } = state
    const target = new Uint8Array(8)
    let text = ''
    for (;;) {
      while (!stdin.ready!()) await stdin.wait!()
      const count = stdin.readInto(target)
      if (count === 0) break
      text += Buffer.from(target.subarray(0, count)).toString()
    }
    expect(text).toBe('abcd')
    expect(closed).toBe(true)
  })

  test('an async iterable that throws ends the run with that error', async () => {
    const mine = new Error('mine')
    const state = stateOf(
      {
        // oxlint-disable-next-line eslint/require-yield
        input: (async function* (): AsyncGenerator<string> {
          throw mine
        })(),
      },
      true,
    )
    await expect(state.stdin.wait!()).rejects.toThrow(WebAssembly.RuntimeError)
    expect(state.failure).toEqual({ error: mine })
  })

  test('a wait that a timer ended is taken up again: no chunk is lost', async () => {
    let give = (_chunk: Uint8Array | null) => {}
    const pull = vi.fn<() => Promise<Uint8Array | null>>(() => new Promise((resolve) => (give = resolve)))
    const input = new Input(pull, () => undefined)
    const first = input.wait()
    expect(input.ready()).toBe(false)
    const second = input.wait()
    expect(pull).toHaveBeenCalledOnce()
    give(bytes('x'))
    await Promise.all([first, second])
    const target = new Uint8Array(4)
    expect([input.available(), input.readInto(target), target[0]]).toEqual([1, 1, 120])
  })

  test('an error of the source itself is the next read’s, not the poll’s', () => {
    const input = new Input(
      () => null,
      () => {
        throw new SystemError(Io)
      },
    )
    expect(input.ready()).toBe(true)
    expect(() => input.readInto(new Uint8Array(1))).toThrow(SystemError)
  })

  test.each<[string, () => unknown]>([
    ['gives nothing', () => undefined],
    [
      'throws',
      () => {
        throw new Error('mine')
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('an async iterator whose return() %s does not fail the run', async (_, end) => {
    const source = { next: () => new Promise<never>(() => {}), return: vi.fn<() => Promise<never>>(end as () => Promise<never>) }
    const state = stateOf({ input: { [Symbol.asyncIterator]: () => source } }, true)
    expect(() => state.end()).not.toThrow()
    expect(source.return).toHaveBeenCalledOnce()
    // A rejection that nobody handles would be told of now.
    await new Promise((resolve) => setTimeout(resolve))
  })

  const streamOf = (...chunks: (string | Uint8Array)[]) => {
    const cancel = vi.fn<(reason: unknown) => void>()
    const rest = [...chunks]
    const stream = new ReadableStream<string | Uint8Array>({
      pull(controller) {
        const chunk = rest.shift()
        if (chunk !== undefined) controller.enqueue(chunk)
        else if (chunks.length) controller.close()
      },
      cancel,
    })
    return { stream, cancel }
  }
  // Safari's have no iterator.
  const withoutIterator = <T extends object>(stream: T): T => Object.assign(stream, { [Symbol.asyncIterator]: undefined })

  test('a stream of text and bytes is waited for', async () => {
    const { stream, cancel } = streamOf('ab', bytes('c'), '', 'd')
    const { stdin } = stateOf({ input: withoutIterator(stream) }, true)
    const target = new Uint8Array(8)
    let text = ''
    for (let count = -1; count !== 0; text += Buffer.from(target.subarray(0, count)).toString()) {
      await stdin.wait!()
      count = stdin.readInto(target)
    }
    expect(text).toBe('abcd')
    expect(cancel).not.toHaveBeenCalled()
  })

  test('a stream is cancelled and unlocked when the run ends before it, though a chunk is on its way', async () => {
    const { stream, cancel } = streamOf()
    const state = stateOf({ input: stream }, true)
    const waiting = state.stdin.wait!()
    state.end()
    await waiting
    expect(cancel).toHaveBeenCalledOnce()
    await new Promise((resolve) => setTimeout(resolve))
    expect(stream.locked).toBe(false)
  })

  test('a stream that fails ends the run with its error', async () => {
    const mine = new Error('mine')
    const stream = new ReadableStream<string>({ start: (controller) => controller.error(mine) })
    const state = stateOf({ input: stream }, true)
    await expect(state.stdin.wait!()).rejects.toThrow(WebAssembly.RuntimeError)
    expect(state.failure).toEqual({ error: mine })
    state.end()
    // A rejection that nobody handles would be told of now.
    await new Promise((resolve) => setTimeout(resolve))
  })

  test('a stream needs an async run', () => {
    const { stream } = streamOf()
    expect(() => stateOf({ input: stream })).toThrow(/input is an async iterable or a stream[^]*why: .*JSPI[^]*fix: /)
  })

  test('inherit is an error in a browser', () => {
    expect(() => stateOf({ stdin: 'inherit' })).toThrow(/stdin is 'inherit'[^]*browser[^]*fix: /)
  })
})

describe('output', () => {
  test('a capture keeps every byte, whatever the sizes of the writes', () => {
    const capture = new Capture(stateOf({}), 'stdout')
    const parts = Array.from({ length: 300 }, (_, index) => new Uint8Array(index % 97).fill(index))
    for (const part of parts) capture.write(part)
    expect(Buffer.from(capture.captured())).toEqual(Buffer.concat(parts))
  })

  test('a callback gets a copy of each chunk', () => {
    const chunks: Uint8Array[] = []
    const state = stateOf({ stdout: (chunk) => void chunks.push(chunk) })
    const memory = bytes('abc')
    state.stdout.write(memory.subarray(0, 2))
    memory.fill(0)
    expect(chunks).toEqual([bytes('ab')])
    expect(chunks[0]!.buffer.byteLength).toBe(2)
    expect(state.stdout.captured?.()).toBeUndefined()
  })

  test('a callback that throws ends the run with that error', () => {
    const mine = new RangeError('mine')
    const state = stateOf({
      stderr: () => {
        throw mine
      },
    })
    expect(() => state.stderr.write(bytes('x'))).toThrow(WebAssembly.RuntimeError)
    expect(state.failure!.error).toBe(mine)
  })

  test('in a browser inherited output is a console message a line', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const state = stateOf({ stdout: 'inherit', stderr: 'inherit' })
    const text = bytes('one\ntwö\n\nrest')
    for (const byte of text) state.stdout.write(Uint8Array.of(byte))
    state.stderr.write(bytes('bad\n'))
    expect(log.mock.calls).toEqual([['one'], ['twö'], ['']])
    state.end()
    expect(log.mock.calls.at(-1)).toEqual(['rest'])
    expect(error.mock.calls).toEqual([['bad']])
    vi.restoreAllMocks()
  })

  test('in a browser a line that does not end becomes a message now and then, in linear time', { timeout: 30_000 }, () => {
    const lengths: number[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lengths.push(line.length))
    const state = stateOf({ stdout: 'inherit' })
    const part = new Uint8Array(16).fill(97)
    // At f9ad556 this looked at 2 TB of text.
    for (let index = 0; index < 500_000; index++) state.stdout.write(part)
    state.end()
    expect(lengths.reduce((a, b) => a + b)).toBe(8_000_000)
    expect(Math.max(...lengths)).toBeLessThan(2 ** 20 + 17)
    vi.restoreAllMocks()
  })
})
