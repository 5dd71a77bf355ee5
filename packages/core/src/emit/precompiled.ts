import { fromBase64 } from '../bytes.js'
import { guestAsset, type GuestOptions } from '../guest.js'
import type { Asset } from '../options.js'
import { literal } from '../text.js'

export interface Precompiled {
  /** Statements that import the modules. */
  modules: readonly string[]
  /** JavaScript expression for the guest. */
  guest: string
  /** JavaScript expression for the module that calls JavaScript's functions, if there is one. */
  dispatcher?: string
  /** The compiled files. */
  assets: Asset[]
}

/** The name of the module that traps for guests. */
const TRAP_NAME = 'unwasi-trap.wasm'
/** The end of the name of the module that calls JavaScript's functions. */
const DISPATCHER_NAME = '.imports.wasm'

// The runtime has the same module, and explains it (packages/runtime/src/errors/trap.ts).
// (module
//   (memory 0)
//   (func (export "u") unreachable)
//   (func (export "o") (drop (i32.load (i32.const 0)))))
const TRAP = 'AGFzbQEAAAABBAFgAAADAwIAAAUDAQAABwkCAXUAAAFvAAEKDgIDAAALCABBACgCABoL'

/**
 * Splits a program into the modules that are imported in compiled form: the guest, or the core modules of a component, and the
 * module with which the runtime makes a guest trap.
 * @param dispatcher the module that calls JavaScript's functions, in Base64, if there is one
 * @param ranges the core modules of a component, in the order in which the runtime expects them
 */
export function precompiled(
  guest: Asset,
  pieces: readonly (readonly number[] | string)[] | undefined,
  specifier: (asset: Asset) => string,
  options: GuestOptions,
  dispatcher?: string,
): Precompiled {
  const made = (name: string, bytes: Uint8Array) => guestAsset(name, bytes, undefined, options)
  const stem = guest.name.replace(/\.wasm$/, '')
  const cores = pieces?.map((piece, index) =>
    made(`${stem}.core${index}.wasm`, typeof piece === 'string' ? fromBase64(piece) : guest.bytes.slice(...piece)),
  )
  const trap = made(TRAP_NAME, fromBase64(TRAP))
  const imports = dispatcher === undefined ? [] : [made(`${stem}${DISPATCHER_NAME}`, fromBase64(dispatcher))]
  const names = cores?.map((_, index) => `guest${index}`) ?? ['guest']
  const assets = cores ?? [guest]
  return {
    modules: [
      ...assets.map((asset, index) => `import ${names[index]} from ${literal(specifier(asset))}`),
      `import trap from ${literal(specifier(trap))}`,
      ...imports.map((asset) => `import dispatcher from ${literal(specifier(asset))}`),
    ],
    guest: cores ? `[${names.join(', ')}]` : 'guest',
    ...(dispatcher !== undefined && { dispatcher: 'dispatcher' }),
    assets: [...assets, trap, ...imports],
  }
}
