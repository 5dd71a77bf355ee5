import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'

import { describeProgram } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { Symlink } from '../src/directory/directory.js'
import { hostDirectory } from '../src/directory/host-directory.js'
import { isRunError } from '../src/errors/run-error.js'
import { node } from '../src/platform/node.js'
import { makeWorkerCommand } from '../src/worker/command.js'
import type { WorkerRun } from '../src/worker-types.js'
import { assemble } from './assemble.js'
import { wat } from './module-program.js'

const script = pathToFileURL(path.join(import.meta.dirname, '../dist/worker.js')).href
const workerCommand = makeWorkerCommand(node)

const inWorker = async (bytes: Uint8Array<ArrayBuffer>, url = script): Promise<WorkerRun> => {
  const { format, name, guest, named, link } = await describeProgram(bytes, { name: 'guest.wasm', cache: false })
  if (link.by !== 'preview1') throw new Error('not a module')
  return workerCommand({
    format,
    name,
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    script: url,
    host: link.parts,
    frames: named,
  })
}
const guest = async (body: string) => inWorker(await assemble(wat(body)))

const go = await inWorker(fixture('go'))
/** Prints a line to each output and computes forever. */
const spinning = await guest(`(func (export "_start")
  (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
  (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6)))
  (loop $more (br $more)))`)

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a run in a worker', () => {
  test('has arguments, variables, an exit code and both outputs', async () => {
    expect(await go(['args', 'one', 'two'])).toEqual({ exitCode: 0, stdout: 'one\ntwo\n', stderr: '' })
    expect(await go(['env'], { env: { A: 'b' } })).toEqual({ exitCode: 0, stdout: 'A=b\n', stderr: '' })
    expect(await go(['exit', '7'])).toEqual({ exitCode: 7, stdout: '', stderr: '' })
    expect(await go(['stderr', 'x'], { encoding: 'bytes' })).toEqual({
      exitCode: 0,
      stdout: new Uint8Array(0),
      stderr: new Uint8Array(Buffer.from('x\n')),
    })
  })

  test.each([
    ['text', 'one\ntwo\n'],
    ['bytes', new Uint8Array(Buffer.from('one\ntwo\n'))],
    ['a part of a larger array', new Uint8Array(Buffer.from('zeroone\ntwo\nthree')).subarray(4, 12)],
    ['an iterable', ['on', new Uint8Array(Buffer.from('e\n')), '', 'two\n']],
    ['a stream', new Blob(['one\n', 'two\n']).stream()],
  ])('reads %s', async (_, input) => {
    const { stdout } = await go(['lines'], { input })
    expect(stdout).toBe('1: one\n2: two\nend\n')
  })

  test('reads what comes later, and writes at once', async () => {
    const lines: string[] = []
    let next: (() => void) | undefined
    const input = async function* () {
      for (const line of ['one\n', 'two\n']) {
        const answered = new Promise<void>((resolve) => (next = resolve))
        yield line
        await answered
      }
    }
    await go(['lines'], {
      input: input(),
      stdout(chunk) {
        lines.push(Buffer.from(chunk).toString())
        next?.()
      },
    })
    expect(lines).toEqual(['1: one\n', '2: two\n', 'end\n'])
  })

  test('lets the timers of a Go program run while it waits for input', async () => {
    const program = go.spawn(['wait', '50'], { stdin: 'pipe' })
    const lines = program.stdout.lines()[Symbol.asyncIterator]()
    expect((await lines.next()).value).toMatch(/^tick /)
    expect((await lines.next()).value).toMatch(/^tick /)
    program.kill()
    await failed(program.exited)
  })

  test('writes to streams, which slow the guest down', async () => {
    let taken = 0
    const slow = new WritableStream<Uint8Array>({
      async write(chunk) {
        await new Promise((resolve) => setTimeout(resolve))
        taken += chunk.length
      },
    })
    const input = Array.from({ length: 100 }, () => new Uint8Array(65536))
    expect(await go(['cat'], { input, stdout: slow })).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(taken).toBe(6_553_600)
    expect(slow.locked).toBe(false)
  })

  test('traps with the names of functions', async () => {
    const error = await failed((await inWorker(fixture('trap')))())
    expect(error).toMatchObject({ name: 'WasiTrapError', code: 'TRAP', guestStack: ['inner_boom', 'outer', 'main'] })
    expect((error as Error).cause).toBeInstanceOf(WebAssembly.RuntimeError)
  })

  test('shares nothing with the run before it', async () => {
    for (let time = 0; time < 3; time++) expect(await go(['sizes', 'x'])).toMatchObject({ exitCode: 0 })
  })

  test('does not block this thread', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await failed(spinning([], { timeout: 300 }))
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
  })
})

describe('the end of a run', () => {
  test('a signal ends a guest that computes; what it printed comes with the error', async () => {
    const controller = new AbortController()
    const stderr = () => controller.abort('enough')
    expect(await failed(spinning([], { signal: controller.signal, stderr }))).toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
      stdout: 'hello\n',
      stderr: '',
    })
    expect(await go(['args', 'next'])).toMatchObject({ stdout: 'next\n' })
  })

  test.each(['spins', 'sleeps', 'reads'])('a timeout ends a guest that %s', async (kind) => {
    const options = { timeout: 200 }
    const running =
      kind === 'spins'
        ? spinning([], options)
        : kind === 'sleeps'
          ? go(['sleep', '60000'], options)
          : go(['cat'], {
              ...options,
              input: (async function* () {
                await new Promise(() => {})
                yield ''
              })(),
            })
    expect(await failed(running)).toMatchObject({ code: 'TIMEOUT' })
  })

  test('an error of a callback or of the input is thrown unchanged', async () => {
    const mine = new Error('mine')
    const thrown = () => {
      throw mine
    }
    expect(await failed(go(['args', 'x'], { stdout: thrown }))).toBe(mine)
    expect(
      await failed(
        go(['cat'], {
          input: (async function* () {
            yield 'x'
            throw mine
          })(),
        }),
      ),
    ).toBe(mine)
    expect(await failed(go(['args', 'x'], { stdout: new WritableStream({ write: thrown }) }))).toBe(mine)
  })

  test('is not held up by a stream that never takes anything', async () => {
    const stuck = () => new WritableStream<Uint8Array>({ write: () => new Promise(() => {}) })
    expect(await failed(go(['args', 'x'], { stdout: stuck(), timeout: 200 }))).toMatchObject({ code: 'TIMEOUT' })
    const program = go.spawn(['big', '1000000'], { stderr: stuck() })
    await new Promise((resolve) => setTimeout(resolve, 200))
    program.kill('enough')
    expect(await failed(program.exited)).toMatchObject({ code: 'ABORTED', cause: 'enough' })
  })

  test('is the end of its writes to files', async () => {
    const appending = await inWorker(
      await assemble(
        wat(`(func (export "_start") (local $fd i32)
          (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 1) (i32.const 1)
            (i64.const 66) (i64.const 0) (i32.const 1) (i32.const 16)))
          (local.set $fd (i32.load (i32.const 16)))
          (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
          (loop $more (drop (call $write (local.get $fd) (i32.const 1024) (i32.const 6))) (br $more)))`).replace(
          '(memory',
          `(import "wasi_snapshot_preview1" "path_open"
             (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
           (memory`,
        ),
      ),
    )
    const dirs = { '/d': hostDirectory(folder) }
    const file = path.join(folder, 'h')
    const mine = new Error('mine')
    const stdout = () => {
      throw mine
    }
    expect(await failed(appending([], { dirs, stdout }))).toBe(mine)
    const { size } = statSync(file)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(statSync(file).size).toBe(size)
    expect(size % 6).toBe(0)
    rmSync(file)
  })

  test('printing too much', async () => {
    const options = { input: 'x'.repeat(5000), maxOutput: 1000 }
    for (const more of [{}, { timeout: 60_000 }]) {
      const error = await failed(go(['cat'], { ...options, ...more }))
      expect(error).toMatchObject({ code: 'OUTPUT_LIMIT' })
      expect((error as { stdout: string }).stdout).toBe('x'.repeat(1000))
    }
  })

  test('at any moment: one result, nothing afterwards, and a directory that is free again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('file', 'cat', 'sleep', 'heap'),
        async (after, command) => {
          const directory = memoryDirectory({ kept: 'as it was' })
          const controller = new AbortController()
          let late = 0
          let over = false
          setTimeout(() => controller.abort(), after)
          await go(command === 'file' ? ['file', '/d'] : [command, '20'], {
            dirs: { '/d': directory },
            input: 'text\n'.repeat(10_000),
            stdout: () => void (over && late++),
            signal: controller.signal,
          }).catch((error: unknown) => {
            if (!isRunError(error, 'ABORTED')) throw error
          })
          over = true
          expect(directory.text('kept')).toBe('as it was')
          await new Promise((resolve) => setTimeout(resolve, 5))
          expect(late).toBe(0)
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('directories', () => {
  test('in memory come back with what the guest did', async () => {
    const shared = memoryDirectory({ inner: 'x' })
    const directory = memoryDirectory({ 'kept.txt': 'text', alias: new Symlink('kept.txt'), lazy: () => 'made', shared })
    expect(await go(['links', '/d'], { dirs: { '/d': directory } })).toMatchObject({ exitCode: 0 })
    expect(await go(['file', '/d'], { dirs: { '/d': directory, '/e': { tree: 'x' } } })).toMatchObject({ exitCode: 0 })
    expect(directory.tree()).toEqual({
      'kept.txt': new Uint8Array(Buffer.from('text')),
      alias: new Symlink('kept.txt'),
      lazy: new Uint8Array(Buffer.from('made')),
      shared: { inner: new Uint8Array(Buffer.from('x')) },
    })
  })

  test('in memory are busy while a run has them', async () => {
    const directory = memoryDirectory()
    const running = go(['sleep', '200'], { dirs: { '/d': directory } })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(() => directory.tree()).toThrow(/is in use by a run in a worker/)
    expect(await failed(go(['args'], { dirs: { '/d': directory } }))).toMatchObject({ code: 'BUSY' })
    await running
    expect(directory.tree()).toEqual({})
  })

  test('in memory may be used by several runs if they are read-only', async () => {
    const directory = memoryDirectory({ a: 'x' }, { readonly: true })
    const dirs = { '/d': directory }
    await Promise.all([go(['args'], { dirs }), go(['args'], { dirs })])
    expect(directory.text('a')).toBe('x')
  })

  test('of the host are opened by the worker', async () => {
    writeFileSync(path.join(folder, 'in.txt'), 'text')
    expect(await go(['file', '/d'], { dirs: { '/d': hostDirectory(folder) } })).toMatchObject({ exitCode: 0 })
    expect(readdirSync(folder)).toEqual(['in.txt'])
    expect(readFileSync(path.join(folder, 'in.txt'), 'utf8')).toBe('text')
    expect(await go(['file', '/d'], { dirs: { '/d': hostDirectory(folder, { readonly: true }) } })).toMatchObject({ exitCode: 1 })
  })
})

describe('refusals', () => {
  test.each([{ clock: { now: () => 0n, monotonic: () => 0n } }, { random: () => {} }, { trace: () => {} }])(
    'option %o',
    async (options) => {
      const error = await failed(go([], options))
      expect(error).toMatchObject({ code: 'UNSUPPORTED_MODE' })
      expect(String(error)).toContain(`Leave out '${Object.keys(options).join()}', or import the program without &worker.`)
    },
  )

  test('a wrong option is a TypeError, as without a worker', async () => {
    expect(await failed(go([], { stdin: 'x' } as object))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
  })

  test('a script that is not there', async () => {
    const run = await inWorker(fixture('hello'), `${script}.missing`)
    expect(await failed(run())).toMatchObject({ code: 'LOAD' })
  })
})
