import { isWasi } from '../../preview1/unstable.js'
import type { Import } from '../../read/shapes.js'
import { env, JAVASCRIPT_GLUE, like, type World } from './world.js'

/** At -O2 and above, Emscripten renames its imports to a.a, a.b … */
const minified = ({ module, name }: Import): boolean => module === 'a' && name.length <= 2

/** The explanation for a module that only works inside a component. */
export const PART = {
  headline: 'this is a part of a component, not a program',
  why: 'wit-component and jco make such modules: an adapter, which serves one interface with another, or a helper that connects the modules of a component.',
  fix: 'Pass the component itself. If jco took it apart, import the JavaScript that jco wrote beside this file.',
} as const

/** Whether an adapter imports this from the program that it serves. */
export const fromMain = ({ module }: Import): boolean => module === '__main_module__'

/** Files that a C or C++ toolchain or a component toolchain made for something other than WASI. */
export const toolchains: readonly World[] = [
  {
    claims: env(/^emscripten_notify_memory_growth$/),
    refusal: {
      headline: (imports) => `the program imports Emscripten's ${imports}`,
      why: "The program calls this function to tell Emscripten's JavaScript that the memory has grown. WASI has no such function.",
      fix: 'Link with `-sPURE_WASI`, or with `-sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH=0`.',
    },
  },
  {
    claims: env(/^(mono_(wasm|interp|jiterp)_|System(Interop)?JS_|schedule_background_exec$)/),
    refusal: {
      headline: (imports) => `the program is the .NET runtime for browsers (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Use `dotnet.js`, which is beside the module (Blazor loads it). For WASI, publish with the runtime identifier `wasi-wasm` (`dotnet workload install wasi-experimental`).',
    },
  },
  {
    claims: (entry) =>
      env(/^_?_?(emscripten_|embind_|emval_|syscall_|asyncjs|abort_js|mmap_js|munmap_js|tzset_js|asm_const)|^invoke_[vijfd]+$/)(
        entry,
      ) || minified(entry),
    // It renames exports, too. Other programs may have a module called `a`.
    certain: (claimed, { exports }) => !claimed.every(minified) || exports.some(({ name }) => name.length <= 2),
    refusal: {
      headline: (imports) => `the program was built by Emscripten for its own JavaScript (${imports})`,
      why: JAVASCRIPT_GLUE,
      fix: 'Link with `-sSTANDALONE_WASM` and without `-sMAIN_MODULE` and `-pthread` (or with `-sPURE_WASI`, if imports from `env` remain), or build with wasi-sdk.',
    },
  },
  {
    claims: env(/^_?(setjmp|longjmp)$|^__wasm_(setjmp|longjmp)(_test)?$/),
    refusal: {
      headline: (imports) => `the program imports ${imports}`,
      why: "In WebAssembly, `setjmp` and `longjmp` need exceptions, and wasi-libc's library for them. It was not linked.",
      fix: 'Compile and link with `-mllvm -wasm-enable-sjlj`, and link with `-lsetjmp` (wasi-sdk 24 or later).',
    },
  },
  {
    claims: env(
      /^(__cxa_(allocate_exception|throw|begin_catch|end_catch|rethrow|free_exception)|_Unwind_\w+|__gxx_personality_v0)$/,
    ),
    refusal: {
      headline: (imports) => `the program imports C++ exceptions (${imports})`,
      why: 'The libraries that it was linked with were built without exceptions.',
      fix: 'Compile with `-fno-exceptions`, or compile and link with `-fwasm-exceptions -lunwind` and a wasi-sdk whose libraries have exceptions.',
    },
  },
  {
    claims: like(/^wasm:/),
    refusal: {
      headline: (imports) => `the program was built for a JavaScript host (${imports})`,
      why: 'The program imports built-in functions for JavaScript strings, which only a JavaScript host provides.',
      fix: "Choose the toolchain's WASI target instead of its JavaScript or browser target.",
    },
  },
  {
    claims: (entry) => fromMain(entry) || (entry.module === '' && /^(\$imports|\d+)$/.test(entry.name)),
    refusal: { ...PART, headline: (imports) => `${PART.headline} (${imports})` },
  },
  {
    claims: (entry) =>
      /^(cm32p2\||\[export\]|\$root$|\[resource-)/.test(entry.module) || /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*\//.test(entry.module),
    refusal: {
      headline: (imports) => `this is the core module of a component, without its types (${imports})`,
      why: 'These imports follow the component model, but the component-type section that would describe them is missing.',
      fix: 'Pass the component itself (`cargo build --target wasm32-wasip2`, `tinygo build -target=wasip2`). If jco took it apart, import the JavaScript that jco wrote beside this file. Alternatively, add the types with `wasm-tools component embed`, and do not strip custom sections.',
    },
  },
  {
    claims: (entry) => /^wasi[_:]/.test(entry.module) && !isWasi(entry),
    refusal: {
      headline: (imports) => `the program needs a WASI extension that unwasi does not support (${imports})`,
      why: 'unwasi converts only imports from `wasi_snapshot_preview1`. Proposals such as neural networks, cryptography and HTTP are not part of it.',
      fix: 'Build without the library that adds these imports.',
    },
  },
]
