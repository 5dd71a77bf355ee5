import { transpile } from '@unwasi/core'
import { expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { guestTrap } from '../src/errors/trap.js'

test('where compiling is forbidden, core supplies the same module for traps that the runtime compiles elsewhere', async () => {
  const { assets } = await transpile(fixture('hello'), { file: 'hello.wasm', precompiled: true })
  const compile = vi.spyOn(WebAssembly, 'Module')
  expect(guestTrap).toThrow(WebAssembly.RuntimeError)
  expect(compile).toHaveBeenCalledTimes(1)
  expect(assets.find(({ name }) => name === 'unwasi-trap.wasm')?.bytes).toEqual(compile.mock.calls[0]?.[0])
})
