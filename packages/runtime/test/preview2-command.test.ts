import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { commandText, parse } from '../../../fixtures/components.mjs'
import { componentize } from '@unwasi/core'
import { hostDirectory } from '../src/directory/host-directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { hasJspi } from '../src/guest/jspi.js'
import { WasiTrapError } from '../src/errors/trap.js'
import type { Run } from '../src/types.js'
import { commandOf } from './component-program.js'

const portable = (name: string): Promise<Uint8Array> => componentize(fixture(name), { cache: false })

let folder: string
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'unwasi-'))))
afterEach(() => rm(folder, { recursive: true }))

/** Returns the error of a run that is expected to trap. */
const trapped = async (running: Promise<unknown>): Promise<WasiTrapError> => {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(WasiTrapError)
  return error as WasiTrapError
}

test('the output of the standard pipeline', async () => {
  const run = await commandOf(fixture('p2-hello'))
  expect(await run()).toEqual({ exitCode: 0, stdout: 'hello from wat\n', stderr: '' })
})

describe('a program without preview1', () => {
  let run: Run
  beforeAll(async () => {
    run = await commandOf(fixture('p2-native'))
  })

  test('arguments and standard input', async () => {
    expect(await run()).toEqual({ exitCode: 0, stdout: 'guest.wasm\n', stderr: '' })
    const long = 'x'.repeat(20_000)
    expect((await run([], { input: ['a', new Uint8Array([66]), long] })).stdout).toBe(`guest.wasm\naB${long}`)
    const bytes = await run([], { input: 'ü', encoding: 'bytes' })
    expect(Buffer.from(bytes.stdout).toString()).toBe('guest.wasm\nü')
  })

  test('a run that fails, and one that exits', async () => {
    expect(await run(['fails'])).toEqual({ exitCode: 1, stdout: 'guest.wasm\nfails\n', stderr: '' })
    expect(await run(['it', 'exits'])).toEqual({ exitCode: 1, stdout: 'guest.wasm\nit\nexits\n', stderr: '' })
  })

  test('a trap carries its stack and the output until then', async () => {
    const error = await trapped(run(['ü', '', 'z'], { input: 'in' }))
    expect(error.guestStack).toEqual(['fail', 'run'])
    expect(error.stdout).toBe('guest.wasm\nü\n\nz\nin')
    expect(error.message).toBe('guest.wasm: unreachable\n    in fail\n    in run')
    // Other runs are not affected.
    expect((await run()).exitCode).toBe(0)
  })

  test('run.sync, once it is loaded', async () => {
    const fresh = await commandOf(fixture('p2-native').slice())
    expect(() => fresh.sync()).toThrow(/called too early/)
    await fresh.load()
    expect(fresh.sync(['a'], { input: 'b' })).toEqual({ exitCode: 1, stdout: 'guest.wasm\na\nb', stderr: '' })
    expect(() => fresh.sync(['1', '2', '3'])).toThrow(WasiTrapError)
  })

  test('two concurrent runs do not affect each other', async () => {
    const results = await Promise.all(['one', 'two', 'three'].map((input) => run([], { input })))
    expect(results.map(({ stdout }) => stdout)).toEqual(['guest.wasm\none', 'guest.wasm\ntwo', 'guest.wasm\nthree'])
  })

  test('a run within a run', async () => {
    await run.load()
    let inner = ''
    const outer = await run([], {
      input: (function* () {
        yield 'before '
        inner = run.sync([], { input: 'inner' }).stdout
        yield 'after'
      })(),
    })
    expect([outer.stdout, inner]).toEqual(['guest.wasm\nbefore after', 'guest.wasm\ninner'])
  })

  test('an error of the user’s code ends the run', async () => {
    const mine = new Error('mine')
    const stdout = () => {
      throw mine
    }
    await expect(run([], { stdout })).rejects.toBe(mine)
  })

  test('it can’t be traced, and the error says so', async () => {
    const tracing = run([], { trace: () => {} })
    await expect(tracing).rejects.toThrow(
      "guest.wasm can't be traced\n  why: It is a component, and calls to WASI 0.2 are not traced.\n  fix: Build it for preview1",
    )
  })
})

describe('loading', () => {
  test('calls share one load, which reports its progress', async () => {
    const bytes = fixture('p2-native')
    const file = path.join(folder, 'main.wasm')
    await writeFile(file, bytes)
    const run = await commandOf(bytes, {}, () => pathToFileURL(file))
    const seen: unknown[] = []
    // Only the call that begins the load decides whether it reports anything, and files are looked at in no particular order.
    await run.load({ onProgress: (progress) => void seen.push(progress) })
    expect(seen).toEqual([{ loaded: bytes.length, total: bytes.length }])
    const again = await commandOf(bytes, {}, () => pathToFileURL(file))
    await Promise.all([again.load(), again.load(), again()])
    await rm(file)
    expect((await run()).exitCode).toBe(0)
  })

  test.each([
    ['is not there', undefined, /could not load .*main\.wasm\n {2}why: .*ENOENT/],
    ['is another one', '<!doctype html>', /could not load .*main\.wasm\n {2}why: CompileError/],
  ])('a file that %s', async (_, content, message) => {
    const file = path.join(folder, 'main.wasm')
    if (content !== undefined) await writeFile(file, content)
    const run = await commandOf(fixture('p2-native'), {}, () => pathToFileURL(file))
    await expect(run()).rejects.toThrow(message)
    await writeFile(file, fixture('p2-native'))
    expect((await run()).exitCode).toBe(0)
  })
})

describe('functions without a host', () => {
  const calling = async (face: string, name: string): Promise<Run> =>
    commandOf(
      await parse(
        commandText({
          imports: `(import "${face}" (instance $face (export "${name}" (func))))`,
          core: `(import "a" "f" (func $f)) (func $main (export "main") (result i32) (call $f) (i32.const 0))`,
          before: `(core func $f (canon lower (func $face "${name}"))) (core instance $a (export "f" (func $f)))`,
          with: '(with "a" (instance $a))',
          run: 'main',
        }),
      ),
    )

  test.each([
    ['wasi:sockets/tcp@0.2.6', '[method]tcp-socket.x'],
    ['wasi:cli/stdout@0.2.99', 'get-something-new'],
    ['wasi:clocks/timezone@0.2.0', 'display'],
    ['wasi:http/types@0.2.3', '[constructor]fields'],
    ['wasi:config/store@0.2.0-rc.1', 'get-all'],
  ])('%s links, and traps when it is called', async (face, name) => {
    const error = await trapped((await calling(face, name))())
    expect(error.message).toContain(`${face.replace(/@.*/, '')}#${name} is not supported`)
    expect(error.guestStack[0]).toMatch(/main$/)
  })
})

describe('programs that unwasi made portable', () => {
  let go: Run
  beforeAll(async () => {
    go = await commandOf(await portable('go'))
  })

  test('exit codes', async () => {
    for (const code of [0, 1, 42, 255]) expect((await go(['exit', String(code)])).exitCode).toBe(code)
    expect(await go(['nonsense'])).toMatchObject({ exitCode: 2, stderr: 'unknown command nonsense\n' })
    expect(await go(['panic'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('panic: boom') })
  })

  test('a heap that grows', async () => {
    expect(await go(['heap'])).toMatchObject({ exitCode: 7, stdout: expect.stringMatching(/^heap ok/) })
  })

  test('standard streams with megabytes of data', async () => {
    const input = 'line ü\n'.repeat(300_000)
    expect(await go(['cat'], { input })).toEqual({ exitCode: 0, stdout: input, stderr: '' })
    expect((await go(['stderr', 'a', 'b'])).stderr).toBe('a\nb\n')
  })

  test('arguments and environment', async () => {
    expect((await go(['args', 'a b', '', 'ü'])).stdout).toBe('a b\n\nü\n')
    expect((await go(['env'])).stdout).toBe('')
    expect((await go(['env'], { env: { B: 'ü=', A: '1' } })).stdout).toBe('A=1\nB=ü=\n')
  })

  test('clocks', async () => {
    let time = 1_000_000n
    const clock = { now: () => 1_234_567_890_123_456_789n, monotonic: () => time, sleep: (ns: bigint) => void (time += ns) }
    const { stdout } = await go(['clock'], { clock })
    expect(stdout).toMatch(/^wall 2009-02-13T23:31:30\.123456789Z\nmonotonic \d+\n$/)
    expect((await go(['sleep', '3600000'], { clock })).exitCode).toBe(0)
    expect(time).toBeGreaterThanOrEqual(3_600_000_000_000n)
  })

  test('random numbers', async () => {
    expect((await go(['random', '8'], { random: (bytes) => void bytes.fill(0xab) })).stdout).toBe('abababababababab\n')
    expect((await go(['random', '16'])).stdout).not.toBe((await go(['random', '16'])).stdout)
  })

  test('files in memory', async () => {
    const files = memoryDirectory({})
    for (const command of ['file', 'links', 'signal']) {
      expect(await go([command, '/'], { dirs: { '/': files } })).toMatchObject({ exitCode: 0, stderr: '' })
    }
    const there = memoryDirectory({ 'in.txt': 'text' })
    const run = await commandOf(await portable('read-write'))
    expect((await run([], { dirs: { '/': there } })).exitCode).toBe(0)
  })

  test('nothing is granted by default', async () => {
    const { exitCode, stderr } = await go(['file', '/'])
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^write: /)])
  })

  test.skipIf(process.platform === 'win32')('host files, which are all closed afterwards', async () => {
    const open = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
    await go.load()
    const dirs = () => ({ '/data': hostDirectory(folder) })
    await go(['file', '/data'], { dirs: dirs() })
    const before = open()
    for (const command of ['file', 'links', 'signal']) {
      expect(await go([command, '/data'], { dirs: dirs() })).toMatchObject({ exitCode: 0, stderr: '' })
    }
    expect(await readdir(folder)).toEqual([])
    // This guest ends with its files open.
    const cut = await commandOf(await portable('descriptors'))
    await cut([], { dirs: dirs() }).catch(() => undefined)
    const failing = { ...dirs(), '/other': hostDirectory(path.join(folder, 'missing')) }
    await expect(go(['args'], { dirs: failing })).rejects.toThrow(/missing/)
    expect(open()).toBe(before)
  })

  test('the host has what was written', async () => {
    await writeFile(path.join(folder, 'a.txt'), 'old')
    await go(['bench', 'read', '1', '/data'], { dirs: { '/data': hostDirectory(folder) } })
    expect(await readFile(path.join(folder, 'a.txt'), 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a.txt'])
  })

  test('the stack of a trap has the guest’s names', async () => {
    const run = await commandOf(await portable('trap'))
    const error = await trapped(run())
    expect(error.guestStack.slice(0, 3)).toEqual(['inner_boom', 'outer', 'main'])
    expect([error.stdout, error.stderr]).toEqual(['before\n', 'about to trap\n'])
  })

  test('a guest can’t catch its own exit', async () => {
    expect((await (await commandOf(await portable('exit-catch-all')))(['9'])).exitCode).toBeLessThan(90)
  })

  test('several at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 4 }, (_, n) => go(['args', `${n}`], { dirs: { '/': {} }, env: { N: `${n}` } })),
    )
    expect(all.map(({ stdout }) => stdout)).toEqual(['0\n', '1\n', '2\n', '3\n'])
  })
})

describe('waiting', () => {
  const chunks = async function* () {
    for (const chunk of ['a', 'b', 'c']) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      yield chunk
    }
  }

  test.skipIf(!hasJspi())('an async iterable feeds the guest, and timers run while it sleeps (needs JSPI)', async () => {
    const native = await commandOf(fixture('p2-native'))
    expect((await native([], { input: chunks() })).stdout).toBe('guest.wasm\nabc')
    const go = await commandOf(await portable('go'))
    expect((await go(['cat'], { input: chunks() })).stdout).toBe('abc')
    let ticks = 0
    const timer = setInterval(() => void ticks++, 1)
    const results = await Promise.all([go(['sleep', '200']), go(['sleep', '200'])])
    clearInterval(timer)
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(ticks).toBeGreaterThan(5)
  })

  test('run.sync cannot wait for an async iterable, and says so', async () => {
    const native = await commandOf(fixture('p2-native'))
    await native.load()
    expect(() => native.sync([], { input: chunks() })).toThrow(/option 'input' is an async iterable/)
  })
})

describe('strip', () => {
  test('leaves out sections that do not affect the run, and the program still works', async () => {
    const bytes = fixture('p2-native')
    const sizes: number[] = []
    for (const strip of ['none', 'debug', 'all'] as const) {
      const run = await commandOf(bytes, { strip }, (shipped) => {
        sizes.push(shipped.length)
        return shipped as Uint8Array<ArrayBuffer>
      })
      expect(await run([], { input: 'x' })).toEqual({ exitCode: 0, stdout: 'guest.wasm\nx', stderr: '' })
      const { guestStack, cause } = await trapped(run(['1', '2', '3']))
      expect(guestStack[0]).toBe(strip === 'all' ? undefined : 'fail')
      expect((cause as Error).stack).toContain('wasm-function[')
    }
    expect(sizes[0]).toBe(bytes.length)
    expect(sizes[2]).toBeLessThan(sizes[1]!)
  })
})
