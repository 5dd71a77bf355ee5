import { describe, expect, test, vi } from 'vitest'

import { browser } from '../src/platform/browser.js'
import { openInput } from '../src/context/open-input.js'
import { resolveOptions } from '../src/context/options.js'
import { RunContext } from '../src/context/run-context.js'
import type { RunOptions } from '../src/types.js'
import { Io, SystemError } from '../src/errno/errno.js'
import { chunkInput } from '../src/stdio/input.js'
import { makeOutput } from '../src/stdio/output.js'

const contextOf = (options: RunOptions, async = false) => new RunContext(['x'], resolveOptions(options), browser(), async)
const bytes = (text: string) => new TextEncoder().encode(text)

const readAll = (context: RunContext, size: number): string => {
  let text = ''
  const stdin = openInput(context)
  const target = new Uint8Array(size)
  for (;;) {
    const count = stdin.readInto(target)
    if (count <= 0) return text
    text += Buffer.from(target.subarray(0, count)).toString('latin1')
  }
}

describe('input', () => {
  test.each<[string, RunOptions['input'], string]>([
    ['nothing', undefined, ''],
    ['text', 'hello', 'hello'],
    ['bytes', bytes('hello'), 'hello'],
    ['the word inherit', 'inherit', 'inherit'],
    ['the word inherit, as bytes', bytes('inherit'), 'inherit'],
    ['the word ignore', 'ignore', 'ignore'],
    ['the word pipe', 'pipe', 'pipe'],
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
    expect(readAll(contextOf(input === undefined ? {} : { input }), 2)).toBe(text)
  })

  test('chunks are requested only when the guest reads, and the source is closed at the end of the run', () => {
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
    const context = contextOf({ input })
    const stdin = openInput(context)
    expect(events).toEqual([])
    const target = new Uint8Array(3)
    expect(stdin.readInto(target)).toBe(2)
    expect(stdin.readInto(target)).toBe(2)
    expect(events).toEqual(['ab', 'cd'])
    context.end()
    expect(events).toEqual(['ab', 'cd', 'closed'])
  })

  test('an iterable that throws, or gives a wrong chunk, ends the run with that error', () => {
    const mine = new Error('mine')
    const throwing = contextOf({
      input: (function* () {
        yield 'a'
        throw mine
      })(),
    })
    expect(() => readAll(throwing, 8)).toThrow(WebAssembly.RuntimeError)
    expect(throwing.failure).toEqual({ error: mine })
    const wrong = contextOf({ input: [1] as unknown as string[] })
    expect(() => readAll(wrong, 8)).toThrow(WebAssembly.RuntimeError)
    expect(wrong.failure!.error).toBeInstanceOf(TypeError)
    expect(String(wrong.failure!.error)).toMatch(
      /invalid chunk of option 'input': 1\n {2}why: It must be a string or a Uint8Array\./,
    )
  })

  test('an async iterable needs an async run', () => {
    const input = (async function* () {
      yield 'a'
    })()
    expect(() => openInput(contextOf({ input }))).toThrow(
      /option 'input' is an async iterable or a stream[^]*why: .*JSPI[^]*fix: /,
    )
  })

  test('an async iterable is waited for', async () => {
    let closed = false
    const context = contextOf(
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
    const stdin = openInput(context)
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
    const context = contextOf(
      {
        // oxlint-disable-next-line eslint/require-yield
        input: (async function* (): AsyncGenerator<string> {
          throw mine
        })(),
      },
      true,
    )
    await expect(openInput(context).wait!()).rejects.toThrow(WebAssembly.RuntimeError)
    expect(context.failure).toEqual({ error: mine })
  })

  test('a wait that a timer ended is continued, and no chunk is lost', async () => {
    let give = (_chunk: Uint8Array | null) => {}
    const pull = vi.fn<() => Promise<Uint8Array | null>>(() => new Promise((resolve) => (give = resolve)))
    const input = chunkInput({ pull, peek: () => undefined })
    const first = input.wait!()
    expect(input.ready!()).toBe(false)
    const second = input.wait!()
    expect(pull).toHaveBeenCalledOnce()
    give(bytes('x'))
    await Promise.all([first, second])
    const target = new Uint8Array(4)
    expect([input.available!(), input.readInto(target), target[0]]).toEqual([1, 1, 120])
  })

  test('an error of the source fails the next read, and not the poll', () => {
    const input = chunkInput({
      pull: () => null,
      peek() {
        throw new SystemError(Io)
      },
    })
    expect(input.ready!()).toBe(true)
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
    const context = contextOf({ input: { [Symbol.asyncIterator]: () => source } }, true)
    openInput(context)
    expect(() => context.end()).not.toThrow()
    expect(source.return).toHaveBeenCalledOnce()
    // An unhandled rejection would be reported now.
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
  // Safari's streams have no iterator.
  const withoutIterator = <T extends object>(stream: T): T => Object.assign(stream, { [Symbol.asyncIterator]: undefined })

  test('a stream of text and bytes is waited for', async () => {
    const { stream, cancel } = streamOf('ab', bytes('c'), '', 'd')
    const stdin = openInput(contextOf({ input: withoutIterator(stream) }, true))
    const target = new Uint8Array(8)
    let text = ''
    for (let count = -1; count !== 0; text += Buffer.from(target.subarray(0, count)).toString()) {
      await stdin.wait!()
      count = stdin.readInto(target)
    }
    expect(text).toBe('abcd')
    expect(cancel).not.toHaveBeenCalled()
  })

  test('a stream is cancelled and unlocked if the run ends first, even while a chunk is pending', async () => {
    const { stream, cancel } = streamOf()
    const context = contextOf({ input: stream }, true)
    const waiting = openInput(context).wait!()
    context.end()
    await waiting
    expect(cancel).toHaveBeenCalledOnce()
    await new Promise((resolve) => setTimeout(resolve))
    expect(stream.locked).toBe(false)
  })

  test('a stream that fails ends the run with its error', async () => {
    const mine = new Error('mine')
    const stream = new ReadableStream<string>({ start: (controller) => controller.error(mine) })
    const context = contextOf({ input: stream }, true)
    await expect(openInput(context).wait!()).rejects.toThrow(WebAssembly.RuntimeError)
    expect(context.failure).toEqual({ error: mine })
    context.end()
    // An unhandled rejection would be reported now.
    await new Promise((resolve) => setTimeout(resolve))
  })

  test('a stream needs an async run', () => {
    const { stream } = streamOf()
    expect(() => openInput(contextOf({ input: stream }))).toThrow(
      /option 'input' is an async iterable or a stream[^]*why: .*JSPI[^]*fix: /,
    )
  })

  test('inherit is an error in a browser', () => {
    expect(() => openInput(contextOf({ stdin: 'inherit' }))).toThrow(/option 'stdin' can't be 'inherit'[^]*browser[^]*fix: /)
  })
})

describe('output', () => {
  test('a capture keeps every byte, whatever the sizes of the writes', () => {
    const capture = makeOutput('pipe', 'stdout', contextOf({}))
    const parts = Array.from({ length: 300 }, (_, index) => new Uint8Array(index % 97).fill(index))
    for (const part of parts) capture.write(part)
    expect(Buffer.from(capture.captured!())).toEqual(Buffer.concat(parts))
  })

  test('a callback gets a copy of each chunk', () => {
    const chunks: Uint8Array[] = []
    const context = contextOf({ stdout: (chunk) => void chunks.push(chunk) })
    const memory = bytes('abc')
    context.stdout.write(memory.subarray(0, 2))
    memory.fill(0)
    expect(chunks).toEqual([bytes('ab')])
    expect(chunks[0]!.buffer.byteLength).toBe(2)
    expect(context.stdout.captured?.()).toBeUndefined()
  })

  test('a callback that throws ends the run with that error', () => {
    const mine = new RangeError('mine')
    const context = contextOf({
      stderr: () => {
        throw mine
      },
    })
    expect(() => context.stderr.write(bytes('x'))).toThrow(WebAssembly.RuntimeError)
    expect(context.failure!.error).toBe(mine)
  })

  test('inherited output in a browser is one console message per line', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const context = contextOf({ stdout: 'inherit', stderr: 'inherit' })
    const text = bytes('one\ntwö\n\nrest')
    for (const byte of text) context.stdout.write(Uint8Array.of(byte))
    context.stderr.write(bytes('bad\n'))
    expect(log.mock.calls).toEqual([['one'], ['twö'], ['']])
    context.end()
    expect(log.mock.calls.at(-1)).toEqual(['rest'])
    expect(error.mock.calls).toEqual([['bad']])
    vi.restoreAllMocks()
  })

  test('a long line in a browser becomes several messages, in linear time', { timeout: 30_000 }, () => {
    const lengths: number[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lengths.push(line.length))
    const context = contextOf({ stdout: 'inherit' })
    const part = new Uint8Array(16).fill(97)
    // At f9ad556 this looked at 2 TB of text.
    for (let index = 0; index < 500_000; index++) context.stdout.write(part)
    context.end()
    expect(lengths.reduce((a, b) => a + b)).toBe(8_000_000)
    expect(Math.max(...lengths)).toBeLessThan(2 ** 20 + 17)
    vi.restoreAllMocks()
  })
})
