import { expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { component, transpile } from '../src/index.js'
import type { Strip } from '../src/options.js'

test('the guest is the caller’s own bytes', async () => {
  const bytes = fixture('hello')
  const { assets } = await transpile(bytes, { cache: false })
  expect(assets.find(({ role }) => role === 'guest')!.bytes).toBe(bytes)
})

test('a name is a file name, whatever folders it comes with', async () => {
  const { assets } = await transpile(fixture('hello'), { name: '../up/x.wasm', cache: false })
  expect(assets.map(({ name }) => name)[0]).toBe('x.wasm')
})

test('an unknown level of strip is refused', async () => {
  const options = { strip: 'x' as Strip, cache: false } as const
  await expect(component(fixture('hello'), options)).rejects.toThrow(/option 'strip' is "x"/)
  await expect(transpile(fixture('hello'), options)).rejects.toThrow(/option 'strip' is "x"/)
})

test('guests with the same imports share a template', async () => {
  const templates = await Promise.all(
    ['old-libc', 'c', 'old-libc'].map(async (name) => {
      const { assets } = await transpile(fixture(name), { cache: false })
      return assets.find(({ role }) => role === 'template')!.name
    }),
  )
  expect(templates[0]).toBe(templates[2])
})
