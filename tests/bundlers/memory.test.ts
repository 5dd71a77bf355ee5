import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync, crc32 as nodeCrc32 } from 'node:zlib'

import { expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { outcome } from './harness/outcome.js'
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
