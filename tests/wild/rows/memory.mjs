// Libraries that work over pointers: data is copied into their memory, and the result out of it.
import { npm, pypi } from '../row.mjs'
import { base64In, dprinted } from './bytes.mjs'

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** The calls of TinyGo's formatters in @wasm-fmt. */
async function formatted({ main, copyIn, copyOut }, source) {
  const lib = await main()
  copyIn({ memory: lib.memory, malloc: lib.alloc }, encoder.encode(source))
  const result = lib.format()
  const text = decoder.decode(copyOut(lib, lib.output_ptr(), lib.output_len()))
  lib.dispose()
  return `${result}\n${text}`
}

/** Calls a function that takes bytes and returns a pointer and a length in an i64. */
function packed({ copyIn, copyOut }, lib, alloc, name, ...values) {
  const parameters = values.flatMap((value) =>
    typeof value === 'number' ? [value] : [copyIn({ memory: lib.memory, malloc: lib[alloc] }, value), value.length],
  )
  const result = BigInt.asUintN(64, lib[name](...parameters) ?? 0n)
  return copyOut(lib, Number(result >> 32n), Number(result & 0xffffffffn))
}

/** @type {import('../row.mjs').Row[]} */
export const memoryRows = [
  {
    name: 'gofmt',
    from: npm('@wasm-fmt/gofmt@0.7.3', 'gofmt.wasm'),
    how: 'memory',
    oracle: 'gofmt of Go 1.26',
    run: (t) => formatted(t, 'package  main\nimport "fmt"\nfunc main( ){fmt.Println( "hi",1+ 2 )\nif x:=1;x>0{return}}\n'),
    expect: 'sha256:8172ed4c52320884008a06f7edf247fc343208b9ebf181003d5e9961259a664b',
  },
  {
    name: 'shfmt as a library',
    from: npm('@wasm-fmt/shfmt@0.2.7', 'shfmt.wasm'),
    how: 'memory',
    oracle: 'shfmt 3.10',
    run: (t) => formatted(t, 'if  true;then\necho   "a"  |  cat;fi\nf( ){ x=1;}\n'),
    expect: '1\nif true; then\n\techo "a" | cat\nfi\nf() { x=1; }\n',
  },
  {
    name: 'zig fmt',
    from: npm('@wasm-fmt/zig_fmt@0.15.2', 'zig_fmt.wasm'),
    how: 'memory',
    oracle: "Zig's style guide",
    async run({ main, copyIn, copyOut }) {
      const lib = await main()
      const source = encoder.encode('const  std=@import("std");\npub fn main( )void{ const x :u32=1+2;_ = x;}\n')
      const input = copyIn({ memory: lib.memory, malloc: lib.alloc }, source)
      const [pointer, length] = lib.format(input, source.length)
      return decoder.decode(copyOut(lib, pointer, length))
    },
    expect: 'const std = @import("std");\npub fn main() void {\n    const x: u32 = 1 + 2;\n    _ = x;\n}\n',
  },
  {
    name: 'xxHash',
    from: npm('xxhash-wasm@1.1.0', 'workerd/xxhash.wasm'),
    how: 'memory',
    oracle: 'the test vectors of xxHash: XXH32 and XXH64 of "" and "abc" with seed 0',
    async run({ main }) {
      const lib = await main()
      new Uint8Array(lib.mem.buffer).set(encoder.encode('abc'))
      const hex = (number, digits) => number.toString(16).padStart(digits, '0')
      const both = (length) => `${hex(lib.xxh32(0, length, 0) >>> 0, 8)} ${hex(BigInt.asUintN(64, lib.xxh64(0, length, 0n)), 16)}`
      return `${both(0)}, ${both(3)}`
    },
    expect: '02cc5d05 ef46db3751d8e999, 32d153ff 44bc2cf5ad770999',
  },
  {
    name: 'Hyphenopoly',
    from: npm('hyphenopoly@6.0.0', 'patterns/de.wasm'),
    how: 'memory',
    oracle: "the examples of Hyphenopoly's documentation",
    async run({ main }) {
      const lib = await main()
      const { buffer } = lib.mem
      return ['silbentrennungsalgorithmus', 'verbesserung']
        .map((word) => {
          const store = new Uint16Array(buffer, 0, 64)
          store.set([...[...word].map((letter) => letter.charCodeAt(0)), 0])
          const length = lib.hyphenate(2, 2, '-'.charCodeAt(0))
          return String.fromCharCode(...new Uint16Array(buffer, 0, length))
        })
        .join(' ')
    },
    expect: 'sil-ben-tren-nungs-al-go-rith-mus ver-bes-se-rung',
  },
  {
    name: 'PII Shield',
    from: pypi('pii-shield-wasi@2.3.1', 'pii_shield/pii-shield-wasi.wasm'),
    how: 'memory',
    oracle: 'its own Python binding, which runs it in wasmtime',
    async run(t) {
      const lib = await t.main()
      packed(t, lib, 'allocate', 'init_config', encoder.encode('{"salt":"pepper"}'))
      return decoder.decode(
        packed(t, lib, 'allocate', 'redact', encoder.encode('{"user":"ann","password":"hunter2-Xk39!qpz","n":3}')),
      )
    },
    expect: '{"user":"ann","password":"[HIDDEN:f4eefa]","n":3}',
  },
  {
    name: 'Swift: a compiler of Kivy files',
    from: pypi('compilekv@0.0.0', 'compilekv/compilekv.wasm'),
    how: 'memory',
    oracle: 'its own Python binding, which runs it in wasmtime',
    async run({ main, copyIn, copyOut }) {
      const lib = await main()
      const source = encoder.encode("<Hello@BoxLayout>:\n    Label:\n        text: 'hi'\n        font_size: 12\n")
      const pointer = copyIn({ memory: lib.memory, malloc: lib.kv_alloc }, source)
      const status = lib.kv_convert(pointer, source.length, 0, 0, 0, 0)
      return `${status} ${decoder.decode(copyOut(lib, lib.kv_result_ptr(), lib.kv_result_len()))}`
    },
    expect: 'sha256:bbd4b72e0112ba7b1c6d4ed4f1bcce2c047ca0eadea8ea407252ae3692af8b48',
  },
  {
    name: 'EU licence plates',
    from: pypi('eu-licence-validator@0.1.27', 'eu_licence_validator/wasm/core.wasm'),
    how: 'memory',
    oracle: 'its own Python binding, which runs it in wasmtime',
    async run({ main, copyIn }) {
      const lib = await main.instantiate()
      const valid = (...texts) => {
        const parts = texts.map((text) => encoder.encode(text))
        const { exports: functions, memory } = lib
        return functions.validate(...parts.flatMap((part) => [copyIn({ memory, malloc: functions.alloc }, part), part.length]))
      }
      return [valid('B AB 1234', 'DE'), valid('12345', 'DE'), valid('AB-123-CD', 'FR')].join(' ')
    },
    expect: '1 0 1',
  },
  {
    name: 'pandoc as a library',
    from: npm('wasm-pandoc@1.0.1', 'src/pandoc.wasm'),
    how: 'memory',
    oracle: "pandoc's own JavaScript",
    async run({ main, copyIn, memoryDirectory }) {
      const dir = memoryDirectory({
        stdin: 'Euler: $e^{i\\pi} = -1$.\n\n- one\n- **two**\n',
        stdout: '',
        stderr: '',
        warnings: '',
      })
      const { exports: functions, memory } = await main.instantiate([], { start: false, dirs: { '/': dir } })
      functions.__wasm_call_ctors()
      const put = (bytes) => copyIn({ memory, malloc: functions.malloc }, bytes)
      const args = ['pandoc.wasm', '+RTS', '-H64m', '-RTS'].map((arg) => put(encoder.encode(`${arg}\0`)))
      const count = put(new Uint8Array(Uint32Array.of(args.length).buffer))
      const list = put(new Uint8Array(Uint32Array.of(...args, 0).buffer))
      functions.hs_init_with_rtsopts(count, put(new Uint8Array(Uint32Array.of(list).buffer)))
      const options = encoder.encode(JSON.stringify({ from: 'markdown', to: 'latex' }))
      functions.convert(put(options), options.length)
      return dir.text('stdout') + dir.text('stderr')
    },
    expect: 'sha256:a3cb73206d0d6b1507b7b977a3d56331761753ab60512b7422b65a4d77b4a0ff',
  },
  {
    name: 'vt100',
    from: pypi('vt100wasm@0.3.0', 'vt100wasm/_vt100.wasm'),
    how: 'memory',
    oracle: 'ECMA-48: cursor position, erase in line, tab stops',
    async run(t) {
      const lib = await t.main()
      const screen = lib.create(3, 20, 0)
      const output = encoder.encode('hello\x1b[2;5Hworld\r\nab\tc\x1b[1;3H\x1b[K!')
      lib.process(screen, t.copyIn({ memory: lib.memory, malloc: lib.wasm_alloc }, output), output.length)
      return decoder.decode(packed(t, lib, 'wasm_alloc', 'screen_contents', screen))
    },
    expect: 'he!\n    world\nab      c',
  },
  {
    name: 'secp256k1 addresses',
    from: pypi('cowboy-protocol-py@0.6.0', 'cowboy_protocol/_wasm/cowboy_protocol_wasm_ffi.wasm'),
    how: 'memory',
    oracle: 'Ethereum: the address of private key 1',
    async run(t) {
      const lib = await t.main()
      const key = new Uint8Array(32)
      key[31] = 1
      return decoder.decode(packed(t, lib, 'cpw_alloc', 'cpw_address_from_private_key', key))
    },
    expect: '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf',
  },
  {
    name: 'dprint-json',
    from: npm('@dprint/json@0.24.0', 'plugin.wasm'),
    how: 'memory',
    oracle: "dprint's own formatter, which runs it in JavaScript",
    run: async ({ main, copyOut }) => dprinted(await main(), '/a.json', '{"a":[1,2,   3],\n// note\n"b":{ "c":null}}', copyOut),
    expect: '1\n{\n  "a": [1, 2, 3],\n  // note\n  "b": { "c": null }\n}\n',
  },
  {
    name: 'dprint-toml',
    from: npm('@dprint/toml@0.8.0', 'plugin.wasm'),
    how: 'memory',
    oracle: "dprint's own formatter, which runs it in JavaScript",
    run: async ({ main, copyOut }) => dprinted(await main(), '/a.toml', '[a]\nb=1\n  c   =  [ 1,2,\n3 ]\n', copyOut),
    expect: '1\n[a]\nb = 1\nc = [1, 2, 3]\n',
  },
  {
    name: 'ITK compress-stringify',
    from: pypi(
      'itkwasm-compress-stringify-wasi@3.5.0',
      'itkwasm_compress_stringify_wasi/wasm_modules/compress-stringify.wasi.wasm',
    ),
    how: 'memory',
    oracle: 'zstd: the output decompresses to the input',
    async run({ main, copyOut }) {
      const args = ['--memory-io', '0', '0', '--stringify', '--compression-level', '3', '--data-url-prefix', 'data:x,']
      const lib = await main({ args })
      const input = encoder.encode('unwasi '.repeat(40))
      const address = lib.itk_wasm_input_array_alloc(0, 0, 0, input.length)
      new Uint8Array(lib.memory.buffer, address, input.length).set(input)
      const json = encoder.encode(JSON.stringify({ size: input.length, data: `data:application/vnd.itk.address,0:${address}` }))
      new Uint8Array(lib.memory.buffer, lib.itk_wasm_input_json_alloc(0, 0, json.length), json.length).set(json)
      const code = lib.itk_wasm_delayed_start()
      const [out, length] = [lib.itk_wasm_output_array_address(0, 0, 0), lib.itk_wasm_output_array_size(0, 0, 0)]
      return `${code} ${decoder.decode(copyOut(lib, out, length))}`
    },
    expect: '0 data:x,KLUv/WAYAHUAADh1bndhc2kgAQAOUosR',
  },
  {
    name: 'es-module-lexer',
    from: npm('es-module-lexer@3.0.5', 'dist/lexer.cjs'),
    how: 'memory',
    made: async (script) => base64In(script),
    oracle: "es-module-lexer's documentation",
    async run({ main }) {
      const lib = await main()
      const source = "import { a } from './dep.js';\nexport var p = 5;\nawait import('x');"
      const heap = lib.__heap_base.value
      lib.memory.grow(1)
      const text = new Uint16Array(lib.memory.buffer, lib.sa(source.length), source.length)
      text.set([...source].map((letter) => letter.charCodeAt(0)))
      const found = [lib.parse(), heap > 0]
      while (lib.ri()) found.push(source.slice(lib.is(), lib.ie()))
      return found.join(' ')
    },
    expect: "1 true ./dep.js 'x'",
  },
]
