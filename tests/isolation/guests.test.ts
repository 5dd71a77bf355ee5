import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { componentize, transpile } from '@unwasi/core'
import type { Run } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fixture } from '../../fixtures/index.mjs'
import { rows, type Row } from './guests.js'

let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-guests-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const loaded = new Map<string, Promise<Run>>()

/** Loads a program as the module that a bundler would get. */
async function load(bytes: Uint8Array, name: string, into: string, compact = false): Promise<Run> {
  const { code, assets } = await transpile(bytes, {
    name: `${name}.wasm`,
    runtime: import.meta.resolve('@unwasi/runtime'),
    cache: false,
    compact,
  })
  await mkdir(join(folder, into), { recursive: true })
  for (const asset of assets) await writeFile(join(folder, into, asset.name), asset.bytes)
  const path = join(folder, into, `${name}.mjs`)
  await writeFile(path, code)
  const module = (await import(pathToFileURL(path).href)) as { default: Run }
  return module.default
}

function once(key: string, make: () => Promise<Run>): Promise<Run> {
  const run = loaded.get(key) ?? make()
  loaded.set(key, run)
  return run
}

const asModule = (name: string) => once(`module ${name}`, () => load(fixture(name), name, 'module'))
/** Runs through surrogate, adapter, trampoline and bridge, because our own host serves components too. */
const asComponent = (name: string) =>
  once(`component ${name}`, async () => load(await componentize(fixture(name), { cache: false }), name, 'component'))

const asCompactModule = (name: string) => once(`compact module ${name}`, () => load(fixture(name), name, 'compact-module', true))
const asCompactComponent = (name: string) =>
  once(`compact component ${name}`, async () => {
    return load(await componentize(fixture(name), { cache: false, compact: true }), name, 'compact-component')
  })

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** The number of descriptors that the portable component has room for. See `isolate/private-memory.ts` in core. */
const asManyAsTheAdapter = { maxHandles: 1024 }

async function expectRow(row: Row, imported: (name: string) => Promise<Run>, limits?: { maxHandles: number }): Promise<void> {
  const run = await imported(row.fixture)
  const { exitCode, stdout, stderr } = await run(row.args ?? [], {
    encoding: 'bytes',
    ...(row.env && { env: row.env }),
    ...(row.input !== undefined && { input: row.input }),
    ...(row.directory && { dirs: { '/': {} } }),
    ...limits,
  })
  expect({ exitCode, stderr: exitCode === row.exitCode ? '' : latin1(stderr) }).toEqual({ exitCode: row.exitCode, stderr: '' })
  // toEqual would print the difference of 10 MiB.
  expect(matches(stdout, row.stdout), `stdout was ${latin1(stdout).slice(0, 500)}`).toBe(true)
}

function matches(stdout: Uint8Array, expected: Row['stdout']): boolean {
  if (expected === undefined) return true
  if (expected instanceof RegExp) return expected.test(Buffer.from(stdout).toString())
  return Buffer.compare(stdout, typeof expected === 'string' ? Buffer.from(expected) : expected) === 0
}

const titled = rows.map((row) => [row.about, row] as const)

describe('as an ES module', () => {
  test.each(titled)('%s', (_, row) => expectRow(row, asModule, asManyAsTheAdapter))
})

describe('as a portable component', () => {
  test.each(titled)('%s', (_, row) => expectRow(row, asComponent))

  const names = [...new Set(rows.map((row) => row.fixture))]
  test.each(names)('%s: valid core modules, with the guest among them', async (name) => {
    const guest = fixture(name)
    const bytes = await componentize(guest, { cache: false })
    const modules = coreModules(bytes)
    for (const module of modules) expect(WebAssembly.validate(module)).toBe(true)
    expect(modules.length).toBeGreaterThanOrEqual(5)
    expect(modules.some((module) => module.length >= guest.length)).toBe(true)
  })
})

describe.runIf(process.platform === 'linux')('in a directory of the host', () => {
  let host: string
  beforeEach(async () => (host = await mkdtemp(join(tmpdir(), 'unwasi-host-'))))
  afterEach(() => rm(host, { recursive: true }))

  const forms = [
    ['as an ES module', asModule],
    ['as a portable component', asComponent],
  ] as const
  const posix = async (imported: typeof asModule, what: string) =>
    (await imported('posix'))([what], { dirs: { '/': hostDirectory(host) }, ...asManyAsTheAdapter })

  test.each(forms)('%s: C: scandir, poll, select, and the errors of directories, names and positions', async (_, imported) => {
    expect(await posix(imported, 'files')).toMatchObject({ stdout: 'ok\n', exitCode: 0 })
  })

  test.each(forms)('%s: the WASI of 2019', async (_, imported) => {
    const run = await imported('wasi-unstable')
    expect(await run([], { dirs: { '/': hostDirectory(host) } })).toMatchObject({ stdout: 'unstable\n', exitCode: 0 })
  })

  // wasmtime seeks in FIFOs as well: https://github.com/bytecodealliance/wasmtime/issues/12913
  test.each(forms)('%s: C: a FIFO has no positions', async (_, imported) => {
    execFileSync('mkfifo', [join(host, 'fifo')])
    // Both ends are open, so that opening does not wait, and what was written stays.
    const end = openSync(join(host, 'fifo'), constants.O_RDWR)
    writeSync(end, 'helloworld')
    expect(await posix(imported, 'fifo')).toMatchObject({ stdout: 'ok\n', exitCode: 0 })
    closeSync(end)
  })
})

// The other fixtures have few data segments, and are not changed.
describe('with merged data segments', () => {
  const merged = titled.filter(([, row]) => row.fixture === 'go')
  test.each(merged)('as an ES module: %s', (_, row) => expectRow(row, asCompactModule, asManyAsTheAdapter))
  test.each(merged)('as a portable component: %s', (_, row) => expectRow(row, asCompactComponent))
})

/** The core modules of a component (sections with id 1). */
function coreModules(component: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const found: Uint8Array<ArrayBuffer>[] = []
  for (let at = 8; at < component.length;) {
    const id = component[at++]
    let size = 0
    for (let shift = 0; ; shift += 7) {
      const byte = component[at++]!
      size |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    if (id === 1) found.push(component.slice(at, at + size))
    at += size
  }
  return found
}
