import { describe, expect, test } from 'vitest'
import { readModule } from '../src/read/core-module.js'
import { readProducers, readTargetFeatures, toolchain } from '../src/read/producers.js'
import { custom, exportOf, func, importFunc, program, vec, type Part } from './wasm-bytes.js'

type Fields = Record<string, readonly (readonly [name: string, version: string])[]>

const producers = (fields: Fields): Part =>
  custom(
    'producers',
    vec(Object.entries(fields).map(([field, values]) => [field, vec(values.map(([name, version]) => [name, version]))])),
  )

/** The type of an empty struct, which needs garbage collection. */
const STRUCT = [0x5f, 0]
const utf16 = (text: string) => [...Buffer.from(text, 'utf16le')]

const CLANG = ['clang', '21.1.4-wasi-sdk (https://github.com/llvm/llvm-project 222fc11f)'] as const

function built(
  customs: readonly Part[],
  imports: readonly string[] = [],
  exports: readonly string[] = [],
  more: readonly Part[] = [],
) {
  const input = program({
    types: [func(), ...more],
    imports: imports.map((from) => importFunc(from, 'f', 0)),
    functions: [0],
    exports: exports.map((name) => exportOf(name, 0, imports.length)),
    customs,
  })
  const module = readModule(input)
  return toolchain(input, module, readProducers(input, module.customs))
}

test('the fields of the section, versions without build details', () => {
  const input = program({
    customs: [
      producers({
        language: [
          ['C11', ''],
          ['Rust', ''],
        ],
        'processed-by': [CLANG, ['rustc', '1.96.0 (ac68faa20 2026-05-25)']],
        sdk: [['x', '1']],
        odd: [['a', 'b']],
      }),
    ],
  })
  expect(readProducers(input, readModule(input).customs)).toEqual({
    languages: [{ name: 'C11' }, { name: 'Rust' }],
    tools: [
      { name: 'clang', version: '21.1.4-wasi-sdk' },
      { name: 'rustc', version: '1.96.0' },
    ],
    sdks: [{ name: 'x', version: '1' }],
  })
})

test('target features: what may be used', () => {
  const input = program({
    customs: [
      custom(
        'target_features',
        vec([
          ['+'.charCodeAt(0), 'simd128'],
          ['-'.charCodeAt(0), 'atomics'],
        ]),
      ),
    ],
  })
  expect(readTargetFeatures(input, readModule(input).customs)).toEqual({ features: ['simd128'] })
})

test('a damaged section is reported and does no harm', () => {
  for (const payload of [[0x05], [1, 0xff], vec([['language', [9]]]), [vec([]), 7]]) {
    const input = program({ customs: [custom('producers', payload), custom('target_features', 0x7f)] })
    const { customs } = readModule(input)
    expect(readProducers(input, customs).damaged).toMatch(/^the producers section has/)
    expect(readTargetFeatures(input, customs).damaged).toMatch(/^the target_features section has/)
  }
})

describe('toolchain', () => {
  const cases: readonly (readonly [name: string, origin: ReturnType<typeof built>, expected: ReturnType<typeof built>])[] = [
    [
      'Go',
      built([
        custom('go:buildid', 'x'),
        producers({ language: [['Go', 'go1.26.8']], 'processed-by': [['Go cmd/compile', 'go1.26.8']] }),
      ]),
      { name: 'Go', version: '1.26.8' },
    ],
    ['Go without producers', built([custom('go:buildid', 'x')]), { name: 'Go' }],
    [
      'TinyGo, whose libraries are C',
      built([producers({ 'processed-by': [CLANG, ['TinyGo', '0.39.0']] })]),
      { name: 'TinyGo', version: '0.39.0' },
    ],
    [
      'Rust, whose libc is C',
      built([producers({ 'processed-by': [CLANG, ['rustc', '1.96.0 (x)']] })]),
      { name: 'Rust', version: '1.96.0' },
    ],
    [
      'wasi-sdk',
      built([producers({ language: [['C11', '']], 'processed-by': [CLANG] })]),
      { name: 'wasi-sdk clang', version: '21.1.4' },
    ],
    ['another clang', built([producers({ 'processed-by': [['clang', '14.0.6']] })]), { name: 'clang', version: '14.0.6' }],
    [
      'Swift',
      built([producers({ language: [['Swift', '']], 'processed-by': [CLANG, ['Swift', '6.2.1 (swift-6.2.1-RELEASE)']] })]),
      { name: 'Swift', version: '6.2.1' },
    ],
    ['Zig', built([producers({ 'processed-by': [['zig', '0.15.2']] })]), { name: 'Zig', version: '0.15.2' }],
    ['AssemblyScript', built([], [], ['__new', '__pin', '__unpin', '__collect']), { name: 'AssemblyScript' }],
    ['Haskell', built([producers({ 'processed-by': [CLANG] })], ['ghc_wasm_jsffi']), { name: 'Haskell' }],
    ['a Haskell library', built([producers({ 'processed-by': [CLANG] })], [], ['hs_init']), { name: 'Haskell' }],
    [
      'Emscripten',
      built([producers({ 'processed-by': [['clang', '22.0.0git']] })], [], ['emscripten_stack_get_current']),
      { name: 'Emscripten' },
    ],
    ['Javy', built([custom('javy_source', 'x'), producers({ 'processed-by': [['rustc', '1.80.0']] })]), { name: 'Javy' }],
    ['Dart', built([], ['dart2wasm']), { name: 'Dart' }],
    [
      'another compiler with one language',
      built([producers({ language: [['Grain', '0.7']] })]),
      { name: 'Grain', version: '0.7' },
    ],
    ['TeaVM', built([], [], ['teavm_allocateString']), { name: 'TeaVM' }],
    ['Kotlin, by its names', built([custom('name', 'kotlin.Any')], [], [], [STRUCT]), { name: 'Kotlin' }],
    ['Kotlin, by its strings', built([custom('x', utf16('kotlin.Any'))], [], [], [STRUCT]), { name: 'Kotlin' }],
    ['a program about Kotlin', built([custom('name', 'kotlin.Any')]), undefined],
    ['another language with garbage collection', built([], [], [], [STRUCT]), undefined],
    ['no traces', built([]), undefined],
  ]
  test.each(cases)('%s', (_, origin, expected) => {
    expect(origin).toEqual(expected)
  })
})
