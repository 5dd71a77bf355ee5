import { createHash } from 'node:crypto'
import path from 'node:path'

import { literal } from '@unwasi/core/text'

import type { Emitted } from '../convert.js'
import type { Output } from './types.js'

/** The asset's path below the output folder. The user's `assetsFilename` decides it. */
export function outputName({ name, bytes }: Emitted, { assetsFilename = '[resourceName].[contentHash].[ext]' }: Output): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const { name: stem, ext } = path.parse(name)
  // In the name of a file, Farm takes `?` for the start of a query, and `#` for the start of a hash.
  const safe = stem.replace(/[^\w.-]+/g, '_')
  // Two programs may have the same name.
  const template = /\[(?:contentHash|hash)\]/.test(assetsFilename)
    ? assetsFilename
    : assetsFilename.replace('[ext]', `${hash}.[ext]`)
  return template
    .replaceAll('[resourceName]', () => safe)
    .replaceAll(/\[(?:contentHash|hash)\]/g, hash)
    .replaceAll('[ext]', ext.slice(1))
}

/**
 * The JavaScript expression for its URL. In Node it is relative to the script. Elsewhere it is below `publicPath`, like Farm's
 * own assets.
 */
export function outputUrl(name: string, { publicPath = '', targetEnv = 'browser' }: Output): string {
  if (isNode(targetEnv)) {
    // Without the comment, Farm would look for a source file with this name.
    return `new URL(/* $farm-ignore */ ${literal(`./${name}`)}, import.meta.url).href`
  }
  return literal(`${publicPath.replace(/\/$/, '')}/${name}`)
}

function isNode(targetEnv: string): boolean {
  return /^(?:node|library)(?!-browser)/.test(targetEnv)
}
