/** What core writes for an export whose name is no identifier. */
const quotedExport = /^export \{ \w+ as ("(?:[^"\\]|\\.)*") \}\n/gm

/**
 * Takes exports whose names are no identifiers out of an emitted module, and returns these names: Farm's tree shaking ends the process at
 * them ("non-ident exported is not supported when tree shaking").
 */
export function withoutQuotedExports(code: string): { code: string; names: string[] } {
  return { code: code.replace(quotedExport, ''), names: [...code.matchAll(quotedExport)].map(([, name]) => name!) }
}
