import path from 'node:path'

import type { Options } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { leadsTo } from '@unwasi/toolchains/source'

import { programFilter } from './ids.js'
import { missingPaths } from './missing-paths.js'
import { slashes } from './slashes.js'

/** What JavaScript provides to one guest: the module specifier of a file or `true`, by the names of its import modules. */
export type GuestImports = Record<string, string | true>

/**
 * Whether a key of the option `imports` is the path of a guest. The others are names of import modules. A name may look like the path
 * of a source, so the value decides.
 */
const isGuest = (key: string, value: unknown): boolean =>
  key.endsWith('.wasm') || (isRecord(value) && (isPath(key) || programFilter.test(key)))

/** Whether a value of the option is a path, and not the name of a package. */
const isPath = (value: string): boolean => path.isAbsolute(value) || /^\.\.?[/\\]/.test(value)

/** Whether `value` is a valid option `imports`. */
export function isImports(value: unknown): boolean {
  return isRecord(value) && Object.entries(value).every(([key, one]) => (isGuest(key, one) ? isSources(one) : isSource(one)))
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
    if (typeof value !== 'object' || !leadsTo(path.resolve(root, key), path.resolve(guest))) continue
    for (const [module, source] of Object.entries(value)) add(module, source)
  }
  return Object.fromEntries(found)
}

/** Returns a remark about guests that the option names and that do not exist. Such a key has no effect. */
export function missingGuests(option: Options['imports'] = {}, root: string): string | undefined {
  const guests = Object.entries(option).filter(([key, value]) => isGuest(key, value))
  return missingPaths(
    'imports',
    guests.map(([key]) => key),
    root,
  )
}

const told = new Set<string>()

/** Returns `text` once. A build converts many files, and a dev server goes on for hours. */
export function once(text: string | undefined): string | undefined {
  if (text === undefined || told.has(text)) return undefined
  told.add(text)
  return text
}

/** The error for a guest that was refused, perhaps because the option names another file. */
export function withRemark(error: unknown, remark: string | undefined): unknown {
  if (remark === undefined || !(error instanceof UnwasiError) || error.code !== 'UNKNOWN_IMPORT') return error
  const { code, headline, why, fix, file, cause } = error
  return new UnwasiError({ code, headline, why, fix: `${remark}\n  ${fix}`, file, cause })
}

/** A relative specifier, so that the output does not depend on the project's location. */
function relative(guest: string, file: string): string {
  const found = slashes(path.relative(path.dirname(guest), file))
  // Files on different drives have no relative path.
  return path.isAbsolute(found) || found.startsWith('../') ? found : `./${found}`
}
