/** What an import asks for: `./main.wasm?component`, `…&url`, `…&inline`. */
export interface Request {
  /** The import without its query: a specifier as the user wrote it, or an absolute path. */
  path: string
  /** `&preview2`: a preview1 program runs as a component, on the WASI 0.2 host. */
  preview2: boolean
  /** `&url`: the URL of the portable component, in place of a module that runs the guest. */
  url: boolean
  /** `&inline`: no files beside the output; bytes become `data:` URLs. */
  inline: boolean
  /** Internal: a part of a library's module, which the module itself imports. */
  part?: Part
}

/** `program` has the default export; `named` has the named exports and the `await` that they need. */
export type Part = 'program' | 'named'

/** What an import without a query asks for, where that is ours. */
export const plainRequest = (path: string): Request => ({ path, preview2: false, url: false, inline: false })

/** Import specifiers that may be ours; anything else must never reach a hook. */
export const specifierFilter = /\.wasm(?:\?[^#]*)?$/

/** Ids that `toId` made. They keep the file's path, so that a bundler's own file watching and HMR see which file they stand for. */
export const idFilter = /\.wasm\?component(?:&preview2)?(?:&url)?(?:&inline)?(?:&unwasi-(?:program|named))?$/

/**
 * Reads an import specifier or an id. Undefined when it does not ask for a component. Other query keys (`t=`, `import`, `v=`) belong
 * to bundlers and are dropped.
 */
export function parseRequest(specifier: string): Request | undefined {
  const [path, query] = splitQuery(specifier)
  if (query === undefined || !path.endsWith('.wasm')) return undefined
  const keys = new Set(query.split('&').map((pair) => pair.replace(/=.*$/, '')))
  if (!keys.has('component')) return undefined
  const part = (['program', 'named'] as const).find((part) => keys.has(`unwasi-${part}`))
  const request = { path, preview2: keys.has('preview2'), url: keys.has('url'), inline: keys.has('inline') }
  return part === undefined ? request : { ...request, part }
}

/** The id of a request whose path is absolute. It must not end in `.wasm`: Vite 8 and wasm plugins claim such ids. */
export function toId({ path, preview2, url, inline, part }: Request): string {
  const flags = [preview2 && 'preview2', url && 'url', inline && 'inline', part !== undefined && `unwasi-${part}`]
  return [`${path}?component`, ...flags.filter((flag) => flag !== false)].join('&')
}

/** The part that `source` means, when `importer`, a module of ours, imports it. */
export function partRequest(source: string, importer: Request | undefined): Request | undefined {
  const part = importer === undefined ? undefined : parseRequest(source)?.part
  return importer === undefined || part === undefined ? undefined : { ...importer, part }
}

/** A path or specifier and its query without the question mark. */
export function splitQuery(specifier: string): [path: string, query: string | undefined] {
  const at = specifier.indexOf('?')
  return at < 0 ? [specifier, undefined] : [specifier.slice(0, at), specifier.slice(at + 1)]
}
