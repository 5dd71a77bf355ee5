import { describe, expect, test } from 'vitest'
import { UnwasiError } from '../src/errors.js'
import { fixture } from '../../../fixtures/index.mjs'
import { inspect } from '../src/inspect.js'
import {
  bytes,
  component,
  custom,
  exportOf,
  func,
  I32,
  importFunc,
  module,
  program,
  section,
  uleb,
  V128,
  vec,
} from './wasm-bytes.js'

const P1 = 'wasi_snapshot_preview1'
const MEMORY = exportOf('memory', 2, 0)
const PRODUCERS = custom(
  'producers',
  vec([
    ['language', vec([['Go', 'go1.26.8']])],
    ['processed-by', vec([['Go cmd/compile', 'go1.26.8']])],
  ]),
)

const program1 = program({
  types: [func(), func([I32, I32, I32, I32], [I32]), func([I32, I32], [I32])],
  imports: [importFunc(P1, 'fd_write', 1), importFunc(P1, 'random_get', 2), importFunc(P1, 'fd_write', 1)],
  functions: [0],
  memories: [[1, 2, uleb(300)]],
  exports: [MEMORY, exportOf('_start', 0, 3)],
  start: 3,
  customs: [
    PRODUCERS,
    custom('name', 1, 2, 3),
    custom('.debug_info', 1, 2, 3, 4),
    custom('target_features', vec([[0x2b, 'sign-ext']])),
    custom('other'),
  ],
})

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test.each(['.debug_str', 'reloc..debug_info', 'external_debug_info', 'sourceMappingURL'])('%s is debug information', (name) => {
  const section = bytes(custom(name, 1, 2, 3))
  expect(inspect(program({ customs: [section], exports: [MEMORY] })).sizes.debug).toBe(section.length)
})

test('a complete command', () => {
  expect(inspect(program1, { file: 'a.wasm' })).toEqual({
    file: 'a.wasm',
    kind: 'command',
    converts: true,
    toolchain: { name: 'Go', version: '1.26.8' },
    languages: [{ name: 'Go', version: '1.26.8' }],
    tools: [{ name: 'Go cmd/compile', version: '1.26.8' }],
    imports: [
      { module: P1, name: 'fd_write', kind: 'func', needs: 'standard streams and filesystem' },
      { module: P1, name: 'random_get', kind: 'func', needs: 'random' },
    ],
    exports: [
      { name: 'memory', kind: 'memory' },
      { name: '_start', kind: 'func', type: { params: [], results: [] } },
    ],
    memories: [{ min: 2, max: 300, pageSize: 65536, shared: false, memory64: false, imported: false }],
    sizes: { total: program1.length, code: 7, data: 0, debug: 18, names: 10, other: program1.length - 35 },
    features: [],
    engines: { lowest: {}, features: [] },
    adapter: {
      present: false,
      outcome: 'works',
      why: "The program never asks for more memory, so it does not meet the adapter's pages.",
      advice: [],
    },
    targetFeatures: ['sign-ext'],
    coreModules: 1,
    notes: [
      `It imports ${P1}.fd_write more than once.`,
      'It has a start section: some of its code runs before _start or _initialize.',
    ],
  })
})

test('without a file the result has no file', () => {
  expect(inspect(program1)).not.toHaveProperty('file')
})

describe('a module that would be refused is still described', () => {
  test('memory64, threads and unknown imports at once', () => {
    const found = inspect(
      program({
        types: [func([V128])],
        imports: [importFunc('gojs', 'runtime.wasmExit', 0), ['env', 'memory', 2, 7, 1, uleb(2n ** 40n)]],
        memories: [[8, 1, 0]],
        functions: [0],
        exports: [exportOf('run', 0, 0)],
      }),
    )
    expect(found).toMatchObject({
      kind: 'reactor',
      converts: false,
      refusal: { code: 'MEMORY64' },
      imports: [
        { module: 'gojs', needs: 'something outside preview1' },
        { module: 'env', kind: 'memory' },
      ],
      memories: [
        { min: 1, max: 2 ** 40, memory64: true, shared: true, imported: true },
        { min: 1, pageSize: 1, imported: false },
      ],
      features: ['simd', 'threads', 'memory64', 'custom page sizes', 'multi-memory'],
    })
    expect(found.refusal?.fix).not.toBe('')
  })

  test('a module with nothing to call', () => {
    expect(inspect(module())).toMatchObject({ kind: 'module', converts: false, refusal: { code: 'NO_ENTRY' } })
  })

  test('a library, including functions that could not be called', () => {
    const found = inspect(
      program({ types: [func(), func([V128])], functions: [0, 1], exports: [MEMORY, exportOf('f', 0, 0), exportOf('v', 0, 1)] }),
    )
    expect(found.kind).toBe('reactor')
    expect(found.notes).toEqual([expect.stringMatching(/can't be called.*: v\.$/)])
    expect(found.converts).toBe(found.refusal === undefined)
  })

  test('a proposal that the reader does not know is a refusal and not an error', () => {
    const found = inspect(module(section(1, vec([[0x5d, 0]]))))
    expect(found).toMatchObject({ converts: false, refusal: { code: 'UNSUPPORTED' }, sizes: { total: 13 } })
    expect(found.notes).toEqual([expect.stringMatching(/^Not all of it could be read/)])
  })

  test('a damaged custom section is a remark', () => {
    const found = inspect(
      program({
        types: [func()],
        functions: [0],
        exports: [MEMORY, exportOf('_start', 0, 0)],
        customs: [custom('producers', 9)],
      }),
    )
    expect(found.converts).toBe(true)
    expect(found.notes).toEqual([expect.stringMatching(/damaged, which is harmless/)])
  })
})

describe('components', () => {
  const run = component(
    // The type of an interface with a function `f` without parameters and results.
    section(
      7,
      vec([
        [
          0x42,
          vec([
            [1, 0x40, 0, 1, 0],
            [4, 0, 'f', 1, 0],
          ]),
        ],
      ]),
    ),
    section(
      10,
      vec([
        [0, 'wasi:filesystem/types@0.2.12', 5, 0],
        [0, 'my:own/thing', 5, 0],
      ]),
    ),
    section(1, module()),
    section(1, program1),
    section(4, component(section(1, program1))),
    section(11, vec([[0, 'wasi:cli/run@0.2.12', 5, 0, 0]])),
  )

  test('interfaces, the sizes of all core modules, the toolchain of the largest one', () => {
    expect(inspect(run)).toMatchObject({
      kind: 'component',
      coreModules: 2,
      toolchain: { name: 'Go', version: '1.26.8' },
      imports: [
        { module: 'wasi:filesystem/types@0.2.12', kind: 'interface', needs: 'filesystem' },
        { module: 'my:own/thing', kind: 'interface', needs: 'something outside WASI' },
      ],
      exports: [{ name: 'wasi:cli/run@0.2.12', kind: 'interface' }],
      sizes: { total: run.length, code: 14, names: 20, debug: 36 },
    })
  })

  test('functions and interfaces that a component exports', () => {
    expect(inspect(fixture('p2-typed')).exports).toEqual([
      ...['add', 'log', 'dice', 'trap'].map((name) => ({ name, kind: 'func' })),
      { name: 'unwasi:typed/shapes@1.0.0', kind: 'interface' },
    ])
  })

  test('an adapter is not taken for the program, even if it is larger', () => {
    const adapter = program({
      types: [func()],
      imports: [['env', 'memory', 2, 0, 1]],
      functions: [0],
      memories: [],
      exports: [exportOf('cabi_import_realloc', 0, 0)],
      customs: [
        custom('producers', vec([['processed-by', vec([['rustc', '1.98.0']])]])),
        custom('padding', new Uint8Array(1000)),
      ],
    })
    expect(inspect(component(section(1, program1), section(1, adapter))).toolchain?.name).toBe('Go')
  })

  test('async is a feature and a refusal', () => {
    const found = inspect(component(section(8, vec([[9, 1, 0, 0]]))))
    expect(found).toMatchObject({
      kind: 'component',
      converts: false,
      refusal: { code: 'UNSUPPORTED' },
      features: ['component-model async'],
    })
  })
})

test('every result survives JSON', () => {
  for (const input of [program1, module(), component(), program({ memories: [[5, 1, uleb(2n ** 48n)]] })]) {
    const found = inspect(input)
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  }
})

test.each([
  ['nothing', new Uint8Array(), 'NOT_WASM'],
  ['a file cut short', program1.subarray(0, 40), 'TRUNCATED'],
  ['a list that is too long', module(section(1, 5)), 'MALFORMED'],
] as const)('%s throws, with the file', (_, input, code) => {
  const error = thrown(() => inspect(input, { file: 'x.wasm' }))
  expect(error).toBeInstanceOf(UnwasiError)
  expect(error).toMatchObject({ code, file: 'x.wasm' })
})

test.each([
  ['an ArrayBuffer', new ArrayBuffer(8), /not \[object ArrayBuffer\]; pass new Uint8Array\(buffer\)/],
  ['a path', 'main.wasm', /not \[object String\]/],
  ['nothing', undefined, /not \[object Undefined\]/],
  ['what nobody awaited', Promise.resolve(program1), /not \[object Promise\]/],
])('%s is not accepted as bytes', (_, input, message) => {
  expect(() => inspect(input as unknown as Uint8Array)).toThrow(TypeError)
  expect(() => inspect(input as unknown as Uint8Array)).toThrow(message)
})
