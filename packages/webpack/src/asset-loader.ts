import { convert, plainRequest, resolveOptions, type Emitted } from '@unwasi/unplugin'

import { run, watchIn, type LoaderContext } from './context.js'
import { assetQuery } from './turbopack.js'

/**
 * Internal. Returns the bytes of the file with the given role, to which an emitted module refers. `loader.ts` writes the
 * requests.
 */
export default function unwasiAssetLoader(this: LoaderContext): void {
  run(this, async () => {
    const { role, ...options }: { role?: string } = { ...this.getOptions(), ...assetQuery(this.resourceQuery) }
    const found: Emitted[] = []
    await convert({
      request: { ...plainRequest(this.resourcePath), url: role === 'component', worker: role === 'worker' },
      options: resolveOptions(options),
      production: this.mode === 'production',
      root: this.rootContext,
      watch: watchIn(this),
      precompiled: false,
      // Only the module with the program has the file.
      named: 'omitted',
      place(asset) {
        found.push(asset)
        return '""'
      },
    })
    const asset = found.find((asset) => asset.role === role)
    if (asset === undefined) throw new Error(`${this.resourcePath} has no asset '${role}'`)
    return Buffer.from(asset.bytes.buffer, asset.bytes.byteOffset, asset.bytes.byteLength)
  })
}

export const raw = true
