import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { FolderCache } from '../src/platform/cache.js'
import { transpile } from '../src/index.js'
import { bindings } from '../src/toolchain/bindgen.js'
import { Tool } from '../src/toolchain/tool.js'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-glue-'))))
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const typed = fixture('p2-typed')
const entries = async () => (await readdir(folder)).map((name) => join(folder, name))

test('the bindings of a component are kept, and come back as they were', async () => {
  const made = await bindings(typed, new FolderCache(folder))
  const used = vi.spyOn(Tool.prototype, 'run')
  const kept = await bindings(typed, new FolderCache(folder))
  expect(kept).toEqual(made)
  expect(kept.types.namespaces.get('shapes')).toBe('UnwasiTypedShapes')
  expect(used).not.toHaveBeenCalled()
  expect(await bindings(typed, new FolderCache(false))).toEqual(made)
  expect(used).toHaveBeenCalledOnce()
})

test('a module that is made of kept bindings is the same', async () => {
  const options = { file: 'typed.wasm', cache: folder }
  const first = await transpile(typed, options)
  const used = vi.spyOn(Tool.prototype, 'run')
  expect(await transpile(typed, options)).toEqual(first)
  expect(used).not.toHaveBeenCalled()
  expect(await transpile(typed, { ...options, cache: false })).toEqual(first)
})

test('another component has other bindings', async () => {
  const other = (name: string) =>
    implement('w', `package a:b; world w { export ${name}: func(); }`, `(module (func (export "${name}")))`)
  expect((await bindings(await other('f'), new FolderCache(folder))).exports).toEqual(['f'])
  expect((await bindings(await other('g'), new FolderCache(folder))).exports).toEqual(['g'])
  expect(await entries()).toHaveLength(2)
})

test('a damaged entry is made again', async () => {
  const made = await bindings(typed, new FolderCache(folder))
  const [entry] = await entries()
  const intact = await readFile(entry!)
  await writeFile(entry!, Buffer.concat([intact.subarray(0, -1), Buffer.from(' ')]))
  expect(await bindings(typed, new FolderCache(folder))).toEqual(made)
  expect(await readFile(entry!)).toEqual(intact)
})

test('a failure is not kept', async () => {
  vi.spyOn(Tool.prototype, 'run').mockRejectedValueOnce(new Error('out of memory'))
  await expect(bindings(typed, new FolderCache(folder))).rejects.toThrow('out of memory')
  expect(await entries()).toEqual([])
  expect((await bindings(typed, new FolderCache(folder))).exports).toContain('add')
})
