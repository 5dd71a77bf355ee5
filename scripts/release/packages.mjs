import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { root } from '../steps.mjs'

/**
 * The packages that a release publishes, with their manifests.
 * @param {string} [folder] the root of the repository or of a copy
 * @returns {{ folder: string, manifest: Record<string, any> }[]}
 */
export function publicPackages(folder = root) {
  return readdirSync(path.join(folder, 'packages'))
    .map((name) => path.join(folder, 'packages', name))
    .map((one) => ({ folder: one, manifest: JSON.parse(readFileSync(path.join(one, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
}
