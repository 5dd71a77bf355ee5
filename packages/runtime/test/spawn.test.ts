import { describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { hasJspi } from '../src/guest/jspi.js'
import type { RunError } from '../src/errors/run-error.js'
import type { ProgramOutput, SpawnOptions, TraceCall } from '../src/types.js'
import { commandOf } from './component-program.js'
import { command, guest, spec, wat } from './module-program.js'

/** Answers each piece of input with the same piece. */
const echo = wat(`(func (export "_start") (local $n i32)
  (loop $more
    (local.set $n (call $read (i32.const 4096)))
    (drop (call $write (i32.const 1) (i32.const 2048) (local.get $n)))
    (br_if $more (local.get $n))))`)
/** Prints until a write fails, and exits with the errno. */
const yes = wat(`(func (export "_start") (local $errno i32)
  (loop $more
    (br_if $more (i32.eqz (local.tee $errno (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))))
  (call $proc_exit (local.get $errno)))`)
/** Prints forever, whatever the writes return. */
const stubborn = wat(`(func (export "_start")
  (loop $more (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))) (br $more)))`)
const trapping = wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))) unreachable)')
const exits = (code: number, before = '') => wat(`(func (export "_start") ${before} (call $proc_exit (i32.const ${code})))`)
const mine = new Error('mine')
/** The errno of a write to a pipe whose reader has left. */
const EPIPE = 64

const failed = (running: Promise<unknown>): Promise<RunError> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: RunError) => error,
  )
const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms))
const collect = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const one of all) found.push(one)
  return found
}
/** Writes `chunks` to `stdin`, and closes it. */
const feed = async (
  stdin: { getWriter(): WritableStreamDefaultWriter<string | Uint8Array> },
  ...chunks: (string | Uint8Array)[]
) => {
  const writer = stdin.getWriter()
  for (const chunk of chunks) await writer.write(chunk)
  await writer.close()
}

describe.runIf(hasJspi())('a spawned program', () => {
  test('gets what is written to its stdin, and its output can be read as it comes', async () => {
    for (const run of [await guest(echo), await commandOf(fixture('p2-native'))]) {
      const program = run.spawn(['x'], { stdin: 'pipe' })
      expect(program.stdin).toBeInstanceOf(WritableStream)
      expect(program.stdout).toBeInstanceOf(ReadableStream)
      const writer = program.stdin.getWriter()
      const reader = program.stdout.getReader()
      const read = async () => Buffer.from((await reader.read()).value!).toString()
      await writer.write('one')
      let text = await read()
      while (!text.endsWith('one')) text += await read()
      await writer.write(Buffer.from('two'))
      expect(await read()).toBe('two')
      await writer.close()
      expect(await reader.read()).toEqual({ done: true, value: undefined })
      expect([0, 1]).toContain((await program.exited).exitCode)
    }
  })

  test('runs without options, and an exit code other than 0 does not reject', async () => {
    const program = (await guest(exits(3, '(drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6)))'))).spawn()
    expect(program.stdin).toBeUndefined()
    expect(await program.exited).toEqual({ exitCode: 3 })
    // Output can be read later.
    expect(await program.stderr.text()).toBe('hello\n')
    expect(await program.stdout.text()).toBe('')
  })

  test('takes input as data, and writes to callbacks, streams or nowhere', async () => {
    const run = await guest(echo)
    expect(await run.spawn([], { input: 'text' }).stdout.text()).toBe('text')
    const input = new ReadableStream({
      start(controller) {
        controller.enqueue('from a ')
        controller.enqueue('stream')
        controller.close()
      },
    })
    const chunks: string[] = []
    const program = run.spawn([], { input, stdout: (chunk) => void chunks.push(Buffer.from(chunk).toString()), stderr: 'ignore' })
    expect([program.stdout, program.stderr]).toEqual([undefined, undefined])
    expect(await program.exited).toEqual({ exitCode: 0 })
    expect(chunks.join('')).toBe('from a stream')
    const close = vi.fn<() => void>()
    const stdout = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(Buffer.from(chunk).toString()), close })
    const toStream = run.spawn([], { input: 'more', stdout })
    expect(toStream.stdout).toBeUndefined()
    await toStream.exited
    expect(chunks.join('')).toBe('from a streammore')
    expect(close).not.toHaveBeenCalled()
  })

  test('waits while its output is unread', async () => {
    const program = (await guest(yes)).spawn()
    const first = await program.stdout.getReader().read()
    expect(first.value!.length).toBeLessThanOrEqual(65536 + 6)
    let exited = false
    program.exited.catch(() => (exited = true))
    await later(50)
    expect(exited).toBe(false)
    program.kill(mine)
    expect(await failed(program.exited)).toMatchObject({ code: 'ABORTED', cause: mine })
  })

  test('gets EPIPE if its output is cancelled, like `yes | head`', async () => {
    const run = await guest(yes)
    const ways: ((stdout: ProgramOutput) => Promise<unknown>)[] = [
      (stdout) => stdout.cancel(),
      async (stdout) => {
        for await (const chunk of stdout) if (chunk.length) break
      },
      async (stdout) => {
        for await (const line of stdout.lines()) if (line) break
      },
      async (stdout) => {
        const reader = stdout.getReader()
        await reader.read()
        await reader.cancel()
      },
    ]
    for (const way of ways) {
      const program = run.spawn()
      await way(program.stdout)
      expect(await program.exited).toEqual({ exitCode: EPIPE })
    }
  })

  test('can be killed even if it ignores EPIPE', async () => {
    const program = (await guest(stubborn)).spawn()
    await program.stdout.cancel()
    await later(20)
    program.kill()
    const error = await failed(program.exited)
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(error.message).toMatch(/^guest\.wasm was aborted\n {2}why: It was killed\./)
  })

  test('gives the event loop turns while it prints and the caller reads', async () => {
    const program = (await guest(stubborn)).spawn()
    const reading = (async () => {
      let lines = 0
      for await (const line of program.stdout.lines()) {
        expect(line).toBe('hello')
        if (lines++ === 0) setTimeout(() => program.kill(mine), 20)
      }
    })()
    expect(await failed(reading)).toMatchObject({ code: 'ABORTED', cause: mine })
  })

  test('that traps has its error in its streams, after what it printed', async () => {
    const program = (await guest(trapping)).spawn()
    await later(20)
    const reader = program.stdout.getReader()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('hello\n')
    const error = await failed(reader.read())
    expect(error).toMatchObject({ code: 'TRAP', name: 'WasiTrapError' })
    expect(await failed(program.exited)).toBe(error)
    expect(await failed(program.stderr.text())).toBe(error)
  })

  test('that fails causes no unhandled rejection if the caller ignores that', async () => {
    const unhandled = vi.fn<() => void>()
    process.on('unhandledRejection', unhandled)
    try {
      const run = await guest(trapping)
      run.spawn()
      run.spawn([], { stdin: 'pipe' }).kill(mine)
      await later(50)
    } finally {
      process.off('unhandledRejection', unhandled)
    }
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('ends with its signal or timeout, and removes its listener from the signal', async () => {
    const run = await guest(echo)
    const controller = new AbortController()
    const remove = vi.spyOn(controller.signal, 'removeEventListener')
    const program = run.spawn([], { stdin: 'pipe', signal: controller.signal })
    await later(10)
    controller.abort(mine)
    expect(await failed(program.exited)).toMatchObject({ code: 'ABORTED', cause: mine })
    expect(remove).toHaveBeenCalledOnce()
    // The signal is aborted already.
    expect(await failed(run.spawn([], { signal: controller.signal }).exited)).toMatchObject({ code: 'ABORTED', cause: mine })
    expect(await failed(run.spawn([], { stdin: 'pipe', timeout: 20 }).exited)).toMatchObject({ code: 'TIMEOUT' })
  })

  test('is killed when it is disposed', async () => {
    const key: symbol = (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose')
    const program = (await guest(echo)).spawn([], { stdin: 'pipe' })
    await (program as unknown as Record<symbol, () => Promise<void>>)[key]!()
    expect(await failed(program.exited)).toMatchObject({ code: 'ABORTED' })
  })

  test('pipes into another, and that into a third', async () => {
    const [cat, tac] = [await guest(echo), await commandOf(fixture('p2-native'))]
    const first = cat.spawn([], { stdin: 'pipe' })
    const second = cat.spawn([], { stdin: 'pipe' })
    const third = tac.spawn([], { stdin: 'pipe' })
    const piping = Promise.all([first.stdout.pipeTo(second.stdin), second.stdout.pipeTo(third.stdin)])
    const text = 'x'.repeat(10_000)
    const feeding = feed(first.stdin, text, text)
    expect(await third.stdout.text()).toBe(`guest.wasm\n${text}${text}`)
    await Promise.all([piping, feeding])
    expect(await first.exited).toEqual({ exitCode: 0 })
  })

  test('that ends early closes its stdin, and so ends the one that pipes into it', async () => {
    const left = (await guest(yes)).spawn()
    const right = (await guest(exits(7, '(drop (call $read (i32.const 10)))'))).spawn([], { stdin: 'pipe' })
    const error = await failed(left.stdout.pipeTo(right.stdin))
    expect(error).toMatchObject({ code: 'ENDED', message: expect.stringContaining('stdin is closed') })
    expect(await right.exited).toEqual({ exitCode: 7 })
    expect(await left.exited).toEqual({ exitCode: EPIPE })
  })

  test('that never reads holds back its stdin, and does not get it', async () => {
    const program = (await guest(exits(0))).spawn([], { stdin: 'pipe' })
    const error = await failed(feed(program.stdin, 'a', 'b', 'c'))
    expect(error).toMatchObject({ code: 'ENDED' })
    expect(await program.exited).toEqual({ exitCode: 0 })
  })

  test('fails with the reason of a stdin that is aborted', async () => {
    const program = (await guest(echo)).spawn([], { stdin: 'pipe' })
    await program.stdin.abort(mine)
    expect(await failed(program.exited)).toBe(mine)
  })

  test('gets a copy of what is written, so that a writer may reuse its buffer', async () => {
    const program = (await guest(echo)).spawn([], { stdin: 'pipe' })
    const buffer = new Uint8Array(10_000).fill(97)
    const writer = program.stdin.getWriter()
    const text = program.stdout.text()
    await writer.write(buffer)
    buffer.fill(98)
    await writer.close()
    expect(await text).toBe('a'.repeat(10_000))
  })

  test('gets chunks of all sizes unchanged', async () => {
    const run = await guest(echo)
    // The program takes 4096 bytes at a time, so long chunks are read in parts.
    const sizes = [1, 9000, 3, 0, 9000, 4096, 20_000, 5]
    const chunks = sizes.map((size, index) => (index % 3 === 2 ? 'ä'.repeat(size) : new Uint8Array(size).fill(index + 1)))
    const expected = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))
    const programs = [0, 1].map(() => run.spawn([], { stdin: 'pipe' }))
    const feeding = programs.map(({ stdin }) => feed(stdin, ...chunks))
    const texts = await Promise.all(programs.map(({ stdout }) => stdout.text()))
    expect(texts).toEqual([expected.toString(), expected.toString()])
    await Promise.all(feeding)
  })

  test('gives lines as text, however their bytes arrive', async () => {
    const program = (await guest(echo)).spawn([], { stdin: 'pipe' })
    const bytes = Buffer.from('\u{feff}eins\r\n\nzwei 😀 drei\nend')
    const feeding = feed(program.stdin, ...Array.from(bytes, (byte) => Uint8Array.of(byte)))
    expect(await collect(program.stdout.lines())).toEqual(['\u{feff}eins\r', '', 'zwei 😀 drei', 'end'])
    await feeding
    const whole = (await guest(echo)).spawn([], { input: 'a\nb\n' })
    expect(await collect(whole.stdout.lines())).toEqual(['a', 'b'])
  })

  test('takes imports, directories and everything else that a run takes', async () => {
    const go = command(await spec(fixture('go')))
    const program = go.spawn(['env'], { env: { A: 'b' } })
    expect(await program.stdout.text()).toBe('A=b\n')
    expect(await program.exited).toEqual({ exitCode: 0 })
  })

  test('keeps nothing of its output, so maxOutput does not limit it', async () => {
    const go = command(await spec(fixture('go')))
    const program = go.spawn(['big', '3000000'], { maxOutput: 10 })
    expect((await program.stdout.text()).length).toBe(3_000_000)
    expect(await program.exited).toEqual({ exitCode: 0 })
  })

  test('goes on with its timers while it waits for input, as Go does where nothing blocks', async () => {
    const go = command(await spec(fixture('go')))
    const program = go.spawn(['wait', '5'], { stdin: 'pipe' })
    const lines = program.stdout.lines()
    expect((await lines.next()).value).toBe('tick 1')
    expect((await lines.next()).value).toBe('tick 2')
    const feeding = feed(program.stdin, 'one ', 'two')
    const rest = await collect(lines)
    expect(rest.at(-1)).toBe('read one two')
    expect(rest.slice(0, -1).every((line) => line.startsWith('tick '))).toBe(true)
    await feeding
    // The same holds for a run.
    const waiting = (async function* () {
      await later(50)
      yield 'later'
    })()
    expect((await go(['wait', '5'], { input: waiting })).stdout).toMatch(/^tick 1\n[^]*read later\n$/)
    // Data that is there is read like any other.
    expect((await go(['cat'], { input: waiting })).exitCode).toBe(0)
    expect((await go(['wait', '60000'], { input: 'text' })).stdout).toBe('read text\n')
  })

  test('may have a terminal, which passes bytes on unchanged', async () => {
    const go = command(await spec(fixture('go')))
    const terminal = { columns: 100, rows: 30 }
    const colored = go.spawn(['color'], { stdin: 'pipe', terminal })
    expect(await colored.stdout.text()).toBe('\x1b[1;32mstdout\x1b[0m terminal=true\n')
    expect(await colored.stderr.text()).toBe('\x1b[1;32mstderr\x1b[0m terminal=true\n')
    expect((await go(['color'], { terminal, stderr: 'ignore' })).stdout).toContain('terminal=true')
    expect((await go(['color'])).stdout).toBe('stdout terminal=false\n')
    expect((await go(['env'], { terminal })).stdout).toBe('COLUMNS=100\nLINES=30\nTERM=xterm-256color\n')
    const env = { TERM: 'dumb', COLUMNS: '' }
    expect((await go(['env'], { terminal, env })).stdout).toBe('COLUMNS=\nLINES=30\nTERM=dumb\n')
    const raw = (await guest(echo)).spawn([], { stdin: 'pipe', terminal })
    const feeding = feed(raw.stdin, 'a\r', '\x03\x04\x7f', '\x1b[A\n')
    expect(await raw.stdout.text()).toBe('a\r\x03\x04\x7f\x1b[A\n')
    await feeding
  })

  test('is refused if an option is wrong, and nothing has started', async () => {
    const run = await guest(echo)
    const wrong: [unknown, RegExp][] = [
      [{ nope: 1 }, /option 'nope'/],
      [{ encoding: 'bytes' }, /option 'encoding'.*\n.*\n.*text\(\)/],
      [{ stdin: 'pipe', input: 'x' }, /Pass either 'input' or 'stdin'/],
      [{ stdin: 'keyboard' }, /option 'stdin'.*\n.*\n.*takes 'pipe'/],
      [{ signal: 1 }, /option 'signal'/],
      [{ timeout: -1 }, /option 'timeout'/],
      [{ terminal: true }, /option 'terminal'/],
      [{ terminal: { columns: 80, rows: 0 } }, /option 'terminal'.*\n.*above 0/],
      ['text', /options/],
    ]
    for (const [options, message] of wrong)
      expect(() => run.spawn([], options as SpawnOptions)).toThrow(
        expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringMatching(message) }),
      )
    expect(() => run.spawn('x' as unknown as string[])).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }))
    await expect(run([], { stdin: 'pipe' as 'inherit' })).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })

  test('is traced while it waits', async () => {
    const calls: TraceCall[] = []
    const program = (await guest(echo)).spawn([], { stdin: 'pipe', trace: (call) => void calls.push(call) })
    const writer = program.stdin.getWriter()
    await writer.write('four')
    expect(Buffer.from((await program.stdout.getReader().read()).value!).toString()).toBe('four')
    await later()
    // The read that waits is not over.
    expect(calls.map(({ name, results }) => [name, results])).toEqual([
      ['fd_read', { nread: 4 }],
      ['fd_write', { nwritten: 4 }],
    ])
    program.kill()
    await failed(program.exited)
    await later()
    expect(calls).toHaveLength(2)
  })

  test('may be a component that is composed of several', async () => {
    for (const name of ['composed-wac', 'composed-wasm-tools']) {
      const composed = await commandOf(fixture(name))
      const { stdout } = await composed()
      const program = composed.spawn()
      expect(await program.stdout.text()).toBe(stdout)
      expect(await program.exited).toEqual({ exitCode: 0 })
    }
  })
})

test.skipIf(hasJspi())('without JSPI, nothing is spawned, and the error names the mode that can', async () => {
  const run = await guest(echo)
  expect(() => run.spawn()).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED_MODE',
      message: expect.stringMatching(/no JSPI[^]*`\?component&worker`/),
    }),
  )
})
