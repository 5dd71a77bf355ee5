import type { Asset } from '../options.js'
import { literal } from '../text.js'

/** The asset's URL where it lies beside the emitted module. */
export function relativeUrl(asset: Asset): string {
  return `new URL(${literal(`./${encodeURIComponent(asset.name)}`)}, import.meta.url)`
}
