/** What an import asks for, such as `./main.wasm?component` or `…&url`. */
export interface Request {
  /** The import without its query: either the specifier that the user wrote, or an absolute path. */
  path: string
  /** `&preview2` runs a preview1 program as a component, on the WASI 0.2 host. */
  preview2: boolean
  /** `&worker` runs the program in a worker. */
  worker: boolean
  /** `&url` gives the URL of the portable component instead of a module that runs the guest. */
  url: boolean
  /** `&inline` writes no files beside the output. Bytes become `data:` URLs. */
  inline: boolean
  /** Internal. A part of a library's module, which the module itself imports. */
  part?: Part
}

/** `program` has the default export; `named` has the named exports and the `await` that they need. */
export type Part = 'program' | 'named'

/**
 * The ends of paths of programs: a `.wasm` file, or the source of a program. Other plugins have a query `?component` for files of other
 * kinds, such as `.svg`.
 */
const programs = String.raw`(?:\.(?:wasm|go|rs|zig|c|cc|cpp|cxx|ts)|(?:^|[/\\])(?:Cargo\.toml|asconfig\.json))`

/** The end of a folder's path. Names with a dot are those of files. */
const folder = String.raw`(?:^|[/\\])(?:\.{1,2}|[^/\\.?#]+)[/\\]?`

/** Matches paths of programs: `.wasm` files and sources. */
export const programFilter = new RegExp(`${programs}$`)

const claimable = new RegExp(`(?:${programs}|${folder})$`)

/** Whether the path is that of a source, which has to be built. */
export const isSource = (path: string): boolean => !path.endsWith('.wasm')

/** The request of an import without a query that the option `include` claims. */
export const plainRequest = (path: string): Request => ({ path, preview2: false, worker: false, url: false, inline: false })

/** What an import may ask for: `source` with our query, or a `.wasm` file without one, which the options may claim. */
export const possibleRequest = (source: string): Request | undefined =>
  parseRequest(source) ?? (source.endsWith('.wasm') ? plainRequest(source) : undefined)

/** The kinds of files that requests for one guest emit under the same name. */
export const fileKinds = ['preview1', 'preview2', 'url'] as const

export const fileKind = ({ url, preview2 }: Request): (typeof fileKinds)[number] =>
  url ? 'url' : preview2 ? 'preview2' : 'preview1'

/**
 * Matches import specifiers that unwasi may claim. All others must never reach a hook. The path ends at the first question mark, so that
 * long specifiers with many of them take no longer.
 */
export const specifierFilter = new RegExp(
  String.raw`\.wasm(?:\?[^#]*)?$|^[^?]*(?:${programs}|${folder})\?(?:[^#]*&)?component(?:[&=][^#]*)?$`,
)

/**
 * Matches ids that `toId` made. They keep the file's path, so that a bundler's own file watching and HMR see which file they
 * stand for.
 */
export const idFilter = new RegExp(
  String.raw`${programs}\?component(?:&preview2)?(?:&worker)?(?:&url)?(?:&inline)?(?:&unwasi-(?:program|named))?$`,
)

/**
 * Reads an import specifier or an id. Returns undefined if it does not ask for a component. Other query keys (`t=`, `import`,
 * `v=`) belong to bundlers and are dropped.
 */
export function parseRequest(specifier: string): Request | undefined {
  const [path, query] = splitQuery(specifier)
  if (query === undefined || !claimable.test(path)) return undefined
  const keys = new Set(query.split('&').map((pair) => pair.replace(/=.*$/, '')))
  if (!keys.has('component')) return undefined
  const part = (['program', 'named'] as const).find((part) => keys.has(`unwasi-${part}`))
  const request = {
    path,
    preview2: keys.has('preview2'),
    worker: keys.has('worker'),
    url: keys.has('url'),
    inline: keys.has('inline'),
  }
  return part === undefined ? request : { ...request, part }
}

/**
 * The id of a request whose path is absolute. It does not end in `.wasm`, because Vite 8 and plugins for WebAssembly claim such
 * ids.
 */
export function toId({ path, preview2, worker, url, inline, part }: Request): string {
  const flags = [
    preview2 && 'preview2',
    worker && 'worker',
    url && 'url',
    inline && 'inline',
    part !== undefined && `unwasi-${part}`,
  ]
  return [`${path}?component`, ...flags.filter((flag) => flag !== false)].join('&')
}

/**
 * The request for the part of `importer`, an emitted module, that it imports as `source`. Undefined if `source` is not a part.
 */
export function partRequest(source: string, importer: Request | undefined): Request | undefined {
  const part = importer === undefined ? undefined : parseRequest(source)?.part
  return importer === undefined || part === undefined ? undefined : { ...importer, part }
}

/** Splits a path or specifier from its query, and removes the question mark. */
export function splitQuery(specifier: string): [path: string, query: string | undefined] {
  const at = specifier.indexOf('?')
  return at < 0 ? [specifier, undefined] : [specifier.slice(0, at), specifier.slice(at + 1)]
}
