import { readFileSync } from 'node:fs'

/** The folder that packages/core/scripts/vendor.mjs fills. The path is the same from src and from dist. */
const folder = (): URL => new URL('../../dist/vendor/', import.meta.url)

let versions: string | undefined

/** Returns the versions of the vendored tools, and of core's code that changes the glue, as one string. */
export function toolchainVersion(): string {
  versions ??= readFileSync(new URL('versions.json', folder()), 'utf8').trim()
  return versions
}
