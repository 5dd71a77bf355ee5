import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { componentize, transpile } from '@unwasi/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../fixtures/index.mjs'

// The library of fixtures/libraries, in each language: functions over numbers and pointers, an import from JavaScript, and SIMD.

interface Library {
  memory: WebAssembly.Memory
  add(a: number, b: number): number
  allocate(size: number): number
  reverse(bytes: number, size: number): void
  sum(numbers: number, count: number): number
  greet(): void
  item(index: number): number
}

type Instantiate = (options: object) => Promise<Library>
interface Program {
  (args: readonly string[]): Promise<{ exitCode: number; stdout: string }>
}

let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-libraries-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function imported<T>(name: string, imports: Record<string, true> = {}): Promise<T> {
  const { code, assets } = await transpile(fixture(name), {
    name: `${name}.wasm`,
    runtime: import.meta.resolve('@unwasi/runtime'),
    cache: false,
    imports,
  })
  for (const asset of assets) await writeFile(join(folder, asset.name), asset.bytes)
  const path = join(folder, `${name}.mjs`)
  await writeFile(path, code)
  const module: { default: T } = await import(pathToFileURL(path).href)
  return module.default
}

/** A new instance, and what it has logged. */
async function instance(name: string, options: object = {}): Promise<{ library: Library; logged: string[] }> {
  const logged: string[] = []
  const host = (guest: { memory: WebAssembly.Memory }) => ({
    log: (text: number, size: number) => logged.push(Buffer.from(guest.memory.buffer, text, size).toString()),
  })
  const instantiate = await imported<Instantiate>(name, { host: true })
  return { library: await instantiate({ imports: { host }, ...options }), logged }
}

describe.each([
  ['C', 'c-lib'],
  ['Zig', 'zig-lib'],
  ['Rust', 'rust-lib'],
  ['AssemblyScript', 'as-lib'],
])('a library in %s', (language, name) => {
  test('its functions over numbers', async () => {
    const { library } = await instance(name)
    expect(library.add(2, -5)).toBe(-3)
  })

  test('bytes in its memory', async () => {
    const { library } = await instance(name)
    const at = library.allocate(6)
    const view = () => new Uint8Array(library.memory.buffer, at, 6)
    view().set(Buffer.from('abcdef'))
    library.reverse(at, 6)
    expect(Buffer.from(view()).toString()).toBe('fedcba')
  })

  test('SIMD', async () => {
    const { library } = await instance(name)
    const at = library.allocate(4 * 11)
    new Uint32Array(library.memory.buffer, at, 11).set(Array.from({ length: 11 }, (_, index) => index * index))
    expect(library.sum(at, 11)).toBe(385)
  })

  test('a function from JavaScript', async () => {
    const { library, logged } = await instance(name, { env: { GREETING: 'good morning' } })
    library.greet()
    // AssemblyScript reads no environment without the WASI shim.
    expect(logged).toEqual([language === 'AssemblyScript' ? 'no greeting' : 'good morning'])
  })

  test('is refused without that function, and as a component', async () => {
    const missing = { code: 'UNKNOWN_IMPORT', message: expect.stringContaining('host.log') as string }
    await expect(transpile(fixture(name), { cache: false })).rejects.toMatchObject(missing)
    await expect(componentize(fixture(name), { cache: false })).rejects.toMatchObject(missing)
  })
})

test('AssemblyScript without the WASI shim: `abort` tells what happened', async () => {
  const { library } = await instance('as-lib')
  expect(library.item(2)).toBe(3)
  expect(() => library.item(3)).toThrow(/Index out of range in ~lib\/\w+\.ts:\d+:\d+/)
})

test('Rust: a component of its wasm32-wasip2', async () => {
  const run = await imported<Program>('rust-p2')
  const { exitCode, stdout } = await run(['map'])
  expect(stdout).toMatch(/map ok entries=100000 bytes=1088890\n$/)
  // `std::process::exit` of WASI 0.2 only knows success and failure.
  expect(exitCode).toBe(1)
})

test('Rust: a program that asks for sockets gets errors, and goes on', async () => {
  const run = await imported<Program>('rust-net')
  const errors = ['connect', 'connect IPv6', 'listen', 'bind', 'look up'].map((what) => `${what}: Unsupported\n`)
  expect(await run([])).toEqual({ exitCode: 0, stdout: `${errors.join('')}goes on\n`, stderr: '' })
})
