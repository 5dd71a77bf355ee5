import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { libraryOf } from './component-program.js'

// bindgen checks core modules without knowing exceptions.
test('a typed library may have exceptions', async () => {
  const wit = 'package a:b; world app { export go: func(code: u32) -> string; }'
  const wat = `(module
    (tag $error (param i32))
    (memory (export "memory") 1)
    (data (i32.const 16) "ok")
    (data (i32.const 32) "\\10\\00\\00\\00\\02\\00\\00\\00")
    (func (export "go") (param i32) (result i32)
      (if (local.get 0) (then (throw $error (local.get 0))))
      (i32.const 32)))`
  // A Buffer, as Node reads files.
  const component = Buffer.from(await implement('app', wit, wat))
  const before = Buffer.from(component)
  const lib = await (await libraryOf<Record<'go', (code: number) => string>>(component))()
  expect(component.equals(before)).toBe(true)
  expect(lib.go(0)).toBe('ok')
  expect(() => lib.go(1)).toThrow(/guest\.wasm/)
})
