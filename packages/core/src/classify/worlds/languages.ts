import type { Import } from '../../read/shapes.js'
import { env, from, JAVASCRIPT_GLUE, like, type World } from './world.js'

const takes = (entry: Import, ...params: string[]) =>
  entry.type?.params.length === params.length && params.every((type, index) => entry.type?.params[index] === type)

/** Languages that were compiled for a JavaScript host. */
export const languages: readonly World[] = [
  {
    claims: (entry) =>
      (entry.module === 'gojs' && /^runtime\.(ticks|sleepTicks)$/.test(entry.name)) ||
      env(/^(runtime\.(ticks|sleepTicks)|syscall\/js\.)/)(entry),
    refusal: {
      headline: (imports) => `the program was built with TinyGo's -target=wasm (${imports})`,
      why: "TinyGo's targets for browsers need TinyGo's `wasm_exec.js`, which provides these functions.",
      fix: 'Build with `tinygo build -target=wasip1`, without packages that use syscall/js. A library also needs `-buildmode=c-shared`.',
    },
  },
  {
    claims: from('gojs', 'go'),
    refusal: {
      headline: (imports) => `the program was built with GOOS=js (${imports})`,
      why: "Go's js target is not WASI: the program needs `wasm_exec.js` and a JavaScript host.",
      fix: 'Build with `GOOS=wasip1 GOARCH=wasm go build -o main.wasm .` (TinyGo: `tinygo build -target=wasip1`), without packages that use syscall/js.',
    },
  },
  {
    claims: (entry) =>
      like(/^(wbg|__wbindgen_(placeholder|externref_xform)__)$|_bg\.js$|^\.\/snippets\//)(entry) ||
      /^__wb(g|indgen)_/.test(entry.name),
    refusal: {
      headline: (imports) => `the program was built for wasm-bindgen (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Build with `cargo build --target wasm32-wasip1`, without wasm-bindgen, js-sys and web-sys. Crates such as chrono, getrandom and uuid depend on them through a `js` feature. Alternatively, keep using wasm-pack for this module.',
    },
  },
  {
    claims: like(/^dart2wasm/),
    refusal: {
      headline: (imports) => `the program was built by dart2wasm (${imports})`,
      why: 'Dart compiles to WebAssembly with its own JavaScript glue, and has no WASI target.',
      fix: 'Use the .mjs file that `dart compile wasm` writes beside the module. Support for WASI is discussed in https://github.com/dart-lang/sdk/issues/56366.',
    },
  },
  {
    claims: from('js_code', 'intrinsics'),
    refusal: {
      headline: (imports) => `the program was built for Kotlin's wasmJs target (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Declare the target `wasmWasi { nodejs() }` in the Gradle build, and use the output of that target.',
    },
  },
  {
    claims: from('javascript_kit', 'bjs'),
    refusal: {
      headline: (imports) => `the program uses JavaScriptKit (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Build the Swift package without JavaScriptKit and BridgeJS for `wasm32-unknown-wasip1`, or keep using `swift package js` for this program.',
    },
  },
  {
    claims: from('ghc_wasm_jsffi'),
    refusal: {
      headline: (imports) => `the Haskell program calls JavaScript (${imports})`,
      why: "GHC's JavaScript FFI needs JavaScript that GHC's post-linker generates. WASI has no such functions.",
      fix: 'Build without `foreign import javascript` and the packages that use it (jsaddle-wasm, ghc-experimental).',
    },
  },
  {
    claims: from('rb-js-abi-host'),
    refusal: {
      headline: (imports) => `the Ruby build includes the js gem (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Use a build without the js gem: `ruby.wasm` of the ruby.wasm releases, or `rbwasm build` without it.',
    },
  },
  {
    claims: like(/^__scalaJS/),
    refusal: {
      headline: (imports) => `the program was built by Scala.js (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Import the JavaScript that Scala.js writes beside the module. Scala.js has no WASI target.',
    },
  },
  {
    claims: like(/^teavm/),
    refusal: {
      headline: (imports) => `the program was built for TeaVM's browser target (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Choose the WASI target of TeaVM 0.13 or earlier (Gradle: `teavm.wasi { … }`; Maven: `<targetType>WEBASSEMBLY_WASI</targetType>`). Later releases have none.',
    },
  },
  {
    claims: (entry) => env(/^abort$/)(entry) && takes(entry, 'i32', 'i32', 'i32', 'i32'),
    refusal: {
      headline: (imports) => `the AssemblyScript program imports ${imports}`,
      why: 'The `abort`, `trace`, `seed` and `Date.now` of AssemblyScript come from a JavaScript host unless the WASI shim replaces them.',
      fix: 'Add @assemblyscript/wasi-shim and put `"extends": "./node_modules/@assemblyscript/wasi-shim/asconfig.json"` in asconfig.json, or compile with `--use abort=`.',
    },
  },
]
