import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import type { WorkerEntry } from '@unwasi/core'

/** The specifier that emitted modules import. */
export const runtimeSpecifier = '@unwasi/runtime'

/**
 * A file in this package, from which the runtime is resolved. Strict package managers let the user's files see only the packages
 * that the user's package.json names, and it names only the plugin.
 */
export const runtimeImporter = fileURLToPath(import.meta.url)

/** The entries of a plugin's package that export the runtime, and the runtime's own specifiers. */
export function runtimeAliases(plugin: string): Map<string, string> {
  return new Map([
    [`${plugin}/runtime`, runtimeSpecifier],
    [`${plugin}/runtime/node`, `${runtimeSpecifier}/node`],
  ])
}

/**
 * The path of an entry of the runtime, for bundlers without a resolver for packages (plain Rollup). Default: the universal entry.
 */
export function runtimeFile(specifier = runtimeSpecifier): string {
  return createRequire(import.meta.url).resolve(specifier)
}

const scripts = new Map<WorkerEntry, { bytes: Uint8Array; path: string }>()

/** The runtime's script for workers. */
export function workerScript(entry: WorkerEntry): { bytes: Uint8Array; path: string } {
  let script = scripts.get(entry)
  if (script === undefined) {
    const path = createRequire(import.meta.url).resolve(`${runtimeSpecifier}/${entry}`)
    scripts.set(entry, (script = { bytes: readFileSync(path), path }))
  }
  return script
}
