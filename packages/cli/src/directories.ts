import path from 'node:path'

import type { Directory, RunOptions } from '@unwasi/runtime'

import { UsageError } from './errors.js'
import { checkDirectory } from './files.js'

/** The directories that the values of `--dir` name: HOST or HOST::GUEST. */
export async function directories(entries: readonly string[]): Promise<NonNullable<RunOptions['dirs']>> {
  const dirs = new Map<string, Directory>()
  if (entries.length === 0) return {}
  const { hostDirectory } = await import('@unwasi/runtime/node')
  const absolute = new Map<string, Directory>()
  for (const entry of entries) {
    const at = entry.indexOf('::')
    const host = at === -1 ? entry : entry.slice(0, at)
    const guest = at === -1 ? entry : entry.slice(at + 2)
    if (host === '' || guest === '') throw new UsageError(`--dir '${entry}' is not HOST or HOST::GUEST`, 'run')
    if (dirs.has(guest)) throw new UsageError(`--dir: two directories for the guest path ${guest}`, 'run')
    checkDirectory(host)
    const directory = hostDirectory(host)
    dirs.set(guest, directory)
    if (at === -1 && /^\.\.?(?:[/\\]|$)/.test(host)) absolute.set(path.resolve(host), directory)
  }
  // Go's libraries join the first name with each relative path, remove the dots, and then find no directory with that name. So a name
  // with dots is preceded by the absolute path, as if the program had been started there.
  const given = new Set([...dirs.keys()].map(withoutSlashes))
  return Object.fromEntries([...[...absolute].filter(([name]) => !given.has(withoutSlashes(name))), ...dirs])
}

/** Slashes at the end of a name do not count. */
const withoutSlashes = (name: string): string => name.replace(/\/+$/, '')
