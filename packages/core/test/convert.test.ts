import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixture, fixturePath } from '../../../fixtures/index.mjs'
import { componentize, transpile } from '../src/index.js'
import { FORMAT } from '../src/emit/format.js'
import type { Strip } from '../src/options.js'
import { signature, type Preview1Name } from '../src/preview1/table.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-convert-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A command that imports these functions and has a memory of `pages` pages. */
function guest(functions: readonly Preview1Name[], pages: number): Uint8Array {
  const m = new ModuleBuilder()
  for (const name of functions) m.importFunction('wasi_snapshot_preview1', name, signature(name))
  m.memory(pages, pages)
  m.export('memory', 'memory', 0)
  m.export(
    '_start',
    'func',
    m.function({ params: [], results: [] }, () => []),
  )
  return m.build()
}

test('a program is one file, with the caller’s own bytes', async () => {
  const bytes = fixture('hello')
  const { assets, code } = await transpile(bytes, { cache: false })
  expect(assets).toEqual([{ name: 'main.wasm', bytes }])
  expect(assets[0]!.bytes).toBe(bytes)
  expect(code).not.toContain('start:')
})

test('an ES module needs no toolchain and leaves nothing in the cache', async () => {
  await transpile(fixture('hello'), { cache: folder })
  expect(await readdir(folder)).toEqual([])
})

test('the module names the guest and the functions that it imports', async () => {
  const { code } = await transpile(guest(['sched_yield', 'fd_write'], 1), { name: 'x.wasm', cache: false, assetUrl: () => '"u"' })
  expect(code).toBe(
    [
      'import { command, fd_write, sched_yield } from "@unwasi/runtime"',
      '',
      'const program = /* @__PURE__ */ command({',
      `  format: ${FORMAT},`,
      '  name: "x.wasm",',
      '  guest: "u",',
      '  host: [fd_write, sched_yield],',
      '})',
      'export default program',
      '',
    ].join('\n'),
  )
})

test('a start section becomes an export that the module calls, in an edited file', async () => {
  const bytes = fixture('start-section')
  const file = fixturePath('start-section')
  const { assets, code } = await transpile(bytes, { file, cache: folder })
  const [asset] = assets
  expect(code).toContain('  start: "unwasi:start",\n')
  expect(WebAssembly.Module.exports(new WebAssembly.Module(asset!.bytes as Uint8Array<ArrayBuffer>))).toContainEqual({
    name: 'unwasi:start',
    kind: 'function',
  })
  expect(asset!.name).toBe('start-section.wasm')
  expect(new Uint8Array(await readFile(asset!.path!))).toEqual(new Uint8Array(asset!.bytes))
  expect(asset!.path).not.toBe(file)
})

test('a program that is not edited stays where it is on disk', async () => {
  const file = fixturePath('hello')
  const { assets } = await transpile(fixture('hello'), { file, cache: false })
  expect(assets[0]!.path).toBe(file)
})

test('a name is reduced to a file name without folders', async () => {
  const { assets } = await transpile(fixture('hello'), { name: '../up/x.wasm', cache: false })
  expect(assets.map(({ name }) => name)).toEqual(['x.wasm'])
})

test('an unknown level of strip is refused', async () => {
  const options = { strip: 'x' as Strip, cache: false } as const
  await expect(componentize(fixture('hello'), options)).rejects.toThrow(/invalid value for option 'strip': "x"/)
  await expect(transpile(fixture('hello'), options)).rejects.toThrow(/invalid value for option 'strip': "x"/)
})

test('components of programs with the same imports share the output of wit-component, whatever the order of the imports', async () => {
  const entries = async (bytes: Uint8Array): Promise<number> => {
    await componentize(bytes, { cache: folder })
    return (await readdir(folder)).length
  }
  expect(await entries(guest(['sched_yield', 'fd_write'], 1))).toBe(1)
  expect(await entries(guest(['fd_write', 'sched_yield'], 2))).toBe(1)
  expect(await entries(guest(['sched_yield', 'fd_read'], 1))).toBe(2)
})
