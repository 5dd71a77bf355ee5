import { createHash } from 'node:crypto'
import path from 'node:path'

import { literal } from '@unwasi/core/text'

import type { Emitted } from '../convert.js'
import type { Output } from './types.js'

/** The asset's path below the output folder, by the user's `assetsFilename`. */
export function outputName({ name, bytes }: Emitted, { assetsFilename = '[resourceName].[contentHash].[ext]' }: Output): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const { name: stem, ext } = path.parse(name)
  // Farm takes `?` and `#` in the name of a file for the beginning of a query and a hash.
  const safe = stem.replace(/[^\w.-]+/g, '_')
  // Two programs may be called the same.
  const template = /\[(?:contentHash|hash)\]/.test(assetsFilename)
    ? assetsFilename
    : assetsFilename.replace('[ext]', `${hash}.[ext]`)
  return template
    .replaceAll('[resourceName]', () => safe)
    .replaceAll(/\[(?:contentHash|hash)\]/g, hash)
    .replaceAll('[ext]', ext.slice(1))
}

/** The JavaScript expression of its URL: in Node from the script's own, elsewhere below `publicPath`, as Farm does with its assets. */
export function outputUrl(name: string, { publicPath = '', targetEnv = 'browser' }: Output): string {
  if (isNode(targetEnv)) {
    // Without the comment Farm looks for a source file of this name.
    return `new URL(/* $farm-ignore */ ${literal(`./${name}`)}, import.meta.url).href`
  }
  return literal(`${publicPath.replace(/\/$/, '')}/${name}`)
}

function isNode(targetEnv: string): boolean {
  return /^(?:node|library)(?!-browser)/.test(targetEnv)
}
