import { describe, expect, test } from 'vitest'
import type { UnwasiErrorCode } from '../src/errors.js'
import { accepted, alsoImporting, hello, importing, MEMORY, P1, refused, SIGNATURE_FD_WRITE, START } from './classify-harness.js'
import { custom, exportOf, EXTERNREF, func, FUNCREF, I32, I64, importFunc, module, program, uleb, V128 } from './wasm-bytes.js'

describe('refusals', () => {
  type Case = readonly [name: string, input: Uint8Array, code: UnwasiErrorCode, headline: RegExp, fix: RegExp]
  const cases: readonly Case[] = [
    ['not wasm', new TextEncoder().encode('<html>'), 'NOT_WASM', /HTML/, /URL or path/],
    ['truncated', hello().subarray(0, 30), 'TRUNCATED', /ends after 30 bytes/, /again/],
    ['threads by import', importing(['wasi', 'thread-spawn']), 'THREADS', /wasi\.thread-spawn/, /wasm32-wasip1/],
    ['threads by shared memory', hello({ memories: [[3, 1, 2]] }), 'THREADS', /shared memory/, /-pthread/],
    [
      'threads by imported memory',
      alsoImporting(['env', 'memory', 2, 3, 1, 2], { memories: [] }),
      'THREADS',
      /shared memory/,
      /wasip1/,
    ],
    ['memory64', hello({ memories: [[4, 1]] }), 'MEMORY64', /64-bit/, /wasm32/],
    ['memory64 by import', alsoImporting(['env', 'memory', 2, 4, 1], { memories: [] }), 'MEMORY64', /64-bit/, /wasm32/],
    [
      'memory64, whose functions take other types',
      program({
        types: [func(), func([I32, I64, I64, I64], [I32])],
        imports: [importFunc(P1, 'fd_write', 1)],
        functions: [0],
        memories: [[4, 1]],
        exports: [MEMORY, START(1)],
      }),
      'MEMORY64',
      /64-bit/,
      /wasm32/,
    ],
    ['small pages', hello({ memories: [[8, 1, 0]] }), 'UNSUPPORTED', /pages of 1 bytes/, /page-size/],
    [
      'WasmEdge',
      importing([P1, 'sock_open'], [P1, 'sock_connect']),
      'UNSUPPORTED',
      /WasmEdge's sockets \(sock_open and sock_connect\)/,
      /network/,
    ],
    [
      'unknown functions of env',
      importing(['env', 'frobnicate']),
      'UNKNOWN_IMPORT',
      /env\.frobnicate, which is not part of WASI/,
      /--allow-undefined/,
    ],
    ['another host', importing(['host', 'f'], ['host', 'g']), 'UNKNOWN_IMPORT', /host\.f and host\.g, which are not/, /wasip1/],
    ['an unknown preview1 function', importing([P1, 'fd_fly']), 'UNKNOWN_IMPORT', /fd_fly/, /plain WASI/],
    ['a name that every object has', importing([P1, 'constructor']), 'UNKNOWN_IMPORT', /constructor/, /plain WASI/],
    [
      'a wrong signature',
      importing([P1, 'sched_yield']),
      'UNKNOWN_IMPORT',
      /sched_yield as \(\) -> nothing, but in WASI its signature is \(\) -> i32/,
      /declaration/,
    ],
    [
      'an imported memory',
      alsoImporting(['env', 'memory', 2, 0, 1], { memories: [] }),
      'UNKNOWN_IMPORT',
      /imports a memory \(env\.memory\)/,
      /--import-memory/,
    ],
    ['an imported table', alsoImporting(['env', 't', 1, FUNCREF, 0, 1]), 'UNKNOWN_IMPORT', /imports a table/, /--import-table/],
    ['an imported global', alsoImporting(['env', 'g', 3, I32, 0]), 'UNKNOWN_IMPORT', /imports a global/, /statically/],
    ['an imported tag', alsoImporting(['env', '__cpp_exception', 4, 0, 0]), 'UNKNOWN_IMPORT', /imports a tag/, /exception tag/],
    [
      'a preview1 name that is no function',
      alsoImporting([P1, 'fd_write', 3, I32, 0]),
      'UNKNOWN_IMPORT',
      /imports a global/,
      /statically/,
    ],
    [
      'an object file',
      alsoImporting(['env', '__linear_memory', 2, 0, 1], { memories: [], customs: [custom('linking', 2)] }),
      'UNSUPPORTED',
      /object file/,
      /-c/,
    ],
    ['a shared library', hello({ customs: [custom('dylink.0', 0)] }), 'UNSUPPORTED', /shared library/, /-shared/],
    ['no memory', hello({ memories: [], exports: [START(1)] }), 'NO_MEMORY', /has no memory/, /\(memory \(export "memory"\) 1\)/],
    [
      'a memory that is not exported',
      hello({ exports: [START(1)] }),
      'NO_MEMORY',
      /does not export its memory/,
      /--export-memory/,
    ],
    [
      'a memory of another name',
      hello({ exports: [exportOf('mem', 2, 0), START(1)] }),
      'NO_MEMORY',
      /as mem, not as `memory`/,
      /--export-memory/,
    ],
    [
      'a function called memory',
      hello({ exports: [exportOf('memory', 0, 1), START(1)] }),
      'NO_MEMORY',
      /does not export its memory/,
      /--export-memory/,
    ],
    ['nothing to call', program({ exports: [MEMORY] }), 'NO_ENTRY', /no entry/, /wasmexport/],
    [
      '_start with parameters',
      hello({ exports: [MEMORY, exportOf('_start', 0, 0)] }),
      'NO_ENTRY',
      /`_start` has the signature \(i32, i32, i32, i32\) -> i32/,
      /toolchain/,
    ],
    [
      '_start that is no function',
      hello({ exports: [exportOf('_start', 2, 0)] }),
      'NO_ENTRY',
      /`_start` is not a function/,
      /toolchain/,
    ],
    [
      '_initialize with parameters',
      hello({ exports: [MEMORY, exportOf('_initialize', 0, 0)] }),
      'NO_ENTRY',
      /`_initialize` has/,
      /toolchain/,
    ],
  ]
  test.each(cases)('%s', (_, input, code, headline, fix) => {
    const error = refused(input, { file: 'dir/app.wasm' })
    expect([error.code, error.headline]).toEqual([code, expect.stringMatching(headline)])
    expect(error.fix).toMatch(fix)
    expect(error.why.length).toBeGreaterThan(10)
    expect(error.message).toContain('dir/app.wasm')
  })

  test('of many imports, some are named and the others counted', () => {
    const names = Array.from({ length: 20 }, (_, i) => ['env', `f${i}`] as const)
    expect(refused(importing(...names)).headline).toMatch(/env\.f0, .*env\.f5 and 14 more/)
  })

  test('names in the file cannot break the message', () => {
    const { headline } = refused(importing(['env', `a\n\u001B[31m${'x'.repeat(500)}`]))
    expect([...headline].filter((char) => char < ' ')).toEqual([])
    expect(headline.length).toBeLessThan(250)
  })

  test.each([
    ['a vector', func([V128]), /env\.f \(v128\) -> nothing/],
    ['a vector that is returned', func([], [I32, V128]), /env\.f/],
    ['a function that is returned', func([FUNCREF], [FUNCREF]), /env\.f \(ref\) -> ref/],
    ['an exception', func([0x69]), /env\.f/],
    ['a reference that may not be null', func([], [[0x64, 0x6f]]), /env\.f/],
  ])('functions over %s, provided or not', (_, type, headline) => {
    const input = hello({
      types: [func(), SIGNATURE_FD_WRITE, type],
      imports: [importFunc('env', 'f', 2), importFunc(P1, 'fd_write', 1)],
      exports: [MEMORY, START(2)],
    })
    for (const provided of [() => true, () => false]) {
      const error = refused(input, { provided })
      expect([error.code, error.headline]).toEqual(['UNSUPPORTED', expect.stringMatching(headline)])
      expect(error.fix).toMatch(/Pass vectors through the memory/)
    }
  })

  test('other references are accepted', () => {
    const type = func([EXTERNREF, FUNCREF, [0x64, 0x6f]], [I32, EXTERNREF])
    const input = hello({
      types: [func(), SIGNATURE_FD_WRITE, type],
      imports: [importFunc('env', 'f', 2), importFunc(P1, 'fd_write', 1)],
      exports: [MEMORY, START(2)],
    })
    expect(accepted('command', input, { provided: () => true })).toMatchObject({ given: [{ name: 'f' }] })
  })

  test('imports that the caller maps are accepted', () => {
    const input = importing(['env', 'f'], ['env', 'g'])
    expect(accepted('command', input, { provided: ({ module }) => module === 'env' }).given.map(({ name }) => name)).toEqual([
      'f',
      'g',
    ])
    expect(refused(input, { provided: ({ name }) => name === 'f' }).headline).toMatch(/imports env\.g, which/)
  })

  test('a mapping does not provide memories', () => {
    const input = alsoImporting(['env', 'memory', 2, 0, uleb(1)], { memories: [] })
    expect(refused(input, { provided: () => true }).headline).toMatch(/imports a memory/)
  })

  test('the most specific reason wins', () => {
    expect(refused(importing(['env', 'f'], ['gojs', 'x'])).headline).toMatch(/GOOS=js/)
    expect(refused(importing(['env', 'f'], ['wasi', 'thread-spawn'])).code).toBe('THREADS')
  })

  test('an empty module has nothing to call', () => {
    expect(refused(module()).code).toBe('NO_ENTRY')
  })
})
