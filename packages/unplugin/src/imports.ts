import path from 'node:path'

import type { Options } from '@unwasi/core'

import { slashes } from './slashes.js'

/** What JavaScript provides to one guest: the module specifier of a file or `true`, by the names of its import modules. */
export type GuestImports = Record<string, string | true>

/** Whether a key of the option `imports` is the path of a guest. The others are names of import modules. */
const isGuest = (key: string): boolean => key.endsWith('.wasm')

/** Whether a value of the option is a path, and not the name of a package. */
const isPath = (value: string): boolean => path.isAbsolute(value) || /^\.\.?[/\\]/.test(value)

/** Whether `value` is a valid option `imports`. */
export function isImports(value: unknown): boolean {
  return isRecord(value) && Object.entries(value).every(([key, one]) => (isGuest(key) ? isSources(one) : isSource(one)))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isSource = (value: unknown): boolean => value === true || (typeof value === 'string' && value !== '')
const isSources = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isSource)

/**
 * What the option provides to `guest`, an absolute path.
 * @param root the folder to which the paths of the option are relative
 * @param specifier how the emitted module imports a file. Default: by its path relative to the guest
 */
export function importsFor(
  option: Options['imports'] = {},
  guest: string,
  root: string,
  specifier: (file: string) => string = (file) => relative(guest, file),
): GuestImports {
  const found = new Map<string, string | true>()
  const add = (module: string, value: string | true) =>
    found.set(module, value !== true && isPath(value) ? specifier(path.resolve(root, value)) : value)
  for (const [key, value] of Object.entries(option)) if (typeof value !== 'object') add(key, value)
  // What is said for one guest takes precedence.
  for (const [key, value] of Object.entries(option)) {
    if (typeof value !== 'object' || path.resolve(root, key) !== path.resolve(guest)) continue
    for (const [module, source] of Object.entries(value)) add(module, source)
  }
  return Object.fromEntries(found)
}

/** A relative specifier, so that the output does not depend on the project's location. */
function relative(guest: string, file: string): string {
  const found = slashes(path.relative(path.dirname(guest), file))
  // Files on different drives have no relative path.
  return path.isAbsolute(found) || found.startsWith('../') ? found : `./${found}`
}
