import { describe, expect, test } from 'vitest'
import { UnwasiError } from '../src/errors.js'
import { readModule, type CoreModule } from '../src/read/core-module.js'
import {
  bytes,
  component,
  custom,
  EXTERNREF,
  exportOf,
  exports,
  F64,
  func,
  FUNCREF,
  functions,
  I32,
  I64,
  importFunc,
  imports,
  memory,
  module,
  program,
  section,
  sleb,
  types,
  uleb,
  V128,
  vec,
  type Part,
} from './wasm-bytes.js'

function refusal(input: Uint8Array): UnwasiError {
  try {
    readModule(input)
  } catch (error) {
    if (error instanceof UnwasiError) return error
    throw error
  }
  throw new Error('it was read')
}

const features = (found: CoreModule) => [...found.features].sort()

describe('a module in order', () => {
  test('types, imports with their byte ranges, functions, memory, exports, start, customs', () => {
    const input = program({
      types: [func([I32, I64], [I32]), func(), func([F64])],
      imports: [importFunc('wasi_snapshot_preview1', 'fd_write', 0), importFunc('env', 'b', 1)],
      functions: [1, 2],
      memories: [[1, 2, 9]],
      exports: [exportOf('memory', 2, 0), exportOf('_start', 0, 2), exportOf('f', 0, 3), exportOf('again', 0, 0)],
      start: 2,
      customs: [custom('name', 1, 2, 3)],
    })
    const found = readModule(input)
    expect(found.types).toEqual([
      { params: ['i32', 'i64'], results: ['i32'] },
      { params: [], results: [] },
      { params: ['f64'], results: [] },
    ])
    expect(found.imports.map(({ module, name, kind, type }) => [module, name, kind, type])).toEqual([
      ['wasi_snapshot_preview1', 'fd_write', 'func', found.types[0]],
      ['env', 'b', 'func', found.types[1]],
    ])
    const [first, second] = found.imports
    expect([...input.subarray(first!.start, first!.end)]).toEqual([...bytes(importFunc('wasi_snapshot_preview1', 'fd_write', 0))])
    expect([...input.subarray(second!.start, second!.end)]).toEqual([...bytes(importFunc('env', 'b', 1))])
    expect(found.functionCount).toBe(2)
    expect(found.memories).toEqual([{ min: 2, max: 9, shared: false, memory64: false }])
    expect(found.exports[3]).toEqual({ name: 'again', kind: 'func', index: 0 })
    expect(found.start).toBe(2)
    expect(found.customs).toEqual([{ name: 'name', start: input.length - 10, end: input.length, data: input.length - 3 }])
    expect(found.exportedFunction('_start')).toEqual({ params: [], results: [] })
    expect(found.exportedFunction('f')).toEqual({ params: ['f64'], results: [] })
    expect(found.exportedFunction('again')).toBe(found.types[0])
    expect(found.exportedFunction('memory')).toBeUndefined()
    expect(found.exportedFunction('absent')).toBeUndefined()
    expect(found.funcType(4)).toBeUndefined()
  })

  test('function types are found, whatever the order of the queries', () => {
    const found = readModule(program({ types: [func(), func([I32]), func([I64])], functions: [0, 1, 2, 1] }))
    expect([3, 0, 2, 1].map((index) => found.funcType(index)?.params)).toEqual([['i32'], [], ['i64'], ['i32']])
  })

  test('function types are found deep in a long section, with type indices of one and two bytes', () => {
    const entries = Array.from({ length: 300 }, (_, i) => func(Array.from({ length: i % 3 }, () => I32)))
    const indices = Array.from({ length: 2000 }, (_, i) => (i * 7) % 300)
    const found = readModule(program({ types: entries, functions: indices }))
    for (const index of [1999, 0, 255, 256, 257, 1023, 1024, 511, 512]) {
      expect(found.funcType(index)?.params).toHaveLength(indices[index]! % 3)
    }
    expect(found.funcType(2000)).toBeUndefined()
  })

  test('code, data and initialisers are skipped, whatever they contain', () => {
    const garbage = Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff)
    const found = readModule(
      module(
        types(func()),
        section(3, vec([0])),
        section(4, uleb(2), [0x40, 0, 0x70, 0, 1], garbage),
        section(6, uleb(2), [0x7f, 0], garbage),
        exports(exportOf('t', 1, 1), exportOf('g', 3, 1)),
        section(9, garbage),
        section(10, uleb(1), garbage),
        section(11, garbage),
      ),
    )
    expect(found.exports.map(({ kind }) => kind)).toEqual(['table', 'global'])
  })

  test('a module without sections is a module', () => {
    expect(readModule(module()).sections).toEqual([])
  })

  test('names keep every character', () => {
    const name = '\uFEFF__proto__\u0000ü💥'
    const found = readModule(
      program({ types: [func()], functions: [0], exports: [exportOf(name, 0, 0), exportOf('__proto__', 0, 0)] }),
    )
    expect(found.exports.map((e) => e.name)).toEqual([name, '__proto__'])
    expect(found.exportedFunction('__proto__')).toEqual({ params: [], results: [] })
    expect(found.exportedFunction('constructor')).toBeUndefined()
  })
})

describe('the current type section', () => {
  const FIELD_I8 = [0x78, 1]
  const STRUCT = [0x5f, vec([FIELD_I8, [0x77, 0], [I32, 1], [[0x63, sleb(0)], 0]])]
  const ARRAY = [0x5e, 0x6e, 1]

  test('recursion groups and subtypes take as many indices as they define', () => {
    const found = readModule(
      program({
        types: [
          [0x4e, vec([[0x50, vec([]), STRUCT], [0x4f, vec([0]), STRUCT], func([[0x64, sleb(0)]])])],
          ARRAY,
          [0x4e, vec([])],
          [0x50, vec([]), func([I32])],
          func([], [I32, I64]),
        ],
        functions: [4, 5],
        exports: [exportOf('a', 0, 0), exportOf('b', 0, 1)],
      }),
    )
    expect(found.types).toMatchObject([
      undefined,
      undefined,
      { params: ['ref'], results: [] },
      undefined,
      { params: ['i32'], results: [] },
      { params: [], results: ['i32', 'i64'] },
    ])
    expect(found.exportedFunction('b')?.results).toEqual(['i32', 'i64'])
    expect(features(found)).toEqual(['gc', 'multi-value', 'typed function references'])
  })

  const references: readonly (readonly [name: string, type: Part, features: string[]])[] = [
    ['funcref', FUNCREF, ['reference types']],
    ['externref', EXTERNREF, ['reference types']],
    ['anyref', 0x6e, ['gc']],
    ['exnref', 0x69, ['exnref']],
    ['nullexnref', 0x74, ['exnref']],
    ['(ref func)', [0x64, 0x70], ['reference types', 'typed function references']],
    ['(ref null 0)', [0x63, sleb(0)], ['typed function references']],
    ['(ref 200), an index of two bytes', [0x64, sleb(200)], ['typed function references']],
    ['v128', V128, ['simd']],
  ]

  test('a type with supertypes needs GC, whatever it is', () => {
    expect(features(readModule(module(types(func(), [0x50, vec([0]), func()], [0x4f, vec([0]), func()]))))).toEqual(['gc'])
  })

  test.each(references)('%s', (_, type, expected) => {
    const found = readModule(module(types(func([type]))))
    expect(found.types[0]?.params).toHaveLength(1)
    expect(features(found)).toEqual(expected)
  })

  const unknown: readonly (readonly [name: string, type: Part])[] = [
    ['a continuation', [0x5d, 0]],
    ['a shared composite type', [0x65, 0x60, 0, 0]],
    ['a descriptor', [0x4d, 0, 0x60, 0, 0]],
    ['a value type', func([0x40])],
    ['a heap type', func([[0x64, 0x65]])],
    ['a mutability', [0x5e, I32, 2]],
  ]
  test.each(unknown)('%s that no finished proposal has is refused, with its offset', (_, type) => {
    const error = refusal(module(types(type)))
    expect(error.code).toBe('UNSUPPORTED')
    expect(error.headline).toMatch(/type section.*offset 0x/)
  })
})

describe('imports and memories', () => {
  test('every kind of import is read to its exact end', () => {
    const found = readModule(
      module(
        types(func([I32])),
        imports(
          ['m', 'table', 1, FUNCREF, 1, uleb(1), uleb(1000)],
          ['m', 'table64', 1, [0x63, sleb(0)], 5, uleb(1), uleb(2n ** 64n - 1n)],
          ['m', 'memory', 2, 3, uleb(1), uleb(300)],
          ['m', 'global', 3, [0x64, 0x70], 1],
          ['m', 'tag', 4, 0, uleb(0)],
          importFunc('m', 'func', 0),
        ),
      ),
    )
    expect(found.imports.map(({ name, kind }) => [name, kind])).toEqual([
      ['table', 'table'],
      ['table64', 'table'],
      ['memory', 'memory'],
      ['global', 'global'],
      ['tag', 'tag'],
      ['func', 'func'],
    ])
    expect(found.imports[2]?.memory).toEqual({ min: 1, max: 300, shared: true, memory64: false })
    expect(found.imports[4]?.type).toEqual({ params: ['i32'], results: [] })
    expect(found.funcType(0)).toEqual({ params: ['i32'], results: [] })
  })

  test('memory64, shared, custom page sizes, several memories', () => {
    const found = readModule(
      program({
        memories: [
          [0, 1],
          [5, uleb(1), uleb(2n ** 48n)],
          [3, 1, 2],
          [8, 0, 0],
          [0x0d, uleb(5), uleb(7), 16],
        ],
      }),
    )
    expect(found.memories).toEqual([
      { min: 1, shared: false, memory64: false },
      { min: 1, max: 2 ** 48, shared: false, memory64: true },
      { min: 1, max: 2, shared: true, memory64: false },
      { min: 0, shared: false, memory64: false, pageSizeLog2: 0 },
      { min: 5, max: 7, shared: false, memory64: true, pageSizeLog2: 16 },
    ])
    expect(features(found)).toEqual(['custom page sizes', 'memory64', 'multi-memory', 'threads'])
  })

  test('an imported and a defined memory count as two', () => {
    expect(features(readModule(module(imports(['m', 'm', 2, 0, 1]), memory(0, 1))))).toEqual(['multi-memory'])
  })

  test('exception tags', () => {
    const found = readModule(module(types(func([I32])), section(13, vec([[0, 0]])), exports(exportOf('t', 4, 0))))
    expect(features(found)).toEqual(['exceptions'])
    expect(found.exports).toEqual([{ name: 't', kind: 'tag', index: 0 }])
  })

  test('compact import groups are refused, because their entries have no byte ranges', () => {
    expect(refusal(module(types(func()), imports(['m', '', 0x7f, vec([['a', 0, 0]])]))).code).toBe('UNSUPPORTED')
  })
})

describe('malformed input', () => {
  const one = functions(0)
  const cases: readonly (readonly [name: string, input: Uint8Array, code: string])[] = [
    ['a section that reaches past the end', module([1, 5, 0]), 'TRUNCATED'],
    ['a custom section without a name', module([0, 0]), 'MALFORMED'],
    ['a list longer than its section', module(section(1, 9, func())), 'MALFORMED'],
    ['leftover bytes in a section', module(section(1, vec([func()]), 0)), 'MALFORMED'],
    ['sections out of order', module(types(func()), memory(0, 1), one.declared, one.code), 'MALFORMED'],
    ['a section twice', module(types(func()), types(func())), 'MALFORMED'],
    ['an unknown section', module(section(14, 0)), 'UNSUPPORTED'],
    ['functions without code', module(types(func()), one.declared), 'MALFORMED'],
    ['code without functions', module(types(func()), one.code), 'MALFORMED'],
    ['an import of a type that is not there', module(types(func()), imports(importFunc('m', 'f', 1))), 'MALFORMED'],
    ['an import of a type that is no function', module(types([0x5e, I32, 0]), imports(importFunc('m', 'f', 0))), 'MALFORMED'],
    [
      'an export of a function that is not there',
      program({ types: [func()], functions: [0], exports: [exportOf('f', 0, 1)] }),
      'MALFORMED',
    ],
    ['an export of a memory that is not there', program({ exports: [exportOf('m', 2, 1)] }), 'MALFORMED'],
    ['two exports of one name', program({ exports: [exportOf('m', 2, 0), exportOf('m', 2, 0)] }), 'MALFORMED'],
    ['a start function that is not there', program({ start: 0 }), 'MALFORMED'],
    ['a start function that wants an argument', program({ types: [func([I32])], functions: [0], start: 0 }), 'MALFORMED'],
    ['more parameters than engines take', module(types(func(Array(1001).fill(I32)))), 'UNSUPPORTED'],
    [
      'exports whose parameters are a million, of one type',
      program({
        types: [func(Array(1000).fill(I32))],
        functions: [0],
        exports: Array.from({ length: 1001 }, (_, index) => exportOf(`f${index}`, 0, 0)),
      }),
      'UNSUPPORTED',
    ],
    ['a maximum below the minimum', program({ memories: [[1, 2, 1]] }), 'MALFORMED'],
    ['memory flags that do not exist', program({ memories: [[0x10, 1]] }), 'UNSUPPORTED'],
    ['table flags that do not exist', module(section(4, vec([0x70, 0x5e, 1]))), 'UNSUPPORTED'],
    ['a tag with an attribute that does not exist', module(types(func()), section(13, vec([[1, 0]]))), 'UNSUPPORTED'],
    ['a global of a type that does not exist', module(section(6, vec([0x30, 0]))), 'UNSUPPORTED'],
    ['a name that is not UTF-8', module(exports([[1, 0xff], 2, 0])), 'MALFORMED'],
    ['a component', component(), 'NOT_A_MODULE'],
    ['a version that never was', bytes([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), 'UNSUPPORTED'],
  ]
  test.each(cases)('%s', (_, input, code) => {
    const error = refusal(input)
    expect(error.code).toBe(code)
    expect(error.why).not.toBe('')
    expect(error.fix).not.toBe('')
  })

  test('a function with a missing type is refused when it is exported, and otherwise when its type is looked up', () => {
    const found = readModule(program({ types: [func()], functions: [7, 0], exports: [exportOf('f', 0, 1)] }))
    expect(() => found.funcType(0)).toThrow(UnwasiError)
    expect(refusal(program({ types: [func()], functions: [7], exports: [exportOf('f', 0, 0)] })).code).toBe('MALFORMED')
  })
})

describe('input that is not WebAssembly is named', () => {
  const text = (content: string) => new TextEncoder().encode(content)
  const cases: readonly (readonly [name: string, input: Uint8Array, says: RegExp])[] = [
    ['nothing', bytes(), /empty file/],
    ['a web page', text('\n<!DOCTYPE html><html>'), /HTML/],
    ['a web page with a byte order mark', text('\uFEFF<html>'), /HTML/],
    ['JSON', text('{"error": 404}'), /JSON/],
    ['a JSON list', text('[1, 2]'), /JSON/],
    ['a JavaScript module', text("import x from 'y'\n"), /JavaScript/],
    ['a script with a comment', text('// glue\n'), /JavaScript/],
    ['WAT', text('(module (memory 1))'), /text \(WAT\)/],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:'), /Git LFS/],
    ['prose', text('Not Found'), /this is text/],
    ['gzip', bytes(0x1f, 0x8b, 8, 0), /gzip/],
    ['zstd', bytes(0x28, 0xb5, 0x2f, 0xfd), /zstd/],
    ['zip', bytes(0x50, 0x4b, 3, 4), /zip/],
    ['an ELF program', bytes(0x7f, 0x45, 0x4c, 0x46, 2), /ELF/],
    ['a program of Cosmopolitan', new TextEncoder().encode("MZqFpD='\n"), /Cosmopolitan/],
    ['an archive of objects', text('!<arch>\n'), /archive of object files/],
    ['unknown bytes', bytes(0xce, 0xb2, 0xcf, 0x81, 0, 1), /not a WebAssembly file/],
  ]
  test.each(cases)('%s', (_, input, says) => {
    const error = refusal(input)
    expect(error.code).toBe('NOT_WASM')
    expect(error.headline).toMatch(says)
  })

  test('text that is cut within a character is still text', () => {
    expect(refusal(text(`// ${'ü'.repeat(400)}`)).headline).toMatch(/JavaScript/)
  })

  test('a header that is cut short is truncated and not foreign', () => {
    for (let size = 1; size < 8; size++) expect(refusal(module().subarray(0, size)).code).toBe('TRUNCATED')
  })
})
