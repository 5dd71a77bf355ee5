import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../fixtures/components.mjs'
import { WORLDS } from '../src/classify/foreign.js'
import { readModule } from '../src/read/core-module.js'
import { alsoImporting, hello, importing, MEMORY, refused, SIGNATURE_FD_WRITE, START } from './classify-harness.js'
import { custom, exportOf, func, I32, importFunc } from './wasm-bytes.js'

/** What a file is, an import that shows it, and what the headline and the remedy say. */
type Row = readonly [is: string, module: string, name: string, headline: RegExp, fix: RegExp]

const BINDGEN = [/wasm-bindgen/, /wasm32-wasip1/] as const
const EMSCRIPTEN = [/Emscripten for its own JavaScript/, /STANDALONE_WASM/] as const
const PROXY = [/proxy-wasm filter/, /proxy/] as const
const CONTRACT = [/smart contract/, /blockchain/] as const
const PART = [/part of a component/, /component itself/] as const

const rows: readonly Row[] = [
  ['WASIX', 'wasix_32v1', 'thread_spawn_v2', /WASIX/, /wasm32-wasip1/],
  ['a Node-API addon', 'env', 'napi_create_function', /Node-API addon/, /npm package/],
  ['a Node-API addon by module', 'napi', 'napi_create_function', /Node-API addon/, /npm package/],
  ['a Node-API addon, emnapi’s own', 'env', '_emnapi_get_last_error_info', /Node-API addon/, /npm package/],
  ['a Javy module', 'javy-default-plugin-v3', 'invoke', /Javy/, /without `-C dynamic`/],
  ['an older Javy module', 'javy_quickjs_provider_v1', 'eval_bytecode', /Javy/, /-d/],
  ['an Extism plugin', 'extism:host/env', 'input_length', /an Extism plugin/, /@extism\/extism/],
  ['an Extism plugin with functions of its host', 'extism:host/user', 'query', /an Extism plugin/, /@extism\/extism/],
  ['an old Extism plugin', 'env', 'extism_input_length', /an Extism plugin/, /@extism\/extism/],
  ['a proxy-wasm filter', 'env', 'proxy_log', ...PROXY],
  ['a proxy-wasm filter that reads headers', 'env', 'proxy_get_header_map_value', ...PROXY],
  ['a policy', 'env', 'opa_builtin0', /Open Policy Agent/, /@open-policy-agent\/opa-wasm/],
  ['a waPC guest', 'wapc', '__guest_request', /waPC/, /@wapc\/host/],
  ['a plugin for swc', 'env', '__set_transform_result', /swc/, /jsc\.experimental\.plugins/],
  ['a plugin for swc with hygiene', 'env', '__syntax_context_apply_mark_proxy', /swc/, /jsc\.experimental\.plugins/],
  ['Fastly', 'fastly_http_req', 'new', /Fastly Compute/, /fastly compute serve/],
  ['old Fastly', 'env', 'xqd_req_new', /Fastly Compute/, /fastly compute serve/],
  ['Shopify', 'shopify_function_v2', 'input_get', /Shopify Function/, /shopify app/],
  ['Spin', 'wasi-outbound-http', 'request', /Spin 1/, /spin up/],
  ['Zellij', 'zellij', 'host_run_plugin_command', /Zellij/, /zellij plugin/],
  ['WASM-4', 'env', 'blitSub', /WASM-4/, /w4 run/],
  ['Lapce', 'lapce', 'host_handle_rpc', /plugin for Lapce/, /Install it in Lapce/],
  ['Typst', 'typst_env', 'wasm_minimal_protocol_write_args_to_buffer', /plugin for Typst/, /#plugin/],
  ['SpacetimeDB', 'spacetime_10.0', 'table_id_from_name', /SpacetimeDB/, /spacetime publish/],
  ['NGINX Unit', 'env', 'nxt_wasm_response_end', /NGINX Unit/, /configuration/],
  ['Redpanda', 'redpanda_transform', 'read_next_record', /transform for Redpanda/, /rpk transform deploy/],
  ['Lunatic', 'lunatic::process', 'spawn', /Lunatic/, /lunatic run/],
  ['MoonBit', '__moonbit_fs_unstable', 'args_get', /MoonBit/, /moonrun/],
  ['a canister', 'ic0', 'msg_reply', /Internet Computer/, /deploy/],
  ['a contract for CosmWasm', 'env', 'addr_validate', ...CONTRACT],
  ['a contract for NEAR', 'env', 'read_register', ...CONTRACT],
  ['a contract for Stylus', 'vm_hooks', 'storage_load_bytes32', ...CONTRACT],
  ['a runtime of Substrate', 'env', 'ext_hashing_blake2_256_version_1', ...CONTRACT],
  ['a contract for MultiversX', 'env', 'mBufferSetBytes', ...CONTRACT],
  ['a contract for Antelope', 'env', 'eosio_assert', ...CONTRACT],
  ['a contract for Polkadot', 'seal0', 'seal_input', ...CONTRACT],
  ['TinyGo for browsers', 'gojs', 'runtime.ticks', /TinyGo's -target=wasm/, /-target=wasip1/],
  ['older TinyGo for browsers', 'env', 'syscall/js.valueGet', /TinyGo's -target=wasm/, /-target=wasip1/],
  ['Go for browsers', 'gojs', 'runtime.wasmExit', /GOOS=js/, /GOOS=wasip1/],
  ['wasm-bindgen before bindgen', '__wbindgen_placeholder__', '__wbindgen_throw', ...BINDGEN],
  ['wasm-bindgen for the web', 'wbg', '__wbindgen_throw', ...BINDGEN],
  ['wasm-bindgen for bundlers', './x_bg.js', '__wbindgen_throw', ...BINDGEN],
  ['wasm-bindgen with another file name', './index.js', '__wbg_log_1d3ae0273d8f4f8a', ...BINDGEN],
  ['wasm-bindgen with a snippet', './snippets/app-0f1e2d3c4b5a6978/inline0.js', 'now', ...BINDGEN],
  ['Dart', 'dart2wasm', '_12', /dart2wasm/, /\.mjs/],
  ['Kotlin for browsers', 'js_code', 'kotlin.captureStackTrace', /wasmJs/, /wasmWasi/],
  ['JavaScriptKit', 'javascript_kit', 'swjs_get_prop', /JavaScriptKit/, /Swift/],
  ['GHC’s JSFFI', 'ghc_wasm_jsffi', 'newJSVal', /Haskell/, /foreign import javascript/],
  ['Ruby with js', 'rb-js-abi-host', 'eval-js', /js gem/, /without/],
  ['Scala.js', '__scalaJSHelpers', 'JSTag', /Scala\.js/, /JavaScript that Scala\.js writes/],
  ['TeaVM for browsers', 'teavmJso', 'emptyString', /TeaVM/, /WEBASSEMBLY_WASI/],
  ['Emscripten’s memory growth', 'env', 'emscripten_notify_memory_growth', /emscripten_notify_memory_growth/, /PURE_WASI/],
  ['.NET for browsers', 'env', 'mono_wasm_bind_js_import_ST', /\.NET/, /dotnet\.js/],
  ['.NET 8 for browsers', 'env', 'SystemInteropJS_InvokeJSImportST', /\.NET/, /wasi-wasm/],
  ['Emscripten', 'env', '__syscall_openat', ...EMSCRIPTEN],
  ['Emscripten with longjmp', 'env', 'invoke_vii', ...EMSCRIPTEN],
  ['setjmp without its library', 'env', 'longjmp', /env\.longjmp/, /-lsetjmp/],
  ['C++ without exceptions', 'env', '__cxa_throw', /C\+\+ exceptions/, /-fno-exceptions/],
  ['JavaScript’s built-ins', 'wasm:js-string', 'length', /JavaScript host/, /WASI target/],
  ['the adapter of a component', '__main_module__', 'cabi_realloc', ...PART],
  ['the shim of a component', '', '0', ...PART],
  ['a component’s core module', 'my:host/log', 'log', /core module of a component/, /Pass the component itself/],
  ['a component’s core module with resources', '[export]my:a/b', '[resource-new]c', /core module of a component/, /jco/],
  ['neural networks', 'wasi_ephemeral_nn', 'load', /extension/, /without/],
]

const abort = hello({
  imports: [importFunc('env', 'abort', 2)],
  types: [func(), SIGNATURE_FD_WRITE, func([I32, I32, I32, I32])],
})

describe('a refusal names what the file is', () => {
  test.each(rows)('%s', (is, module, name, headline, fix) => {
    const error = refused(importing([module, name]), { file: 'dir/app.wasm' })
    expect([error.code, error.headline]).toEqual([
      is === 'WASIX' ? 'UNSUPPORTED' : 'UNKNOWN_IMPORT',
      expect.stringMatching(headline),
    ])
    expect(error.fix).toMatch(fix)
    expect(error.headline).toContain(name)
    expect(`${error.why} ${error.fix}`).not.toMatch(/report it/i)
    expect(error.message).toContain('dir/app.wasm')
  })

  test('Emscripten, minified', () => {
    const minified = hello({ imports: [importFunc('a', 'ab', 0)], exports: [MEMORY, START(1), exportOf('c', 0, 1)] })
    expect(refused(minified).headline).toMatch(EMSCRIPTEN[0])
  })

  test('a contract for Soroban', () => {
    const contract = hello({ imports: [importFunc('l', '1', 0)], customs: [custom('contractenvmetav0')] })
    expect(refused(contract)).toMatchObject({ headline: expect.stringMatching(CONTRACT[0]) as string })
  })

  test.each(['command', 'reactor'])('the official adapter for a %s, which has a world, too', (kind) => {
    const file = new URL(`../dist/vendor/wasi_snapshot_preview1.${kind}.wasm`, import.meta.url)
    const { headline, fix } = refused(new Uint8Array(readFileSync(file)))
    expect(headline).toMatch(PART[0])
    expect(fix).toMatch(PART[1])
  })

  test('a helper in a component, which imports nothing', async () => {
    const { headline } = refused(await parse('(module (table (export "$imports") 1 funcref) (func (export "0")))'))
    expect(headline).toBe('this is a part of a component, not a program')
  })

  test('AssemblyScript', () => {
    expect(refused(abort)).toMatchObject({
      code: 'UNKNOWN_IMPORT',
      headline: expect.stringMatching(/AssemblyScript.*env\.abort/) as string,
      fix: expect.stringMatching(/wasi-shim/) as string,
    })
  })

  test('each world has a row', () => {
    const files = [...rows.map(([, module, name]) => importing([module, name])), abort]
    const found = files.map((bytes) => {
      const [entry] = readModule(bytes).imports
      return WORLDS.find(({ claims }) => claims(entry!))
    })
    expect(WORLDS.filter((world) => !found.includes(world)).map(({ refusal }) => refusal.headline('…'))).toEqual([])
  })

  test('functions with a similar name belong to others', () => {
    for (const name of [
      'proxy_js_free_obj',
      'proxy_convert_mp_to_js_obj_jsside',
      'mapping_callback',
      'event_listener',
      'trace',
    ]) {
      expect(refused(importing(['env', name])).headline).toBe(`the program imports env.${name}, which is not part of WASI`)
    }
  })

  test('functions that many programs may have do not make a world', () => {
    const names = [
      ['env', 'blit'],
      ['env', 'tone'],
      ['env', 'db_read'],
      ['env', 'storage_write'],
      ['env', 'proxy_get_value'],
      ['a', 'f'],
      ['l', '1'],
      ['go', 'now'],
    ] as const
    for (const [module, name] of names) {
      expect(refused(importing([module, name])).headline).toBe(`the program imports ${module}.${name}, which is not part of WASI`)
    }
    // Together with others, they belong to the world.
    expect(refused(importing(['env', 'blit'], ['env', 'diskr'])).headline).toMatch(/WASM-4 \(env\.blit and env\.diskr\)/)
    expect(refused(importing(['env', 'db_read'], ['env', 'addr_validate'])).headline).toMatch(/contract \(env\.db_read and/)
  })

  test('and its other imports', () => {
    const { headline, why } = refused(importing(['env', 'napi_throw'], ['env', 'f'], ['host', 'g'], ['env', 'napi_unwrap']))
    expect(headline).toBe('this is a Node-API addon (env.napi_throw and env.napi_unwrap)')
    expect(why).toMatch(/ It also imports env\.f and host\.g\.$/)
  })

  test('rather than its threads and memory', () => {
    const shared = alsoImporting(['env', 'memory', 2, 3, 1, 2], { memories: [] })
    expect(refused(shared).code).toBe('THREADS')
    const addon = hello({
      imports: [['env', 'memory', 2, 3, 1, 2], importFunc('env', 'napi_throw', 0)],
      memories: [],
    })
    expect(refused(addon).headline).toMatch(/Node-API/)
    expect(refused(importing(['wasi', 'thread-spawn'], ['env', 'napi_throw'])).headline).toMatch(/Node-API/)
  })

  test('rather than a shared library, if it is the main module of dynamic linking', () => {
    const dylink = { customs: [custom('dylink.0', 0)], imports: [importFunc('env', 'emscripten_resize_heap', 0)] }
    expect(refused(hello(dylink)).headline).toMatch(/shared library/)
    expect(refused(hello({ ...dylink, exports: [exportOf('malloc', 0, 1)] })).headline).toMatch(/Emscripten/)
    expect(refused(hello({ customs: [custom('dylink.0', 0)], exports: [exportOf('malloc', 0, 1)] })).headline).toMatch(
      /shared library/,
    )
  })
})
