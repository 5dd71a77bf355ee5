import { UnwasiError } from '../errors.js'
import type { WasiName } from '../preview1/unstable.js'
import type { CoreModule, Import } from '../read/shapes.js'
import { fullName, list } from './names.js'

/** Custom sections of wit-bindgen: `component-type`, `component-type:wit-bindgen:0.41.0:…`. */
export const isComponentType = (name: string): boolean => name === 'component-type' || name.startsWith('component-type:')

/** Exports that belong to the program and not to its world. */
const OWN = /^(_|cabi_\w*realloc|memory$|malloc$|free$|calloc$|realloc$)/

/** The names of functions that a module exports to its embedded world: `add`, `ex:app/calc#add`, `cabi_post_add`. */
export function worldExports(module: CoreModule): string[] {
  return module.exports.flatMap(({ name, kind }) => (kind === 'func' && (name.includes('#') || !OWN.test(name)) ? [name] : []))
}

/** Whether a module with an embedded world uses it. Libraries of toolchains embed worlds that have nothing but WASI. */
export const usesWorld = (module: CoreModule, foreign: readonly Import[]): boolean =>
  foreign.length > 0 || worldExports(module).length > 0

/** Names of an encoding that no generator of bindings writes so far: https://github.com/WebAssembly/component-model/pull/378 */
const STANDARD = /^cm32p2/

/** Functions of the asynchronous ABI: `[async-lower]read`, `[task-return]read`, `[waitable-set-new]`. */
const ASYNC = /^\[(async|callback|task|subtask|waitable|backpressure|context|thread|stream|future|error-context|yield)\b/

/** The functions of wasi:cli/environment that the component calls to serve preview1, by the beginning of what they serve. */
const SERVING = { args_: 'get-arguments', environ_: 'get-environment' } as const

/** Throws for a world that unwasi can't serve. `functions` are those of WASI that the program imports. */
export function refuseWorld(module: CoreModule, foreign: readonly Import[], functions: readonly WasiName[]): void {
  const exported = worldExports(module)
  const standard = [
    ...foreign.filter((entry) => STANDARD.test(entry.module)).map(fullName),
    ...exported.filter((name) => STANDARD.test(name)),
  ]
  if (standard.length > 0) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the functions of the world that is embedded in the program have names of a newer kind (${list(standard)})`,
      why: 'There are two ways to name these functions in core WebAssembly. unwasi knows that of wit-bindgen, such as `my:app/calc#add`.',
      fix: 'Generate the bindings with wit-bindgen, or import the component that `wasm-tools component new` makes of this file. If the program also uses preview1, that command needs `--adapt wasi_snapshot_preview1.reactor.wasm`.',
    })
  }
  const waiting = [
    ...foreign.filter(({ name }) => ASYNC.test(name)).map(fullName),
    ...exported.filter((name) => ASYNC.test(name)),
  ]
  if (waiting.length > 0) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the world that is embedded in the program has async functions (${list(waiting)})`,
      why: 'Async functions belong to WASI 0.3, which has an asynchronous ABI. unwasi provides WASI 0.2.',
      fix: 'Leave `async`, `future` and `stream` out of the world, and generate the bindings without the option for async functions.',
    })
  }
  const twice = foreign.filter(
    (entry) =>
      entry.module.startsWith('wasi:cli/environment@0.2.') &&
      Object.entries(SERVING).some(([start, name]) => name === entry.name && functions.some((used) => used.startsWith(start))),
  )
  if (twice.length > 0) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the program imports ${list(twice.map(fullName))} from its embedded world, and the same from preview1`,
      why: 'To serve preview1, the component imports the same function for another memory. It can import it for one memory only.',
      fix: 'Use the functions of your language for arguments and environment variables, instead of those of the world.',
    })
  }
}
