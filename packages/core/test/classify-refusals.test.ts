import { describe, expect, test } from 'vitest'
import type { UnwasiErrorCode } from '../src/errors.js'
import { accepted, alsoImporting, hello, importing, MEMORY, P1, refused, SIGNATURE_FD_WRITE, START } from './classify-harness.js'
import { custom, exportOf, func, FUNCREF, I32, I64, importFunc, module, program, uleb } from './wasm-bytes.js'

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
    ['WASIX', importing(['wasix_32v1', 'thread_spawn_v2']), 'UNSUPPORTED', /WASIX/, /wasm32-wasip1/],
    ['snapshot 0', importing(['wasi_unstable', 'fd_write']), 'UNSUPPORTED', /wasi_unstable/, /2021/],
    [
      'WasmEdge',
      importing([P1, 'sock_open'], [P1, 'sock_connect']),
      'UNSUPPORTED',
      /WasmEdge's sockets \(sock_open and sock_connect\)/,
      /network/,
    ],
    ['Javy plugin', importing(['javy-default-plugin-v3', 'invoke']), 'UNKNOWN_IMPORT', /Javy/, /without `-C dynamic`/],
    ['Javy provider', importing(['javy_quickjs_provider_v1', 'eval_bytecode']), 'UNKNOWN_IMPORT', /Javy/, /-d/],
    ['Go for js', importing(['gojs', 'runtime.wasmExit']), 'UNKNOWN_IMPORT', /GOOS=js/, /GOOS=wasip1/],
    [
      'wasm-bindgen',
      importing(['__wbindgen_placeholder__', '__wbindgen_throw']),
      'UNKNOWN_IMPORT',
      /wasm-bindgen/,
      /wasm32-wasip1/,
    ],
    ['wasm-bindgen after bindgen', importing(['wbg', '__wbindgen_throw']), 'UNKNOWN_IMPORT', /wasm-bindgen/, /wasm32-wasip1/],
    ['Dart', importing(['dart2wasm', '_12']), 'UNKNOWN_IMPORT', /dart2wasm/, /\.mjs/],
    ['Kotlin for js', importing(['js_code', 'kotlin.captureStackTrace']), 'UNKNOWN_IMPORT', /wasmJs/, /wasmWasi/],
    ['JavaScriptKit', importing(['javascript_kit', 'swjs_get_prop']), 'UNKNOWN_IMPORT', /JavaScriptKit/, /Swift/],
    ['GHC JSFFI', importing(['ghc_wasm_jsffi', 'newJSVal']), 'UNKNOWN_IMPORT', /Haskell/, /foreign import javascript/],
    ['Ruby with js', importing(['rb-js-abi-host', 'eval-js']), 'UNKNOWN_IMPORT', /js gem/, /without/],
    [
      'Emscripten',
      importing(['env', '__syscall_openat'], ['env', 'invoke_vii']),
      'UNKNOWN_IMPORT',
      /Emscripten/,
      /STANDALONE_WASM/,
    ],
    ['Emscripten, minified', importing(['a', 'a'], ['a', 'ab']), 'UNKNOWN_IMPORT', /Emscripten/, /STANDALONE_WASM/],
    [
      'Emscripten memory growth',
      importing(['env', 'emscripten_notify_memory_growth']),
      'UNKNOWN_IMPORT',
      /emscripten_notify_memory_growth/,
      /PURE_WASI/,
    ],
    [
      'AssemblyScript',
      hello({ imports: [importFunc('env', 'abort', 2)], types: [func(), SIGNATURE_FD_WRITE, func([I32, I32, I32, I32])] }),
      'UNKNOWN_IMPORT',
      /env\.abort/,
      /wasi-shim/,
    ],
    ['JavaScript built-ins', importing(['wasm:js-string', 'length']), 'UNKNOWN_IMPORT', /JavaScript host/, /WASI target/],
    ['neural networks', importing(['wasi_ephemeral_nn', 'load']), 'UNKNOWN_IMPORT', /extension/, /without/],
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
    ['both entries', hello({ exports: [MEMORY, START(1), exportOf('_initialize', 0, 1)] }), 'UNSUPPORTED', /both/, /reactor/],
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
