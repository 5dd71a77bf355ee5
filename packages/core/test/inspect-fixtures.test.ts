import { describe, expect, test } from 'vitest'
import { fixture, fixtures } from '../../../fixtures/index.mjs'
import { classify } from '../src/classify.js'
import { inspect } from '../src/inspect.js'
import { readModule } from '../src/read/core-module.js'

/** Undefined where this engine refuses the module, because older engines do not know newer features. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(bytes)
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined
    throw error
  }
}

describe.each(fixtures)('%s', (name) => {
  const bytes = fixture(name)

  test('is described, in plain data', () => {
    const found = inspect(bytes, { file: `${name}.wasm` })
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
    expect(found.converts).toBe(found.refusal === undefined)
    const { total, ...parts } = found.sizes
    expect(total).toBe(bytes.length)
    expect(Object.values(parts).reduce((a, b) => a + b)).toBe(total)
  })

  test('has the imports and exports that the engine sees', ({ skip }) => {
    const module = compiled(bytes)
    if (module === undefined) return skip('this engine refuses the module')
    const found = readModule(bytes)
    expect(found.imports.map((entry) => [entry.module, entry.name])).toEqual(
      WebAssembly.Module.imports(module).map((entry) => [entry.module, entry.name]),
    )
    expect(found.exports.map((entry) => entry.name)).toEqual(WebAssembly.Module.exports(module).map((entry) => entry.name))
  })
})

test('the Go command: toolchain, needs, duplicate import', () => {
  const found = inspect(fixture('go'))
  expect(found).toMatchObject({
    kind: 'command',
    converts: true,
    toolchain: { name: 'Go', version: expect.stringMatching(/^1\.\d+/) },
  })
  expect(found.imports.find(({ name }) => name === 'random_get')?.needs).toBe('random')
  const facts = classify(fixture('go'))
  expect(facts).toMatchObject({ kind: 'command', start: undefined, canonical: false, foreign: [] })
  expect(facts.kind === 'command' && facts.duplicates.map((entry) => entry.name)).toContain('fd_write')
})

test('the Go library: _initialize and its exports with their types', () => {
  const facts = classify(fixture('go-lib'))
  expect(facts).toMatchObject({ kind: 'reactor', initialize: true, others: [] })
  expect(facts.kind === 'reactor' && facts.exports.length).toBeGreaterThan(0)
})
