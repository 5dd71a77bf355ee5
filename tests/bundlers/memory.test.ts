import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync, crc32 as nodeCrc32 } from 'node:zlib'

import { expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'
import { compilerErrors } from './harness/compiler.js'
import { outcome } from './harness/outcome.js'
import { packageOf } from './harness/plugins.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

const lodepng = readFileSync(createRequire(import.meta.url).resolve('@cwasm/lodepng/lodepng.wasm'))

/** A PNG chunk: https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(nodeCrc32(content))
  return Buffer.concat([length, content, check])
}

/** An image of two pixels: red, and half-transparent green. */
const image = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0)),
  chunk('IDAT', deflateSync(Uint8Array.of(0, 255, 0, 0, 255, 0, 255, 0, 128))),
  chunk('IEND', new Uint8Array(0)),
])

/** The code block in the documentation that begins with `// name`. */
function documented(name: string): string {
  const text = readFileSync(new URL('../../docs/memory.md', import.meta.url), 'utf8')
  const [, code] = new RegExp(`\`\`\`js\n// ${name}\n([^]*?)\`\`\``).exec(text) ?? []
  if (code === undefined) throw new Error(`the documentation has no ${name}`)
  return code
}

test("the documentation's example decodes an image", async () => {
  const project = makeProject({
    'decode.js': documented('decode.js'),
    'main.js': `
      import { decode } from './decode.js'
      const { width, height, data } = decode(Uint8Array.from(${JSON.stringify([...image])}))
      console.log(width, height, data.join(' '))
      try { decode(Uint8Array.of(1)) } catch (error) { console.log(error.message) }`,
    'node_modules/@cwasm/lodepng/package.json': '{ "name": "@cwasm/lodepng" }',
    'node_modules/@cwasm/lodepng/lodepng.wasm': lodepng,
  })
  const stdout = '2 1 255 0 0 255 0 255 0 128\nlodepng: error 27\n'
  const build = (found: typeof project) => nodeBuilds['vite8']!(found, {})
  expect(await outcome(project, { build }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
})

test.each(Object.keys(nodeBuilds))('%s: the memory is a named export', async (bundler) => {
  const project = makeProject({
    'main.js': `
      import instantiate, { memory } from './main.wasm?component'
      const lib = await instantiate({ stdout: 'ignore' })
      console.log(memory instanceof WebAssembly.Memory, lib.memory !== memory, lib.memory.buffer.byteLength > 0)`,
    'main.wasm': fixture('library'),
  })
  const build = (found: typeof project) => nodeBuilds[bundler]!(found, {})
  expect((await outcome(project, { build }, [])).stdout).toMatch(/true true true\n$/)
})

/** A library whose memory has another name, with globals. */
const values = await assemble(`(module
  (memory (export "mem") 1)
  (global (export "limit") i32 (i32.const 7))
  (global $count (export "count") (mut i64) (i64.const 1))
  (data (i32.const 8) "hello")
  (func (export "next") (global.set $count (i64.add (global.get $count) (i64.const 1)))))`)

test('a memory with another name, and globals, are members of an instance, with types', async () => {
  const project = makeProject({
    'main.js': `
      import { copyOut, unwasi } from '@unwasi/vite/runtime'
      import instantiate, { mem } from './main.wasm?component'
      const lib = await instantiate()
      lib.next()
      lib.count.value += 40n
      const memory = lib[unwasi.memory]
      console.log(memory === lib.mem, mem !== lib.mem, new TextDecoder().decode(copyOut({ memory }, 8, 5)), lib.limit.value, lib.count.value)
      try { lib.limit.value = 1 } catch (error) { console.log(error.name) }`,
    'main.wasm': values,
    'typed.ts': `
      import instantiate, { mem, next } from './main.wasm?component'
      const lib = await instantiate()
      export const limit: number = lib.limit.value
      lib.count.value = 5n
      next()
      export const size: number = mem.buffer.byteLength + lib.mem.grow(1)`,
    'wrong.ts': `
      import instantiate from './main.wasm?component'
      const lib = await instantiate()
      lib.limit.value = 1
      lib.count.value = 1
      lib.mem = lib.mem`,
  })
  const build = (found: typeof project) => nodeBuilds['vite8']!(found, { dts: true })
  await build(project)
  expect(await compilerErrors(project, packageOf('vite8'), [])).toEqual([
    'wrong.ts(4) TS2540',
    'wrong.ts(5) TS2322',
    'wrong.ts(6) TS2540',
  ])
  expect(await outcome(project, { build }, [])).toEqual({
    exitCode: 0,
    stdout: 'true true hello 7 42n\nTypeError\n',
    stderr: '',
  })
})
