import { env, like, type World } from './world.js'

/** Programs that need the runtime of another project. */
export const runtimes: readonly World[] = [
  {
    claims: like(/^wasix_/),
    refusal: {
      code: 'UNSUPPORTED',
      headline: (imports) => `the program needs WASIX (${imports})`,
      why: "WASIX is Wasmer's own extension of WASI (threads, sockets, processes). Neither WASI 0.2 nor a browser has these functions.",
      fix: 'Build for plain WASI preview1: `cargo build --target wasm32-wasip1` instead of `cargo wasix`, wasi-sdk instead of wasix-libc.',
    },
  },
  {
    claims: (entry) => like(/^(napi|emnapi)$/)(entry) || env(/^(napi|node_api|_?emnapi)_/)(entry),
    refusal: {
      headline: (imports) => `this is a Node-API addon (${imports})`,
      why: 'An addon calls JavaScript through Node-API. In WebAssembly, emnapi provides these functions, and also the memory and the threads.',
      fix: 'Import the npm package that this file belongs to. Its JavaScript loads the addon, with `@napi-rs/wasm-runtime` or `@emnapi/core`.',
    },
  },
  {
    claims: like(/^javy[-_]/),
    refusal: {
      headline: (imports) => `this is a dynamically linked Javy module (${imports})`,
      why: 'The module contains only the bytecode of a script. The JavaScript engine and the memory are in a separate plugin module.',
      fix: 'Link it statically: `javy build in.js -o out.wasm`, without `-C dynamic` (`-d` in older versions).',
    },
  },
  {
    claims: like(/^lunatic::/),
    refusal: {
      headline: (imports) => `the program needs Lunatic (${imports})`,
      why: 'Lunatic has its own processes, messages and sockets. Neither WASI 0.2 nor a browser has these functions.',
      fix: 'Run it with `lunatic run`, or build it without the crate lunatic.',
    },
  },
]
