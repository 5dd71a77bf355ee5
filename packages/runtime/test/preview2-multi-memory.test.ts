import { expect, test } from 'vitest'

import { implement, parse, print } from '../../../fixtures/components.mjs'
import { libraryOf } from './component-program.js'

interface Echo {
  echo(text: string): string
}

const WIT = `package x:a;
  interface api { echo: func(text: string) -> string; }
  world provider { export api; }
  world library { export echo: func(text: string) -> string; }
  world consumer { import api; export echo: func(text: string) -> string; }`

const MEMORIES = `(memory (export "memory") 2) (memory $other 2)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))`

/** Takes the text through the second memory. */
const module = (name: string): string => `(module ${MEMORIES}
  (func (export "${name}") (param i32 i32) (result i32)
    (memory.copy $other 0 (i32.const 0) (local.get 0) (local.get 1))
    (memory.fill (local.get 0) (i32.const 0) (local.get 1))
    (memory.copy 0 $other (i32.const 2048) (i32.const 0) (local.get 1))
    (i32.store (i32.const 16) (i32.const 2048))
    (i32.store (i32.const 20) (local.get 1))
    (i32.const 16)))`

const has = WebAssembly.validate(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 5, 2, 0, 1, 0, 1]))

/** The answer, or the error of an engine without this feature. */
async function answer(component: Uint8Array): Promise<string> {
  const library = await libraryOf<Echo>(component)
  return library().then(
    (lib) => lib.echo('jello, ä'),
    (error: unknown) => String(error),
  )
}

const expected = has ? /^jello, ä$/ : /can't compile[^]*multi-memory \(Node 22, Chrome 120/

test('a library with several memories', async () => {
  expect(await answer(await implement('library', WIT, module('echo')))).toMatch(expected)
})

test('a part of a composed component with several memories', async () => {
  const provider = await print(await implement('provider', WIT, module('x:a/api#echo')))
  const consumer = await print(
    await implement(
      'consumer',
      WIT,
      `(module
        (import "x:a/api" "echo" (func $echo (param i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
        (func (export "echo") (param i32 i32) (result i32) (call $echo (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16)))`,
    ),
  )
  const inside = (name: string, text: string): string => text.trim().replace(/^\(component/, `(component ${name}`)
  const composed = await parse(`(component
      ${inside('$A', provider)}
      ${inside('$B', consumer)}
      (instance $a (instantiate $A))
      (instance $b (instantiate $B (with "x:a/api" (instance $a "x:a/api"))))
      (export "echo" (func $b "echo")))`)
  expect(await answer(composed)).toMatch(expected)
})
