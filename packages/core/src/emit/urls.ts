import type { Asset } from '../options.js'

/** The asset's URL where it lies beside the emitted module. */
export function relativeUrl(asset: Asset): string {
  return `new URL(${JSON.stringify(`./${encodeURIComponent(asset.name)}`)}, import.meta.url)`
}
