/**
 * What to leave out of the guest: nothing; DWARF (`debug`); DWARF, function names and compiler notes (`all`, and a trap then names no
 * functions).
 */
export type Strip = 'none' | 'debug' | 'all'

/**
 * What serves a preview1 program: the runtime's preview1 host (`preview1`), or the runtime's WASI 0.2 host, for which the program is made
 * the very component that `unwasi component` writes (`preview2`). It does not concern WASI 0.2 components.
 */
export type Host = 'preview1' | 'preview2'

/** Options of every unwasi bundler plugin. */
export interface Options {
  /**
   * Files to claim without the `?component` query, as picomatch globs or regular expressions over the absolute path.
   * @default [] (only imports with `?component` are claimed)
   */
  include?: string | RegExp | readonly (string | RegExp)[]
  /** Files never to claim without the query. */
  exclude?: string | RegExp | readonly (string | RegExp)[]
  /**
   * Folder of the conversion cache; `false` turns the cache on disk off.
   * @default node_modules/.cache/unwasi beside the nearest package.json
   */
  cache?: string | false
  /**
   * How preview1 programs run: on the preview1 host, which is smaller and faster, or as the portable component that other component hosts
   * run. The query `&preview2` asks for the latter for one import.
   * @default 'preview1'
   */
  host?: Host
  /**
   * What to leave out of guests.
   * @default 'debug' in production builds, 'none' in development
   */
  strip?: Strip
  /**
   * The most memory that a guest may have, in bytes. It is written into the guest, rounded down to pages of 64 KiB, and kept by the
   * engine: the guest's memory does not grow further. What starts with more is refused.
   * @default as the guest has it
   */
  maxMemory?: number
  /**
   * Whether `run(args, { trace })` works. The tracer is 2 kB.
   * @default false in production builds, true in development
   */
  trace?: boolean
  /**
   * Writes a `.d.ts` with the exact types of each program that is imported: a library's functions with their signatures. It takes the
   * place of `@unwasi/…/client`. A path is relative to the bundler's root. `true` is `unwasi.d.ts` beside the nearest tsconfig.json or
   * package.json from there up, or in the first folder that tsconfig.json includes, if it does not include that file.
   * @default false
   */
  dts?: boolean | string
}

/** A file that an emitted module needs at run time. */
export interface Asset {
  /** Suggested file name, without folder: `main.wasm`. */
  name: string
  bytes: Uint8Array
  /** Absolute path of a file on disk with exactly these bytes, where there is one. */
  path?: string
}

/** How a program is to be converted. */
export interface ProgramOptions {
  /** Absolute path of the input: for messages, for `Asset.path` and for the default `name`. */
  file?: string
  /** The program's name: `argv[0]` of the guest and file name of its asset. Default: the file's base name, else `main.wasm`. */
  name?: string
  /** As in `Options`. */
  cache?: string | false
  /** Default: `preview1`. */
  host?: Host
  /** Default: `none`. */
  strip?: Strip
  /** As in `Options`. In a component it is the limit of each memory. */
  maxMemory?: number
}

export interface TranspileOptions extends ProgramOptions {
  /** Module specifier of the runtime. Default: `@unwasi/runtime`. */
  runtime?: string
  /** Module specifier of the runtime in `types`. Default: `runtime`. */
  typesRuntime?: string
  /** JavaScript expression (string or URL) of an asset's URL. Default: `new URL("./<name>", import.meta.url)`. */
  assetUrl?: (asset: Asset) => string
  /** Whether the module can be traced. Default: false. */
  trace?: boolean
}

export interface Transpiled {
  /** ES module text. For a command the default export is `run`. */
  code: string
  /**
   * `code` without the named exports of a library, and so without the top-level `await` that they need. Bundlers take this, with
   * `namedExportsText(names, …)` for the rest.
   */
  program: string
  /** The names that `code` exports beside `default`. */
  names: readonly string[]
  /** Text of the `.d.ts` for `code`. */
  types: string
  /** The files that `code` needs. */
  assets: Asset[]
  /** A one-line summary for people: what was converted, from which toolchain, sizes in bytes. */
  summary: string
}

export interface ComponentizeOptions {
  /** Path of the input, for messages. */
  file?: string
  /** As in `Options`. */
  cache?: string | false
  /** Default: `none`. */
  strip?: Strip
  /** As in `Options`. It is the guest's memory that has this limit; the adapter has a small one of its own. */
  maxMemory?: number
}
