// Makes Node like Cloudflare Workers: imported files can be compiled, but JavaScript can compile nothing and fetches nothing.
import { register } from 'node:module'

const { Module, instantiate } = WebAssembly
const forbidden = () => {
  throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder')
}

/** What the target does with a file that is imported as a compiled module. */
globalThis.compiled = (bytes) => new Module(bytes)
globalThis.fetch = forbidden
WebAssembly.Module = new Proxy(Module, { construct: forbidden })
WebAssembly.instantiate = (code, imports) => (code instanceof Module ? instantiate(code, imports) : forbidden())
for (const name of ['compile', 'compileStreaming', 'instantiateStreaming']) WebAssembly[name] = forbidden

const hooks = `
  export const load = (url, context, next) =>
    url.endsWith('.wasm?module')
      ? {
          format: 'module',
          shortCircuit: true,
          source: "import fs from 'node:fs'; export default compiled(fs.readFileSync(new URL(" + JSON.stringify(url) + ")))",
        }
      : next(url, context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
