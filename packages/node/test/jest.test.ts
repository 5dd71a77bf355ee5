import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'

import { isRunError } from '@unwasi/node/runtime'
import jest from '@unwasi/node/jest'
import type { Instantiate, Run } from '@unwasi/runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'

let folder: string
const write = (name: string, bytes: Uint8Array) => {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  return file
}
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'unwasi-jest-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const transformer = jest.createTransformer({ cache: false })

/** Runs a transformed file as Jest does. */
function load(file: string): { default: unknown } & Record<string, unknown> {
  const { code } = transformer.process('', file)
  const exports = { default: undefined }
  vm.runInThisContext(`(exports, require) => {${code}\n}`)(exports, createRequire(file))
  return exports
}

describe('the transformer', () => {
  test('makes a program a function', async () => {
    const { default: run } = load(write('it’s "main".wasm', fixture('go'))) as { default: Run }
    expect(await run(['args', 'one'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('one') })
    expect(isRunError(await run([], { timeout: -1 }).catch((error: unknown) => error))).toBe(true)
  })

  test('gives the default export of a library, and says why there are no others', async () => {
    const library = load(write('library.wasm', fixture('library-pure'))) as {
      default: Instantiate<{ add(a: number, b: number): number }>
    }
    expect((await library.default()).add(1, 2)).toBe(3)
    expect(() => (library as Record<string, unknown>).add).toThrow('add is a named export of a library')
    expect(library).toHaveProperty('__esModule', true)
  })

  test('links a component with typed interfaces', async () => {
    const { default: instantiate } = load(write('typed.wasm', fixture('p2-typed'))) as {
      default: Instantiate<{ shapes: { greet(who: string): string } }>
    }
    expect((await instantiate()).shapes.greet('you')).toBe('hello, you')
  })

  test('has another cache key for other bytes, which may be the same text', () => {
    const key = (byte: number) => transformer.getCacheKey('', write('key.wasm', Uint8Array.of(byte)))
    expect(key(0xfe)).not.toBe(key(0xff))
    expect(key(0xfe)).toBe(key(0xfe))
  })

  test('refuses files that are not programs, and unknown options', () => {
    expect(() => transformer.process('', write('text.wasm', new TextEncoder().encode('text')))).toThrow(/text\.wasm/)
    expect(() => jest.createTransformer({ wrong: 1 } as object)).toThrow("'wrong'")
  })
})
