import { expect, test } from 'vitest'

import { implement, parse } from '../../../fixtures/components.mjs'
import type { UnwasiError } from '../src/errors.js'
import { transpile } from '../src/transpile.js'

const fixOf = (bytes: Uint8Array): Promise<string> =>
  transpile(bytes, { cache: false }).then(
    () => '',
    (error: UnwasiError) => error.fix,
  )

// oxlint-disable-next-line typescript/no-implied-eval -- users paste this code
const evaluated = (code: string): unknown => new Function(`'use strict'; return ${code}`)()

/** The value of the option in a refusal, and what the default exports of its files are. */
const pasted = (fix: string) => {
  const option = evaluated(/`imports: (.*?)` \(on/.exec(fix)![1]!) as Record<string, string>
  const files = fix.matchAll(/^ *\/\/ (\.\/\S+), for .*\n([^]*?)(?=\n *\/\/ \.\/|\n {2}If not)/gm)
  return { option, files: new Map([...files].map(([, file, text]) => [file, evaluated(text!.replace(/^ *export default/, ''))])) }
}

test('the files for import modules are different, and their names are those of the option', async () => {
  const names = ['__proto__', 'a b', 'c d', '', 'env']
  const imports = names.map((name) => `(import "${name}" "f" (func))`).join(' ')
  const { option, files } = pasted(
    await fixOf(await parse(`(module ${imports} (memory (export "memory") 1) (func (export "_start")))`)),
  )
  expect(Object.keys(option)).toEqual(names)
  expect([...files.keys()]).toEqual(Object.values(option))
  expect(new Set(files.keys()).size).toBe(names.length)
})

test('the files for interfaces have all functions, whatever their names and parameters are', async () => {
  const wit = `package my:host;
    interface log { %default: func(class: u32, arguments: u32, self: u32); note: func(); }
    interface things { resource thing { new: static func(%in: u32) -> thing; set: func(new: u32, %self-made: u32); } }
    world w { import log; import things; import new: func(this: u32); export go: func(); }`
  const wat = `(module
    (import "my:host/log" "default" (func (param i32 i32 i32)))
    (import "my:host/log" "note" (func))
    (import "my:host/things" "[static]thing.new" (func (param i32) (result i32)))
    (import "my:host/things" "[method]thing.set" (func (param i32 i32 i32)))
    (import "$root" "new" (func (param i32)))
    (func (export "go")))`
  const { option, files } = pasted(await fixOf(await implement('w', wit, wat)))
  expect(option).toEqual({ 'my:host/log': './log.js', 'my:host/things': './things.js', new: './new.js' })
  expect(Object.keys(files.get('./log.js') as object)).toEqual(['default', 'note'])
  const { Thing } = files.get('./things.js') as { Thing: { new (): { set(...args: number[]): void }; new: (id: number) => void } }
  expect([Thing.new.length, new Thing().set.length]).toEqual([1, 2])
  expect((files.get('./new.js') as (value: number) => void).length).toBe(1)
})

test('interfaces of several packages get different files', async () => {
  const text = `(component
    (import "a:x/log" (instance (export "f" (func)))) (import "b:y/log" (instance (export "f" (func))))
    (core module $m (func (export "go"))) (core instance $i (instantiate $m))
    (func $go (canon lift (core func $i "go"))) (export "go" (func $go)))`
  const { option, files } = pasted(await fixOf(await parse(text)))
  expect(option).toEqual({ 'a:x/log': './log.js', 'b:y/log': './log-2.js' })
  expect([...files.keys()]).toEqual(['./log.js', './log-2.js'])
})
