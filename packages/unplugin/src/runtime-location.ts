import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What emitted modules import. */
export const runtimeSpecifier = '@unwasi/runtime'

/**
 * A file of ours, to resolve the runtime from: strict package managers let the user's files see only what the user's package.json
 * names, and that is the adapter.
 */
export const runtimeImporter = fileURLToPath(import.meta.url)

/** What an adapter offers of the runtime under its own name, and what that stands for. */
export function runtimeAliases(adapter: string): Map<string, string> {
  return new Map([
    [`${adapter}/runtime`, runtimeSpecifier],
    [`${adapter}/runtime/node`, `${runtimeSpecifier}/node`],
  ])
}

/** The runtime's universal entry (or another entry), for bundlers that have no resolver for packages (plain Rollup). */
export function runtimeFile(specifier = runtimeSpecifier): string {
  return createRequire(import.meta.url).resolve(specifier)
}
