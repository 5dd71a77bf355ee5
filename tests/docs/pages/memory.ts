import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { crc32, deflateSync } from 'node:zlib'

import { page } from '../recipe.js'

const lodepng = readFileSync(createRequire(import.meta.url).resolve('@cwasm/lodepng/lodepng.wasm'))

/** A PNG chunk: https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}

/** An image of two pixels: red, and half-transparent green. */
const image = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0)),
  chunk('IDAT', deflateSync(Uint8Array.of(0, 255, 0, 0, 255, 0, 255, 0, 128))),
  chunk('IEND', new Uint8Array(0)),
])

export default page('docs/memory.md', [
  {
    section: '',
    guests: { 'lib.wasm': 'library' },
    around: { 'main.js': ['', 'console.log(memory !== lib.memory, lib.memory.buffer instanceof ArrayBuffer)\n'] },
    build: 'vite',
    prints: /true true\n$/,
  },
  {
    section: 'An example',
    files: {
      'main.js': `
        import { decode } from './decode.js'
        const { width, height, data } = decode(Uint8Array.from(${JSON.stringify([...image])}))
        console.log(width, height, data.join(' '))
        try { decode(Uint8Array.of(1)) } catch (error) { console.log(error.message) }`,
      'node_modules/@cwasm/lodepng/package.json': '{ "name": "@cwasm/lodepng" }',
      'node_modules/@cwasm/lodepng/lodepng.wasm': lodepng,
    },
    build: 'vite',
    prints: '2 1 255 0 0 255 0 255 0 128\nlodepng: error 27\n',
  },
])
