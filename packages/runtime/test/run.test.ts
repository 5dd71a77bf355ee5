import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { describe, expect, test, vi } from 'vitest'

import { hasJspi } from '../src/guest/jspi.js'
import { WasiTrapError } from '../src/errors/trap.js'
import { assemble } from './assemble.js'
import { command, guest, spec, wat } from './module-program.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const hello = '(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))'
const echo = `(func (export "_start") (local $n i32)
  (loop $more
    (local.set $n (call $read (i32.const 5)))
    (drop (call $write (i32.const 1) (i32.const 2048) (local.get $n)))
    (br_if $more (local.get $n))))`

describe('a command', () => {
  test('that returns has exit code 0', async () => {
    expect(await (await guest(wat(hello)))()).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' })
  })

  test.each([0, 1, 2, 7, 127, 255])('exits with %i, and nothing after that runs', async (code) => {
    const run = await guest(
      wat(`(func (export "_start")
      (call $proc_exit (i32.const ${code}))
      (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))`),
    )
    expect(await run()).toEqual({ exitCode: code, stdout: '', stderr: '' })
  })

  test('exits past a handler that catches everything', async () => {
    const run = await guest(
      wat(`(func (export "_start")
      (try (do (call $proc_exit (i32.const 9))) (catch_all))
      (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))`),
    )
    expect(await run()).toEqual({ exitCode: 9, stdout: '', stderr: '' })
  })

  test('reads standard input to its end', async () => {
    const run = await guest(wat(echo))
    expect((await run([], { input: ['one ', 'two ', 'drei €'] })).stdout).toBe('one two drei €')
    expect((await run()).stdout).toBe('')
  })

  test('output is decoded across chunk borders, or returned as bytes', async () => {
    const run = await guest(wat(echo))
    const input = 'ab😀😀😀€€'
    expect((await run([], { input })).stdout).toBe(input)
    const { stdout, stderr } = await run([], { input, encoding: 'bytes' })
    expect(stdout).toEqual(new TextEncoder().encode(input))
    expect(stderr).toEqual(new Uint8Array(0))
    expect((await run([], { input: new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff]) })).stdout).toBe('\ufeffa\ufffd')
  })

  test('with a start function runs that first, when its WASI calls work', async () => {
    const run = await guest(
      wat(`(func $first (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 3))))
        (start $first)
        (func (export "_start") (drop (call $write (i32.const 1) (i32.const 1027) (i32.const 3))))`),
    )
    expect((await run()).stdout).toBe('hello\n')
    expect(run.sync().stdout).toBe('hello\n')
  })

  test('with a start function that exits does not continue', async () => {
    const run = await guest(
      wat('(func $first (call $proc_exit (i32.const 5))) (start $first) (func (export "_start") unreachable)'),
    )
    expect(await run()).toEqual({ exitCode: 5, stdout: '', stderr: '' })
  })

  test('output that is not captured is empty in the result', async () => {
    const run = await guest(wat(hello))
    const chunks: string[] = []
    const result = await run([], { stdout: (chunk) => void chunks.push(Buffer.from(chunk).toString()) })
    expect(result.stdout).toBe('')
    expect(chunks).toEqual(['hello\n'])
    expect((await run([], { stdout: 'ignore' })).stdout).toBe('')
  })
})

test('a large write reaches a callback in one piece', async () => {
  const run = await guest(
    wat(`(func (export "_start")
      (memory.fill (i32.const 4096) (i32.const 97) (i32.const 50000))
      (drop (call $write (i32.const 1) (i32.const 4096) (i32.const 50000)))
      (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))`),
  )
  const chunks: number[] = []
  await run([], { stdout: (chunk) => void chunks.push(chunk.length) })
  expect(chunks).toEqual([50_000, 6])
  expect((await run()).stdout).toBe(`${'a'.repeat(50_000)}hello\n`)
})

describe('runs', () => {
  // Writes the count in a global: 'b' for the first run of an instance, 'c' for the second …
  const counter = `(global $n (mut i32) (i32.const 0))
    (func (export "_start")
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (i32.store8 (i32.const 4096) (i32.add (i32.load8_u (i32.const 4096)) (i32.add (global.get $n) (i32.const 97))))
      (drop (call $write (i32.const 1) (i32.const 4096) (i32.const 1))))`

  test('share nothing, because each is a fresh instance', async () => {
    const run = await guest(wat(counter))
    expect((await run()).stdout).toBe('b')
    expect((await run()).stdout).toBe('b')
    expect(run.sync().stdout).toBe('b')
  })

  test('can be concurrent', async () => {
    const run = await guest(wat(echo))
    const inputs = Array.from({ length: 20 }, (_, index) => `input ${index} `.repeat(index))
    const results = await Promise.all(inputs.map((input) => run([], { input })))
    expect(results.map(({ stdout }) => stdout)).toEqual(inputs)
  })

  test('can start a run from a callback', async () => {
    const run = await guest(wat(hello))
    await run.load()
    const inner: string[] = []
    await run([], { stdout: () => void inner.push(run.sync().stdout) })
    expect(inner).toEqual(['hello\n'])
  })

  test('leave nothing behind', async () => {
    const run = await guest(wat(echo))
    const kept: WeakRef<object>[] = []
    for (let n = 0; n < 1000; n++) {
      // The state of a run holds its options.
      const input = ['x']
      kept.push(new WeakRef(input))
      await run([], { input })
    }
    await new Promise((resolve) => setTimeout(resolve))
    collectGarbage()
    expect(kept.filter((ref) => ref.deref()).length).toBeLessThan(10)
    expect((await run([], { input: 'still works' })).stdout).toBe('still works')
  })
})

describe('run.sync', () => {
  test('before load throws an error that says what to do', async () => {
    const run = await guest(wat(hello))
    expect(() => run.sync()).toThrow(/too early[^]*fix: .*run\.load\(\)/)
    await run.load()
    expect(run.sync()).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' })
    expect(run.sync([], { encoding: 'bytes' }).stdout).toEqual(new TextEncoder().encode('hello\n'))
  })

  test('throws what run() rejects with', async () => {
    const run = await guest(wat('(func (export "_start") unreachable)'))
    await run.load()
    expect(() => run.sync()).toThrow(WasiTrapError)
    expect(() => run.sync([], { stdout: 'x' as 'pipe' })).toThrow(TypeError)
  })
})

describe('bad options', () => {
  test('reject before anything is loaded', async () => {
    const run = command({ format: 1, name: 'x', guest: 'file:///nowhere/x.wasm', host: [] })
    await expect(run(['a', 1 as unknown as string])).rejects.toThrow(/invalid args\[1\]: 1/)
    await expect(run([], { envv: {} } as object)).rejects.toThrow(/invalid option 'envv'/)
    await expect(run.load({ onProgress: 1 as unknown as () => void })).rejects.toThrow(/invalid option 'onProgress': 1/)
  })
})

describe('a trap', () => {
  const trapOf = async (text: string, options?: { encoding: 'bytes' }): Promise<WasiTrapError> => {
    const error: unknown = await (await guest(text))([], options as undefined).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WasiTrapError)
    return error as WasiTrapError
  }

  test('rejects with the captured output, the guest’s function names and the engine’s error', async () => {
    const error = await trapOf(
      wat(`(func $inner unreachable)
        (func $outer (call $inner))
        (func $main (export "_start")
          (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
          (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 3)))
          (call $outer))`),
    )
    expect(error.message).toMatch(/^guest\.wasm: unreachable\n {4}in inner\n {4}in outer/)
    expect(error.guestStack).toEqual(['inner', 'outer', 'main'])
    expect([error.stdout, error.stderr]).toEqual(['hello\n', 'hel'])
    expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError)
  })

  test('captured output is in the run’s encoding', async () => {
    const error = await trapOf(
      wat(`(func (export "_start") (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 2))) unreachable)`),
      { encoding: 'bytes' },
    )
    expect(error.stderr).toEqual(new TextEncoder().encode('he'))
  })

  test.each([
    ['an access out of bounds', '(func (export "_start") (drop (i32.load (i32.const -4))))', WebAssembly.RuntimeError],
    ['division by zero', '(func (export "_start") (drop (i32.div_s (i32.const 1) (i32.const 0))))', WebAssembly.RuntimeError],
    ['stack overflow', '(func $deep (export "_start") (call $deep))', RangeError],
    [
      'an exception nobody catches',
      '(tag $e) (func (export "_start") (throw $e))',
      (WebAssembly as unknown as { Exception: ErrorConstructor }).Exception,
    ],
  ])('%s', async (_name, body, cause) => {
    const error = await trapOf(wat(body))
    expect(error.cause).toBeInstanceOf(cause)
    expect(error.message).toMatch(/^guest\.wasm: ./)
  })

  test('an iovec outside of the guest’s memory', async () => {
    await trapOf(wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const -100000) (i32.const 5000))))'))
  })
})

describe('an error of the caller’s own code', () => {
  const mine = new RangeError('mine')
  const fail = () => {
    throw mine
  }
  // This guest tries again and again, whatever is thrown.
  const stubborn = `(func (export "_start")
    (try (do (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))) (catch_all))
    (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6))))`

  test('is what run() rejects with', async () => {
    const run = await guest(wat(echo))
    await expect(run([], { input: 'x', stdout: fail })).rejects.toBe(mine)
    await expect(run([], { input: { [Symbol.iterator]: () => ({ next: fail }) } })).rejects.toBe(mine)
    expect((await run([], { input: 'next' })).stdout).toBe('next')
  })

  test('ends a guest that catches everything', async () => {
    const run = await guest(wat(stubborn))
    const after: string[] = []
    await expect(run([], { stdout: fail, stderr: () => void after.push('ran on') })).rejects.toBe(mine)
    expect(after).toEqual([])
  })

  test('even if it comes at the end of the run', async () => {
    const run = await guest(wat(hello))
    const input = { [Symbol.iterator]: () => ({ next: () => ({ done: false as const, value: 'x' }), return: fail }) }
    await expect(run([], { input })).rejects.toBe(mine)
  })
})

test('a host that lacks what the program needs names the missing part', async () => {
  const one = await spec(await assemble(wat(hello)))
  await expect(command({ ...one, host: [] })()).rejects.toThrow(
    /does not match[^]*fd_write[^]*why: The files come from different builds\.[^]*fix: /,
  )
})

test.skipIf(!hasJspi())('an async iterable feeds the guest while timers run (needs JSPI)', async () => {
  const run = await guest(wat(echo))
  const input = (async function* () {
    for (const chunk of ['a', 'b', 'c']) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      yield chunk
    }
  })()
  expect((await run([], { input })).stdout).toBe('abc')
})

test.skipIf(!hasJspi())('a stream feeds the guest (needs JSPI)', async () => {
  const run = await guest(wat(echo))
  expect((await run([], { input: new Response('from a response').body! })).stdout).toBe('from a response')
})

test('output that does not fit into a string is reported; as bytes it is returned', async () => {
  const run = await guest(wat(hello))
  const decode = vi.spyOn(TextDecoder.prototype, 'decode').mockImplementation(() => {
    throw new Error('Cannot create a string longer than 0x1fffffe8 characters')
  })
  try {
    await expect(run()).rejects.toThrow(
      /^guest\.wasm printed too much\n {2}why: A string can't hold 6 bytes\.\n {2}fix: Use `encoding: 'bytes'`/,
    )
    expect((await run([], { encoding: 'bytes' })).stdout.length).toBe(6)
  } finally {
    decode.mockRestore()
  }
})
