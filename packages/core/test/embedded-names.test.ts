import { expect, test } from 'vitest'

import { parse, wasmTools } from '../../../fixtures/components.mjs'
import { componentize } from '../src/componentize.js'
import { inspect } from '../src/inspect.js'
import { transpile } from '../src/transpile.js'

test('a library with an embedded world and names that glue cannot contain is only a portable component', async () => {
  const { tools } = await wasmTools()
  const wat = `(module (import "wasi_snapshot_preview1" "proc_exit" (func (param i32))) (memory (export "memory") 1)
    (func (export "it's")) (func (export "add") (param i32 i32) (result i32) i32.const 0))`
  const witSource = 'package a:b; world w { export add: func(a: u32, b: u32) -> u32; }'
  const binary = tools.componentEmbed({ binary: await parse(wat), witSource, world: 'w' })
  const headline = `a core module in the component imports or exports the name "it's"`
  await expect(transpile(binary, { cache: false })).rejects.toMatchObject({ code: 'UNSUPPORTED', headline })
  expect(inspect(binary)).toMatchObject({ converts: false, refusal: { headline } })
  expect((await componentize(binary, { cache: false }))[6]).toBe(1)
})
