import { readFile } from 'node:fs/promises'

/** What packages/core/scripts/vendor.mjs took from the Bytecode Alliance's packages. The same folder from src and from dist. */
const folder = new URL('../../dist/vendor/', import.meta.url)

export const vendorUrl = (file: string): URL => new URL(file, folder)

export const vendorBytes = async (file: string): Promise<Uint8Array> => readFile(vendorUrl(file))

let versions: Promise<string> | undefined

/** The versions of encoder and adapters, as one string: part of every cache key. */
export function toolchainVersion(): Promise<string> {
  versions ??= readFile(vendorUrl('versions.json'), 'utf8').then((text) => text.trim())
  return versions
}
