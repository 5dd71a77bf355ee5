import { readFileSync } from 'node:fs'

/** The folder that packages/core/scripts/vendor.mjs fills. The path is the same from src and from dist. */
const folder = (): URL => new URL('../../dist/vendor/', import.meta.url)

export const vendorUrl = (file: string): URL => new URL(file, folder())

export const vendorBytes = (file: string): Uint8Array => readFileSync(vendorUrl(file))

let versions: string | undefined

/** Returns the versions of the vendored tools, and of core's code that changes the glue, as one string. It is part of every cache key. */
export function toolchainVersion(): string {
  versions ??= readFileSync(vendorUrl('versions.json'), 'utf8').trim()
  return versions
}
