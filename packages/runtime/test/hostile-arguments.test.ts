import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { Symlink } from '../src/directory/directory.js'
import { hostDirectory } from '../src/directory/host-directory.js'
import { tracing } from '../src/preview1/trace/tracer.js'
import type { RunOptions } from '../src/types.js'
import type { Value } from './preview1-calls.js'
import { paramsOf, preview1Names, type Preview1Name } from './preview1-signatures.js'
import { preview1, type Preview1 } from './preview1-libc.js'

// Memories of 4 GiB, whose addresses fill an i32, so that a sum of addresses may overflow. The memory is reserved but hardly
// used.
const PAGES = 65536
const [OUT, PATH, LIST, DATA] = [1024, 4096, 20480, 65536]
const [DIR, FILE] = [3, 4]

const outOfBounds = 'memory access out of bounds'

/** A clock that sleeps instantly: it jumps to the time that it is told to wait for. */
const clock = () => {
  let now = 0n
  return { now: () => now, monotonic: () => now, sleep: (nanoseconds: bigint) => void (now += nanoseconds) }
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'unwasi-'))
  await writeFile(path.join(folder, 'file'), 'hello')
})
afterAll(() => rm(folder, { recursive: true }))

const wide = async (dirs: RunOptions['dirs'], options: RunOptions = {}): Promise<Preview1> => {
  const own: RunOptions = { clock: clock(), random: () => undefined, stdout: 'ignore', env: { A: 'b' }, ...options }
  const p = await preview1(dirs, own, { args: ['guest.wasm', 'x'] })
  p.memory.grow(PAGES - p.memory.buffer.byteLength / 65536)
  p.open(DIR, 'file')
  p.put(PATH, 'file../.\0\uFFFD')
  p.vectors(LIST, [
    [DATA, 4],
    [-4, 4],
    [-4, 8],
    [-1, 1],
  ])
  return p
}

const numbers = (...all: number[]) => fc.constantFrom(...all)
const i32 = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -70, max: 6 }) },
  { weight: 3, arbitrary: numbers(OUT, PATH, LIST, DATA, 0x7fffffff, -0x80000000, 2 ** 16 + 1, 2 ** 29, 2 ** 20) },
  { weight: 1, arbitrary: fc.integer() },
)
const i64 = fc.oneof(
  fc.bigInt(-3n, 9n),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 32n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
)
const calls = preview1Names.map((name) =>
  fc.tuple(
    fc.constant(name as Preview1Name),
    fc.tuple(...paramsOf(name).map((type): fc.Arbitrary<Value> => (type === 'i64' ? i64 : i32))),
  ),
)

const outcome = (act: () => number): string => {
  try {
    const errno = act()
    return errno >= 0 && errno < 77 ? 'errno' : `no errno: ${errno}`
  } catch (error) {
    return error instanceof WebAssembly.RuntimeError ? 'trap' : String(error)
  }
}

describe.each<[string, () => NonNullable<RunOptions['dirs']>]>([
  ['memory', () => ({ '/': { file: 'hello', link: new Symlink('file') } })],
  ['the host', () => ({ '/': hostDirectory(folder) })],
])('in a directory in %s', (_, dirs) => {
  test('any arguments give an errno or a trap', { timeout: 120_000 }, async () => {
    let p = await wide(dirs())
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...calls), { minLength: 1, maxLength: 10 }), async (list) => {
        for (const [name, args] of list) {
          expect(
            outcome(() => p.errno(name, ...args)),
            name,
          ).toBeOneOf(['errno', 'trap'])
          expect(p.context.failure).toBeUndefined()
        }
        // A memory of this size takes a while to make, so it is replaced only now and then.
        if (++runs % 20) return
        p.end()
        p = await wide(dirs())
      }),
      { numRuns: 300 },
    )
    p.end()
  })
})

describe('a structure that begins in memory and ends beyond it traps instead of going on at address 0', () => {
  test.each<[Preview1Name, Value[]]>([
    ['args_get', [-4, DATA]],
    ['args_get', [OUT, -4]],
    ['environ_get', [OUT, -2]],
    ['fd_fdstat_get', [FILE, -8]],
    ['fd_filestat_get', [FILE, -16]],
    ['fd_filestat_get', [FILE, -20]],
    ['fd_prestat_get', [DIR, -4]],
    ['fd_seek', [FILE, 0n, 0, -4]],
    ['fd_tell', [FILE, -4]],
    ['fd_read', [FILE, -4, 1, OUT]],
    ['fd_read', [FILE, -8, 2, OUT]],
    ['fd_write', [1, -4, 1, OUT]],
    ['fd_write', [1, -8, 2, OUT]],
    ['fd_readdir', [DIR, -8, 16, 0n, OUT]],
    ['path_filestat_get', [DIR, 0, PATH, 4, -16]],
    ['poll_oneoff', [-48, DATA, 2, OUT]],
    ['poll_oneoff', [-24, DATA, 1, OUT]],
    ['poll_oneoff', [DATA, -32, 2, OUT]],
    ['random_get', [-8, 16]],
  ])('%s %o', async (name, args) => {
    const p = await wide({ '/': { file: 'hello' } }, { env: { A: 'b' } })
    const before = p.bytes(0, 64)
    expect(() => p.stubborn(name, ...args)).toThrow(outOfBounds)
    expect(p.bytes(0, 64)).toEqual(before)
    p.end()
  })

  test('a structure that ends where memory ends is served', async () => {
    const p = await wide({ '/': { file: 'hello' } })
    p.call('poll_oneoff', -96, -64, 2, OUT)
    expect(p.u32(OUT)).toBe(2)
    p.call('fd_filestat_get', FILE, -64)
    p.call('fd_tell', FILE, -8)
    p.end()
  })
})

describe('the work of one call is bounded', () => {
  let p: Preview1
  beforeAll(async () => void (p = await wide({ '/': { file: 'hello' } })))

  // Each of these calls used to take seconds, or more memory than the machine has.
  test('buffers', () => {
    for (const name of ['fd_read', 'fd_write'] as const) {
      const fd = name === 'fd_read' ? 0 : 1
      for (const count of [2 ** 29 - 4096, 2 ** 28, 2 ** 16 + 1])
        expect(() => p.call(name, fd, LIST, count, OUT)).toThrow('inval')
      p.call(name, fd, DATA, 2 ** 16, OUT)
      expect(p.u32(OUT)).toBe(0)
    }
  })

  test('bytes of a write, which becomes a short write', () => {
    p.call('fd_write', 1, ...p.vectors(LIST, [[DATA, 2 ** 32 - DATA]]), OUT)
    expect(p.u32(OUT)).toBe(2 ** 30)
  })

  test('bytes of a read, which becomes a short read', async () => {
    const endless = { readInto: (target: Uint8Array) => target.length }
    const reader = await preview1(undefined, {}, { stdin: endless })
    reader.memory.grow(PAGES - 4)
    const all = [DATA, 2 ** 32 - DATA] as const
    for (const list of [[all], [all, all], [[DATA, 5] as const, all, all]]) {
      reader.call('fd_read', 0, ...reader.vectors(LIST, list), OUT)
      expect(reader.u32(OUT)).toBe(2 ** 30)
    }
  })

  test('random bytes', () => {
    for (const length of [-DATA, 2 ** 31 - 1, 2 ** 26 + 1]) expect(() => p.call('random_get', DATA, length)).toThrow('inval')
    p.call('random_get', DATA, 1000)
  })

  test('subscriptions', () => {
    for (const count of [-1, 2 ** 31 - 1, 20_000_000, 2 ** 16 + 1])
      expect(() => p.call('poll_oneoff', DATA, DATA, count, OUT)).toThrow('inval')
  })

  test('the report of a call', () => {
    const reports: object[] = []
    const options = { ...p.context.options, trace: (call: object) => void reports.push(call) }
    const { context } = p
    Object.assign(context, { options })
    const functions = tracing(p.host)
    functions['path_unlink_file']!(DIR, 0, -1)
    functions['fd_write']!(1, LIST, 2 ** 29 - 4096, OUT)
    expect(reports).toEqual([
      { name: 'path_unlink_file', args: { fd: DIR, path: '<4294967295 bytes>' }, results: {}, errno: 'nametoolong' },
      { name: 'fd_write', args: { fd: 1, iovs: '<536866816 buffers>' }, results: {}, errno: 'inval' },
    ])
  })
})
