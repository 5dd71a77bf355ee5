import type { Asset } from '../options.js'
import { literal } from '../text.js'

/** Returns an expression for the URL of an asset that lies beside the emitted module. */
export function relativeUrl(asset: Asset): string {
  // Some bundlers leave `import.meta.url` undefined. Then the runtime reports that it has no URL to load.
  return `import.meta.url && new URL(${literal(`./${encodeURIComponent(asset.name)}`)}, import.meta.url)`
}

/** Returns the specifier of an asset that lies beside the emitted module, as targets that compile it at build time know it. */
export function relativeModule(asset: Asset): string {
  return `./${encodeURIComponent(asset.name)}?module`
}
