import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify } from '../src/classify.js'
import { UnwasiError } from '../src/errors.js'
import { inspect } from '../src/inspect.js'
import { readComponent } from '../src/read/component.js'
import { readModule, type FuncType, type ValType } from '../src/read/core-module.js'
import {
  component,
  custom,
  exportOf,
  F32,
  F64,
  func,
  I32,
  I64,
  importFunc,
  module,
  program,
  section,
  uleb,
  V128,
  vec,
} from './wasm-bytes.js'

const CODES: Readonly<Record<ValType, number>> = { i32: I32, i64: I64, f32: F32, f64: F64, v128: V128, ref: 0x70 }
const valTypes = fc.array(fc.constantFrom<ValType>('i32', 'i64', 'f32', 'f64', 'v128', 'ref'), { maxLength: 4 })
const funcTypes = fc.array(fc.record<FuncType>({ params: valTypes, results: valTypes }), { minLength: 1, maxLength: 6 })
const type = fc.nat({ max: 1000 })

const models = fc.record({
  types: funcTypes,
  imports: fc.array(
    fc.record({ module: fc.string({ maxLength: 6 }), name: fc.string({ unit: 'grapheme', maxLength: 6 }), type }),
    { maxLength: 5 },
  ),
  functions: fc.array(type, { maxLength: 200 }),
  exports: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 5 }),
  memories: fc.array(fc.tuple(fc.nat(0xffff), fc.option(fc.nat(0xffff), { nil: undefined })), { maxLength: 3 }),
})

test('what was encoded is read back', () => {
  fc.assert(
    fc.property(models, fc.nat(), (model, seed) => {
      const at = (index: number) => index % model.types.length
      const total = model.imports.length + model.functions.length
      const exported = total === 0 ? [] : model.exports.map((name, i) => ({ name, kind: 'func', index: (seed + i * 7) % total }))
      const memories = model.memories.map(([min, more]) => ({ min, ...(more !== undefined && { max: min + more }) }))
      const found = readModule(
        program({
          types: model.types.map(({ params, results }) =>
            func(
              params.map((t) => CODES[t]),
              results.map((t) => CODES[t]),
            ),
          ),
          imports: model.imports.map((entry) => importFunc(entry.module, entry.name, at(entry.type))),
          functions: model.functions.map(at),
          memories: memories.map(({ min, max }) => (max === undefined ? [0, uleb(min)] : [1, uleb(min), uleb(max)])),
          exports: exported.map(({ name, index }) => exportOf(name, 0, index)),
        }),
      )
      const functionTypes = [...model.imports.map((entry) => at(entry.type)), ...model.functions.map(at)].map(
        (index) => model.types[index],
      )
      expect(found.types.map((one) => one && { params: one.params, results: one.results })).toEqual(model.types)
      expect(found.imports.map((entry) => [entry.module, entry.name, entry.type])).toMatchObject(
        model.imports.map((entry) => [entry.module, entry.name, model.types[at(entry.type)]]),
      )
      expect(found.functionCount).toBe(model.functions.length)
      expect(found.exports).toEqual(exported)
      expect(found.memories).toEqual(memories.map((memory) => ({ ...memory, shared: false, memory64: false })))
      for (const { name, index } of exported) expect(found.exportedFunction(name)).toMatchObject(functionTypes[index]!)
    }),
  )
})

const RICH_MODULE = program({
  types: [
    func([I32, I32, I32, I32], [I32]),
    func([I32]),
    func(),
    [
      0x4e,
      vec([
        [
          0x50,
          vec([]),
          0x5f,
          vec([
            [0x78, 1],
            [[0x63, 0x03], 0],
          ]),
        ],
        [0x5e, 0x6e, 1],
      ]),
    ],
    func([[0x64, 3], V128], [I64, F64]),
  ],
  imports: [
    importFunc('wasi_snapshot_preview1', 'fd_write', 0),
    importFunc('wasi_snapshot_preview1', 'proc_exit', 1),
    ['m', 'table', 1, 0x70, 1, 1, uleb(1000)],
    ['m', 'memory', 2, 1, 1, uleb(300)],
    ['m', 'global', 3, [0x64, 0x70], 1],
    ['m', 'tag', 4, 0, 1],
  ],
  functions: [2, 5, 2],
  memories: [
    [5, uleb(1), uleb(2n ** 40n)],
    [8, 1, 0],
  ],
  exports: [exportOf('memory', 2, 0), exportOf('_start', 0, 2), exportOf('other', 0, 3)],
  start: 4,
  customs: [
    custom(
      'producers',
      vec([
        ['language', vec([['Go', 'go1.26']])],
        ['processed-by', vec([['Go cmd/compile', 'go1.26']])],
      ]),
    ),
    custom('target_features', vec([[0x2b, 'simd128']])),
  ],
})

const RICH_COMPONENT = component(
  section(
    10,
    vec([
      [0, 'wasi:io/error@0.2.12', 5, 0],
      [2, 'x', vec([[0, 'a:b/c']]), 3, 1],
    ]),
  ),
  section(1, RICH_MODULE),
  section(
    8,
    vec([
      [1, 0, 1, vec([[3, 0]])],
      [3, 1],
      [0, 0, 1, vec([0, [4, uleb(300)]]), 2],
    ]),
  ),
  section(4, component(section(1, module()), section(8, vec([[2, 0]])))),
  section(11, vec([[0, 'wasi:cli/run@0.2.12', 5, 0, 1, 5, 0]])),
  custom('producers', vec([])),
)

type Mutation =
  | { kind: 'set'; at: number; byte: number }
  | { kind: 'flip'; at: number; byte: number }
  | { kind: 'cut'; at: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'remove'; at: number; bytes: Uint8Array }

const at = fc.nat({ max: 1_000_000 })
const byte = fc.nat(255)
const some = fc.uint8Array({ minLength: 1, maxLength: 8 })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('set'), at, byte }),
  fc.record({ kind: fc.constant('flip'), at, byte }),
  fc.record({ kind: fc.constant('cut'), at }),
  fc.record({ kind: fc.constant('insert'), at, bytes: some }),
  fc.record({ kind: fc.constant('remove'), at, bytes: some }),
)

function mutate(input: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let out = [...input]
  for (const one of mutations) {
    const index = one.at % Math.max(out.length, 1)
    switch (one.kind) {
      case 'cut':
        out = out.slice(0, index)
        break
      case 'insert':
        out.splice(index, 0, ...one.bytes)
        break
      case 'remove':
        out.splice(index, one.bytes.length)
        break
      case 'set':
        out[index] = one.byte
        break
      case 'flip':
        out[index] = (out[index] ?? 0) ^ (1 << (one.byte & 7))
    }
  }
  return Uint8Array.from(out)
}

function onlyUnwasiErrors(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
  }
}

// The engine is the judge for modules that every engine knows: what it compiles must be read, and read the same.
const MVP_MODULE = program({
  types: [func(), func([I32, I64, F32, F64], [I32])],
  imports: [importFunc('a', 'b', 1), importFunc('', 'é', 0), ['m', 'g', 3, I32, 0], ['m', 't', 1, 0x70, 1, 1, 2]],
  functions: [0, 1, 0],
  memories: [[1, 1, uleb(300)]],
  exports: [exportOf('memory', 2, 0), exportOf('f', 0, 3), exportOf('i', 0, 0), exportOf('t', 1, 0), exportOf('g', 3, 0)],
  start: 1,
  customs: [custom('c', 1, 2, 3)],
})

const ENGINE_KINDS = { func: 'function', table: 'table', memory: 'memory', global: 'global', tag: 'tag' } as const

function agreesWithEngine(input: Uint8Array): void {
  const engineInput = input as Uint8Array<ArrayBuffer>
  if (!WebAssembly.validate(engineInput)) return
  const compiled = new WebAssembly.Module(engineInput)
  const found = readModule(input)
  const kind = (entry: { kind: keyof typeof ENGINE_KINDS }) => ENGINE_KINDS[entry.kind]
  expect(found.imports.map((entry) => [entry.module, entry.name, kind(entry)])).toEqual(
    WebAssembly.Module.imports(compiled).map((entry) => [entry.module, entry.name, entry.kind]),
  )
  expect(found.exports.map((entry) => [entry.name, kind(entry)])).toEqual(
    WebAssembly.Module.exports(compiled).map((entry) => [entry.name, entry.kind]),
  )
}

test('what the engine compiles is read, with the same imports and exports', () => {
  expect(WebAssembly.validate(MVP_MODULE as Uint8Array<ArrayBuffer>)).toBe(true)
  agreesWithEngine(MVP_MODULE)
  for (let i = 0; i < MVP_MODULE.length; i++) {
    for (let byte = 0; byte < 256; byte++) {
      const input = MVP_MODULE.slice()
      input[i] = byte
      agreesWithEngine(input)
    }
  }
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) =>
      agreesWithEngine(mutate(MVP_MODULE, mutations)),
    ),
    { numRuns: 3000 },
  )
})

describe.each([
  ['module', RICH_MODULE, readModule],
  ['component', RICH_COMPONENT, readComponent],
] as const)('a damaged %s', (_, sound, read) => {
  const survives = (input: Uint8Array): void => {
    onlyUnwasiErrors(() => readModule(input))
    onlyUnwasiErrors(() => readComponent(input))
    // classify returns every refusal as a value.
    expect(['command', 'reactor', 'component', 'refused']).toContain(classify(input).kind)
    onlyUnwasiErrors(() => JSON.stringify(inspect(input)))
  }

  test('undamaged, it is read', () => {
    expect(() => read(sound)).not.toThrow()
  })

  test('cut anywhere, it is refused, or was complete up to there', () => {
    for (let size = 0; size < sound.length; size++) survives(sound.subarray(0, size))
  })

  test('with any byte changed to any other, it is read or refused', () => {
    for (let i = 0; i < sound.length; i++) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff, sound[i]! ^ 0x01, sound[i]! ^ 0x40]) {
        const input = sound.slice()
        input[i] = byte
        survives(input)
      }
    }
  })

  test('with random mutations, it is read or refused', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => survives(mutate(sound, mutations))),
      { numRuns: 3000 },
    )
  })
})

test('random bytes after a valid header are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (body, asComponent) => {
      const input = asComponent ? component(body) : module(body)
      onlyUnwasiErrors(() => JSON.stringify(inspect(input)))
      classify(input)
    }),
    { numRuns: 3000 },
  )
})
