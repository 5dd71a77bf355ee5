import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { compacted } from '../src/compact.js'
import { applyEdits } from '../src/guest-edits.js'
import { componentize, transpile } from '../src/index.js'
import { readModule } from '../src/read/core-module.js'
import { concat } from '../src/wasm/encode.js'
import { active, image, row, withData, type Segment } from './segments.js'
import {
  bytes,
  custom,
  exportOf,
  func,
  I32,
  importFunc,
  imports,
  section,
  sleb,
  types,
  uleb,
  vec,
  type Part,
} from './wasm-bytes.js'

function compact(file: Uint8Array): { file: Uint8Array<ArrayBuffer>; before: number; after: number; saved: number } | undefined {
  const module = readModule(file)
  const made = compacted(file, module)
  return made && { file: new Uint8Array(concat(applyEdits(file, module, made.edits))), ...made.compaction }
}

/** Expects the file to be compacted to `after` segments, with the same memory. */
function expectCompact(file: Uint8Array<ArrayBuffer>, after: number): Uint8Array<ArrayBuffer> {
  const made = compact(file)
  expect(made).toMatchObject({ after })
  expect(image(made!.file)).toEqual(image(file))
  return made!.file
}

/** `toEqual` would compare the bytes one by one, which takes a minute. */
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

const segments = row(300)
const data = segments.map(active)

describe('segments become one', () => {
  test('with zeros between them, and the memory stays the same', () => {
    const file = withData({ data })
    const edited = expectCompact(file, 1)
    expect(image(file)!.length).toBe(1000 + 300 * 26 - 18)
    expect(compact(edited)).toBeUndefined()
  })

  test.each([
    [64, 1],
    [65, 2],
  ])('a gap of %i bytes gives %i', (gap, after) => {
    const end = segments.at(-1)!.address + 8
    const more = row(300, { from: end + gap })
    expectCompact(withData({ data: [...segments, ...more].map(active) }), after)
  })

  test('in any order in the file', () => {
    const turned = segments.toReversed()
    expectCompact(withData({ data: turned.map(active) }), 1)
    expectCompact(withData({ data: [...turned.slice(100), ...turned.slice(0, 100)].map(active) }), 1)
  })

  test('up to the last byte of memory', () => {
    const from = 4 * 65536 - (300 * 26 - 18)
    expectCompact(withData({ data: row(300, { from }).map(active) }), 1)
  })

  test('above 2 GiB, where addresses are negative constants', () => {
    const around = (file: Uint8Array<ArrayBuffer>) => {
      const memory = new WebAssembly.Instance(new WebAssembly.Module(file)).exports['memory'] as WebAssembly.Memory
      return Buffer.from(memory.buffer, 2 ** 31 - 1000, 10_000).toString('latin1')
    }
    const high = withData({ memories: [[0, uleb(32769)]], data: row(300, { from: 2 ** 31 - 500 }).map(active) })
    const made = compact(high)
    expect(made?.after).toBe(1)
    expect(around(made!.file)).toBe(around(high))
  })

  test('except for large ones, which stay alone', () => {
    const large = { address: 100_000, content: Array.from({ length: 5000 }, (_, at) => at % 251) }
    const next = row(300, { from: large.address + 5001 })
    expectCompact(withData({ data: [...segments, large, ...next].map(active) }), 3)
  })

  test('and empty ones disappear', () => {
    const empty: Segment[] = segments.flatMap(({ address }) => [{ address: address + 3, content: [] }])
    expectCompact(withData({ data: [...empty, ...segments].map(active) }), 1)
  })

  test('beside a second memory that has no segments', () => {
    expectCompact(withData({ memories: [[0, 4], [0, 1]], data }), 1) // prettier-ignore
  })
})

describe('a module is left alone', () => {
  const importedMemory = section(2, vec([['env', 'memory', 2, 0, 1]]))
  const importedGlobal = section(2, vec([['env', 'base', 3, I32, 0]]))
  const last = (part: Part): Part[] => [...data, part]
  const one: Segment = { address: 200_000, content: [1] }
  const cases: [why: string, file: Uint8Array<ArrayBuffer>][] = [
    ['its memory is imported', withData({ before: importedMemory, memories: [], data })],
    ['it has a DataCount section, which code that names segments needs', withData({ between: section(12, uleb(300)), data })],
    ['a segment is passive', withData({ data: last([1, 1, 7]) })],
    ['an address is a global', withData({ before: importedGlobal, data: last([0, 0x23, 0, 0x0b, 1, 7]) })],
    ['segments overlap', withData({ data: last(active({ address: 1004, content: [9, 9] })) })],
    ['a segment is inside another one', withData({ data: last(active({ address: 1002, content: [9] })) })],
    ['two segments have the same address', withData({ data: last(active({ address: 1000, content: [9] })) })],
    ['few segments would be saved', withData({ data: row(99).map(active) })],
    ['gaps are large', withData({ data: row(300, { gap: 65 }).map(active) })],
    ['its memory is shared', withData({ memories: [[3, 4, 4]], data })],
    ['it is relocatable', withData({ data, after: custom('linking', 2) })],
    ['it has relocations', withData({ data, after: custom('reloc.DATA', 2) })],
  ]
  test.each(cases)('if %s', (_, file) => {
    expect(WebAssembly.validate(file)).toBe(true)
    expect(compact(file)).toBeUndefined()
  })

  // Node 20 does not know these.
  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ['a segment is of another memory', withData({ memories: [[0, 4], [0, 1]], data: last([2, 1, 0x41, 0, 0x0b, 1, 7]) })], // prettier-ignore
    ['an address is computed', withData({ data: last([0, 0x41, 1, 0x41, 2, 0x6a, 0x0b, 1, 7]) })],
  ])('if %s', (_, file) => expect(compact(file)).toBeUndefined())

  test('if its memory has 64 bits', () => {
    const long = segments.map(({ address, content }): Part => [0, 0x42, sleb(address), 0x0b, uleb(content.length), content])
    expect(compact(withData({ memories: [[4, 4]], data: long }))).toBeUndefined()
  })

  test.each<[string, Part]>([
    ['a segment reaches past the end of memory', active({ address: 4 * 65536 - 1, content: [1, 2] })],
    ['a segment is far outside', active({ address: 2 ** 32 - 1, content: [1] })],
    ['an empty segment is outside', active({ address: 4 * 65536 + 1, content: [] })],
  ])('if %s, so that instantiation fails as before', (_, part) => {
    const file = withData({ data: last(part) })
    expect(compact(file)).toBeUndefined()
    expect(() => image(file)).toThrow(WebAssembly.RuntimeError)
  })

  test.each<[string, Part]>([
    ['too long an address', [0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x08, 0x0b, 1, 7]],
    ['an address with another sign', [0, 0x41, 0xff, 0xff, 0xff, 0xff, 0x4f, 0x0b, 1, 7]],
    ['content beyond its end', [0, 0x41, 0, 0x0b, 100, 7]],
    ['bytes after the last segment', [active(one), 0]],
    ['an unknown kind of segment', [3, 0x41, 0, 0x0b, 1, 7]],
  ])('if its data section is damaged: %s', (_, part) => {
    const file = withData({ data: last(part) })
    expect(WebAssembly.validate(file)).toBe(false)
    expect(compact(file)).toBeUndefined()
  })

  test('if the result would compress worse', () => {
    // The first segment repeats the encoding of all others, which therefore take hardly any room.
    let state = 1
    const noise = () => ((state = (state * 1103515245 + 12345) % 2 ** 31) >> 16) & 0xff
    const others = row(120, { size: 20, gap: 64, from: 10_000 }).map(({ address }) => {
      return active({ address, content: Array.from({ length: 20 }, noise) })
    })
    const content = [...bytes(others)]
    expect(compact(withData({ data: [active({ address: 10_000 - content.length, content }), ...others] }))).toBeUndefined()
    expect(compact(withData({ data: others }))).toBeDefined()
  })

  test('if it has more segments than engines allow', () => {
    const file = withData({ memories: [[0, uleb(100)]], data: row(100_001, { size: 1, gap: 1 }).map(active) })
    expect(compact(file)).toBeUndefined()
  })

  test.each(['rust', 'c', 'old-libc', 'assemblyscript', 'hello'])('if it is the fixture %s', async (name) => {
    const bytes = fixture(name)
    expect((await transpile(bytes, { cache: false, compact: true })).assets[0]!.bytes).toBe(bytes)
  })
})

describe('the name section', () => {
  const functionNames: Part = section(1, vec([[0, 'imported']]))
  const dataNames: Part = section(9, vec([[0, 'first']]))
  const imported: Part = [section(1, vec([[0x60, 0, 0]])), section(2, vec([importFunc('wasi_snapshot_preview1', 'f', 0)]))]
  const named = (...names: Part[]) => withData({ before: imported, data, after: custom('name', names) })

  test('loses the names of data segments, and keeps the others', () => {
    const text = Buffer.from(expectCompact(named(functionNames, dataNames), 1)).toString('latin1')
    expect(text).toContain('imported')
    expect(text).not.toContain('first')
  })

  test('is not split into its subsections, of which a hostile file has millions', () => {
    const others = Array.from({ length: 500 }, (_, at): Part => [10 + (at % 5), 1, at % 128])
    const file = named(functionNames, others, dataNames, others)
    const module = readModule(file)
    const content = compacted(file, module)!.edits.get(module.sections.at(-1)!)!
    expect(content).toHaveLength(2)
    expect(concat(content)).toEqual(bytes('name', functionNames, others, others))
  })

  test('stays as it is if it has none', () => {
    const file = named(functionNames)
    const edited = expectCompact(file, 1)
    const [section] = readModule(file).customs
    expect(Buffer.from(edited).includes(Buffer.from(file.subarray(section!.start, section!.end)))).toBe(true)
  })

  test('keeps the module as it is if it is damaged', () => {
    const file = named([1, 100, 0])
    expect(WebAssembly.validate(file)).toBe(true)
    expect(compact(file)).toBeUndefined()
  })
})

describe('the option', () => {
  const go = fixture('go')

  test('applies to modules and components; without it, nothing changes', async () => {
    const { assets, summary } = await transpile(go, { cache: false, compact: true })
    expect(image(new Uint8Array(assets[0]!.bytes)) === image(go)).toBe(true)
    expect(summary).toMatch(/\(36,\d{3} data segments merged into \d\d, about \d\d kB less to download compressed\)$/)
    const plain = await transpile(go, { cache: false })
    expect(plain.assets[0]!.bytes).toBe(go)
    expect(plain.summary).not.toContain('merged')

    const portable = await componentize(go, { cache: false, compact: true })
    expect(Buffer.from(portable).includes(Buffer.from(assets[0]!.bytes.subarray(-1_000_000)))).toBe(true)
    const whole = await componentize(go, { cache: false })
    expect(Buffer.from(whole).includes(Buffer.from(go.subarray(-1_000_000)))).toBe(true)
    expect(same(await componentize(go, { cache: false, compact: false }), whole)).toBe(true)
    const preview2 = await transpile(go, { cache: false, compact: true, host: 'preview2' })
    expect(same(preview2.assets[0]!.bytes, portable)).toBe(true)
    expect(preview2.summary).toMatch(/data segments merged into/)
  })

  test('applies to the core modules of a component', async () => {
    const whole = await componentize(go, { cache: false })
    const { assets, summary } = await transpile(whole, { cache: false, compact: true })
    expect(same(assets[0]!.bytes, await componentize(go, { cache: false, compact: true }))).toBe(true)
    expect(summary).toMatch(/data segments merged into/)
  })

  test('works together with strip, maxMemory and a start section', async () => {
    const file = withData({
      before: [types(func(), func([I32])), imports(importFunc('wasi_snapshot_preview1', 'proc_exit', 1)), section(3, vec([0]))],
      exported: [exportOf('_start', 0, 1)],
      between: [section(8, 1), section(10, vec([[2, 0, 0x0b]]))],
      data,
      after: [custom('.debug_info', 1, 2, 3), custom('name', section(9, vec([[0, 'first']])))],
    })
    const options = { cache: false, compact: true, strip: 'all', maxMemory: 10 * 65536 } as const
    const { assets, code, summary } = await transpile(file, options)
    const edited = new Uint8Array(assets[0]!.bytes)
    expect(image(edited)).toEqual(image(file))
    const module = readModule(edited)
    expect(module).toMatchObject({ customs: [], memories: [{ min: 4, max: 10 }] })
    expect(module.start).toBeUndefined()
    expect(code).toContain('start: "unwasi:start"')
    expect(summary).toMatch(/\(34 B of debug info left out; 300 data segments merged into 1, about/)
  })

  test('must be true or false', async () => {
    const invalid: object = { compact: 'yes' }
    await expect(transpile(go, invalid)).rejects.toThrow(/option 'compact': "yes"[^]*true or false/)
  })
})
