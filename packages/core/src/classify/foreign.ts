import type { UnwasiErrorInit } from '../errors.js'
import { PREVIEW1 } from '../preview1/table.js'
import { fileFor, stubs } from '../imports/stubs.js'
import type { Import } from '../read/shapes.js'
import { quoted } from '../text.js'
import { fullNames } from './names.js'

/** A host other than WASI, which the imports of a module reveal. */
interface World {
  /** Whether an import belongs to this world. */
  claims: (entry: Import) => boolean
  refusal: Pick<UnwasiErrorInit, 'why' | 'fix'> & { code?: UnwasiErrorInit['code']; headline: (imports: string) => string }
}

const from =
  (...modules: string[]) =>
  (entry: Import): boolean =>
    modules.includes(entry.module)
const env =
  (pattern: RegExp) =>
  (entry: Import): boolean =>
    entry.module === 'env' && pattern.test(entry.name)
const takes = (entry: Import, ...params: string[]) =>
  entry.type?.params.length === params.length && params.every((type, index) => entry.type?.params[index] === type)

const JAVASCRIPT_GLUE =
  'These functions are JavaScript that another tool generates together with the module. WASI has no such functions.'

/** The hosts in order of precedence: the first one that claims an import explains the refusal. */
export const WORLDS: readonly World[] = [
  {
    claims: (entry) => entry.module.startsWith('wasix_'),
    refusal: {
      code: 'UNSUPPORTED',
      headline: (imports) => `the program needs WASIX (${imports})`,
      why: "WASIX is Wasmer's own extension of WASI (threads, sockets, processes). Neither WASI 0.2 nor a browser has these functions.",
      fix: 'Build for plain WASI preview1: `cargo build --target wasm32-wasip1` instead of `cargo wasix`, wasi-sdk instead of wasix-libc.',
    },
  },
  {
    claims: from('wasi_unstable'),
    refusal: {
      code: 'UNSUPPORTED',
      headline: (imports) => `the program uses wasi_unstable, the WASI of 2019 (${imports})`,
      why: 'The structures and constants of wasi_unstable (such as file status and subscriptions) differ from those of preview1, and unwasi does not translate them.',
      fix: 'Rebuild it with a toolchain from 2021 or later. wasi-sdk, Rust, Emscripten and others have moved to preview1.',
    },
  },
  {
    claims: (entry) => /^javy[-_]/.test(entry.module),
    refusal: {
      headline: (imports) => `this is a dynamically linked Javy module (${imports})`,
      why: 'The module contains only the bytecode of a script. The JavaScript engine and the memory are in a separate plugin module.',
      fix: 'Link it statically: `javy build in.js -o out.wasm`, without `-C dynamic` (`-d` in older versions).',
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
    claims: from('wbg', '__wbindgen_placeholder__', '__wbindgen_externref_xform__'),
    refusal: {
      headline: (imports) => `the program was built for wasm-bindgen (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Build with `cargo build --target wasm32-wasip1`, without wasm-bindgen, js-sys and web-sys. Crates such as chrono, getrandom and uuid depend on them through a `js` feature. Alternatively, keep using wasm-pack for this module.',
    },
  },
  {
    claims: (entry) => entry.module.startsWith('dart2wasm'),
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
    claims: (entry) => env(/^abort$/)(entry) && takes(entry, 'i32', 'i32', 'i32', 'i32'),
    refusal: {
      headline: (imports) => `the AssemblyScript program imports ${imports}`,
      why: 'The `abort`, `trace`, `seed` and `Date.now` of AssemblyScript come from a JavaScript host unless the WASI shim replaces them.',
      fix: 'Add @assemblyscript/wasi-shim and put `"extends": "./node_modules/@assemblyscript/wasi-shim/asconfig.json"` in asconfig.json, or compile with `--use abort=`.',
    },
  },
  {
    claims: env(/^emscripten_notify_memory_growth$/),
    refusal: {
      headline: (imports) => `the program imports Emscripten's ${imports}`,
      why: "The program calls this function to tell Emscripten's JavaScript that the memory has grown. WASI has no such function.",
      fix: 'Link with `-sPURE_WASI`, or with `-sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH=0`.',
    },
  },
  {
    claims: (entry) =>
      env(/^_?_?(emscripten_|embind_|emval_|syscall_|asyncjs|abort_js|mmap_js|munmap_js|tzset_js|asm_const)|^invoke_[vijfd]+$/)(
        entry,
      ) ||
      // At -O2 and above, Emscripten renames its imports to a.a, a.b …
      (entry.module === 'a' && entry.name.length <= 2),
    refusal: {
      headline: (imports) => `the program was built by Emscripten for its own JavaScript (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Link with `-sSTANDALONE_WASM` (or with `-sPURE_WASI`, if imports from `env` remain), or build with wasi-sdk.',
    },
  },
  {
    claims: (entry) => entry.module.startsWith('wasm:'),
    refusal: {
      headline: (imports) => `the program was built for a JavaScript host (${imports})`,
      why: 'The program imports built-in functions for JavaScript strings, which only a JavaScript host provides.',
      fix: "Choose the toolchain's WASI target instead of its JavaScript or browser target.",
    },
  },
  {
    claims: (entry) =>
      /^(cm32p2\||\[export\]|\$root$|\[resource-)/.test(entry.module) || /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*\//.test(entry.module),
    refusal: {
      headline: (imports) => `this is the core module of a component, without its types (${imports})`,
      why: 'These imports follow the component model, but the component-type section that would describe them is missing.',
      fix: 'Pass the component itself (`cargo build --target wasm32-wasip2`, `tinygo build -target=wasip2`). Alternatively, add the types with `wasm-tools component embed`, and do not strip custom sections.',
    },
  },
  {
    claims: (entry) => /^wasi[_:]/.test(entry.module) && entry.module !== PREVIEW1,
    refusal: {
      headline: (imports) => `the program needs a WASI extension that unwasi does not support (${imports})`,
      why: 'unwasi converts only imports from `wasi_snapshot_preview1`. Proposals such as neural networks, cryptography and HTTP are not part of it.',
      fix: 'Build without the library that adds these imports.',
    },
  },
]

/** Explains the refusal of functions that no known host claims. */
export function unknown(imports: readonly Import[]): UnwasiErrorInit {
  const modules = [...new Set(imports.map((entry) => entry.module))]
  const files = modules.slice(0, 6).map((module) => `${quoted(module)}: ${quoted(fileFor(module))}`)
  return {
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports ${fullNames(imports)}, which ${imports.length === 1 ? 'is' : 'are'} not part of WASI`,
    why: 'Nothing would provide these functions when the program runs, so the program could not start.',
    fix: [
      `If JavaScript is to provide them, set the plugin option \`imports: { ${files.join(', ')} }\` (on the command line \`--import ${quoted(`${modules[0]}=${fileFor(modules[0] ?? '')}`)}\`), and write the functions:`,
      ...stubs(imports).map((line) => `    ${line}`),
      modules.includes('env')
        ? '  If not, link the library that defines these functions. Imports from `env` are usually symbols that the linker did not find. Without `--allow-undefined`, the linker reports them.'
        : '  If not, build the program for plain WASI preview1 (`wasip1`), without functions of a custom host.',
    ].join('\n'),
  }
}
