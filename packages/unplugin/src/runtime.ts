import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What emitted modules import. */
export const runtimeSpecifier = '@unwasi/runtime'

/**
 * A file of ours, to resolve the runtime from: strict package managers let the user's files see only what the user's package.json
 * names, and that is the adapter.
 */
export const runtimeImporter = fileURLToPath(import.meta.url)

/** The runtime's universal entry, for bundlers that have no resolver for packages (plain Rollup). */
export function runtimeFile(): string {
  return createRequire(import.meta.url).resolve(runtimeSpecifier)
}
