import { readFileSync } from 'node:fs'

/** What packages/core/scripts/vendor.mjs took from the Bytecode Alliance's packages. It is the same folder seen from src and from dist. */
const folder = new URL('../../dist/vendor/', import.meta.url)

export const vendorUrl = (file: string): URL => new URL(file, folder)

export const vendorBytes = (file: string): Uint8Array => readFileSync(vendorUrl(file))

let versions: string | undefined

/** The versions of encoder and adapters, as one string: part of every cache key. */
export function toolchainVersion(): string {
  versions ??= readFileSync(vendorUrl('versions.json'), 'utf8').trim()
  return versions
}
