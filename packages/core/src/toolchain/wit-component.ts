import { PREVIEW1 } from '../preview1/table.js'
import { Tool, type Vendored } from './tool.js'

interface Exports {
  $init: Promise<void>
  tools: {
    componentNew(module: Uint8Array, adapters: [string, Uint8Array][]): Uint8Array
    componentEmbed(options: { binary: Uint8Array; witSource: string; world: string }): Uint8Array
  }
}

export type AdapterKind = 'command' | 'reactor'

interface WasmTools extends Vendored<Exports> {
  adapter(kind: AdapterKind): Promise<Uint8Array>
}

/** It only gets modules that core generated, so an error in it is a bug in unwasi or a damaged installation. */
const wasmTools = new Tool<Exports, WasmTools>(() => import('../../dist/vendor/wasm-tools.js'), 'wit-component')

/**
 * Makes a component from a surrogate and the official preview1 adapter, which wit-component trims to what the surrogate imports.
 *
 * @param surrogate core module that imports preview1 functions
 * @param wit text of a package with the world `surrogate` that describes its other imports and exports
 */
export async function componentNew(surrogate: Uint8Array, wit: string, adapter: AdapterKind): Promise<Uint8Array> {
  const adapterBytes = await wasmTools.loaded((vendored) => vendored.adapter(adapter))
  return wasmTools.run('encode the surrogate', ({ tools }) => {
    const binary = tools.componentEmbed({ binary: surrogate, witSource: wit, world: 'surrogate' })
    return tools.componentNew(binary, [[PREVIEW1, adapterBytes]])
  })
}
