import { UnwasiError } from '../errors.js'
import { vendorBytes, vendorUrl } from './vendor.js'

interface WasmTools {
  $init: Promise<void>
  tools: {
    componentNew(module: Uint8Array, adapters: [string, Uint8Array][]): Uint8Array
    componentEmbed(options: { binary: Uint8Array; witSource: string; world: string }): Uint8Array
  }
}

let generation = 0
let current: Promise<WasmTools['tools']> | undefined

function wasmTools(): Promise<WasmTools['tools']> {
  current ??= (async () => {
    const url = vendorUrl('wasm-tools.js')
    // A module instance of its own for each generation: see `run`.
    url.search = `?${generation}`
    const loaded = (await import(/* @vite-ignore */ url.href)) as WasmTools
    await loaded.$init
    return loaded.tools
  })()
  current.catch(() => (current = undefined))
  return current
}

/**
 * Calls wasm-tools. After one trap in it every later call in the same instance fails, so a failed instance is thrown away. It is
 * only ever given modules that core generated: an error here is a bug in unwasi or a damaged installation.
 */
async function run<T>(what: string, use: (tools: WasmTools['tools']) => T): Promise<T> {
  const tools = await wasmTools()
  try {
    return use(tools)
  } catch (cause) {
    generation++
    current = undefined
    throw new UnwasiError({
      code: 'TOOLCHAIN',
      headline: `wit-component failed to ${what}`,
      why: cause instanceof Error ? cause.message : String(cause),
      fix: 'Reinstall @unwasi/core; if it stays, report it with the output of `unwasi inspect --json` on this file.',
      cause,
    })
  }
}

export type AdapterKind = 'command' | 'reactor'

/**
 * A component out of a surrogate and the official preview1 adapter, which wit-component trims to what the surrogate imports.
 *
 * @param surrogate core module that imports preview1 functions
 * @param wit text of a package with the world `surrogate` that describes its other imports and exports
 */
export async function componentNew(surrogate: Uint8Array, wit: string, adapter: AdapterKind): Promise<Uint8Array> {
  const adapterBytes = vendorBytes(`wasi_snapshot_preview1.${adapter}.wasm`)
  return run('encode the surrogate', (tools) => {
    const binary = tools.componentEmbed({ binary: surrogate, witSource: wit, world: 'surrogate' })
    return tools.componentNew(binary, [['wasi_snapshot_preview1', adapterBytes]])
  })
}
