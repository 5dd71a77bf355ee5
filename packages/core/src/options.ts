import type { ToolchainsOptions } from './toolchain-options.js'

/**
 * What to leave out of the guest: nothing (`none`), DWARF (`debug`), or DWARF, function names and compiler notes (`all`). With
 * `all`, the stack of a trap does not name functions.
 */
export type Strip = 'none' | 'debug' | 'all'

/**
 * What serves a preview1 program: the runtime's preview1 host (`preview1`) or its WASI 0.2 host (`preview2`). For the latter, the
 * program becomes the same component that `unwasi component` writes. WASI 0.2 components are not affected.
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
   * Folder of the conversion cache. `false` turns off the cache on disk.
   * @default node_modules/.cache/unwasi beside the nearest package.json
   */
  cache?: string | false
  /**
   * How preview1 programs run: on the preview1 host, which is smaller and faster, or as the portable component that other
   * component hosts run. The query `&preview2` selects the latter for one import.
   * @default 'preview1'
   */
  host?: Host
  /**
   * What JavaScript provides to guests, by the names of import modules: a file with the functions, or `true` if they are given with
   * each call (`run(args, { imports })`). A key whose value is an object is the path of a guest, or of its source, and the value holds
   * for this guest alone. Paths begin with `./` or `../` and are relative to the bundler's root; anything else is a package.
   * @default {} (guests that import anything except WASI are refused)
   */
  imports?: Readonly<Record<string, string | true | Readonly<Record<string, string | true>>>>
  /**
   * How programs are built that are imported by their sources: `{ go: { tags: ['x'] }, './main.go': { fallback: './main.wasm' } }`.
   * A key that begins with `./` or `../` is the path of a source, whose value holds for this source alone.
   * @default {}
   */
  toolchains?: ToolchainsOptions
  /**
   * What to leave out of guests.
   * @default 'debug' in production builds, 'none' in development
   */
  strip?: Strip
  /**
   * The maximum size of a guest's memory in bytes. It is rounded down to pages of 64 KiB and written into the guest, so that the
   * engine does not let the memory grow further. A guest that starts with more memory is refused.
   * @default the guest's own maximum
   */
  maxMemory?: number
  /**
   * Merges the data segments of guests that have thousands of them, as Go's do. A Go program becomes about 8 % smaller when it is
   * compressed, and 12 % larger when it is not. It starts with the same bytes in its memory.
   * @default true in production builds, false in development
   */
  compact?: boolean
  /**
   * Whether `run(args, { trace })` works. The tracer adds 2 kB.
   * @default false in production builds, true in development
   */
  trace?: boolean
  /**
   * Whether emitted modules import their programs as compiled modules (`import guest from '….wasm?module'`) instead of compiling
   * them at run time, which Cloudflare Workers and Vercel's Edge Runtime forbid. The bundler must know such imports.
   * @default true in Vite's environments with the resolve condition `workerd` or `edge-light`, otherwise false
   */
  precompiled?: boolean
  /**
   * Writes a `.d.ts` with the exact types of each imported program, such as the signatures of a library's functions. It replaces
   * `@unwasi/…/client`. A path is relative to the bundler's root. `true` stands for `unwasi.d.ts` beside the nearest
   * tsconfig.json or package.json in the root or above it. If tsconfig.json does not include that file, it goes into the first
   * folder that is included.
   * @default false
   */
  dts?: boolean | string
}

/** A file that an emitted module needs at run time. */
export interface Asset {
  /** Suggested file name, without folder: `main.wasm`. */
  name: string
  /** The contents. */
  bytes: Uint8Array
  /** Absolute path of a file on disk with exactly these bytes, if there is one. */
  path?: string
}

/** How to convert a program. */
export interface ProgramOptions {
  /** Absolute path of the input: for messages, for `Asset.path` and for the default `name`. */
  file?: string
  /** The program's name: `argv[0]` of the guest and file name of its asset. Default: the file's base name, or `main.wasm`. */
  name?: string
  /** See `Options`. */
  cache?: string | false
  /** Default: `preview1`. */
  host?: Host
  /** Default: `none`. */
  strip?: Strip
  /** See `Options`. In a component, each memory has this limit. */
  maxMemory?: number
  /** See `Options`. Default: false. */
  compact?: boolean
  /**
   * What JavaScript provides to the program, by the names of its import modules: the module specifier of a file that exports the
   * functions, or `true` if each call gives them. Default: nothing.
   */
  imports?: Readonly<Record<string, string | true>>
}

/** Options of `transpile()`. */
export interface TranspileOptions extends ProgramOptions {
  /** Module specifier of the runtime. Default: `@unwasi/runtime`. */
  runtime?: string
  /**
   * Whether the module imports the guest as compiled `WebAssembly.Module`s instead of compiling it, for targets that forbid
   * compiling at run time, such as Cloudflare Workers and Vercel's Edge Runtime. Default: false.
   */
  precompiled?: boolean
  /** Module specifier of an asset as a compiled module, with `precompiled`. Default: `./<name>?module`. */
  assetModule?: (asset: Asset) => string
  /** Module specifier of the runtime in `types`. Default: `runtime`. */
  typesRuntime?: string
  /** JavaScript expression (string or URL) of an asset's URL. Default: that of the file `./<name>`. */
  assetUrl?: (asset: Asset) => string
  /** Whether the module can be traced. Default: false. */
  trace?: boolean
  /**
   * Returns the runtime's script for workers, with which the module runs its program in a worker. `entry` is that of the runtime's
   * package: `worker` for core modules, `worker-components`, or `worker-typed` for a component that needs glue, which core puts
   * before it. Default: the program does not run in a worker.
   */
  worker?: (entry: WorkerEntry) => Pick<Asset, 'bytes' | 'path'>
}

/** The exports of `@unwasi/runtime` that are scripts for workers. */
export type WorkerEntry = 'worker' | 'worker-components' | 'worker-typed'

/** An ES module and what belongs to it. */
export interface Transpiled {
  /** ES module text. For a command the default export is `run`. */
  code: string
  /**
   * `code` without the named exports of a library, and so without the top-level `await` that they need. Bundler plugins use this,
   * with `namedExportsText(names, …)` for the rest.
   */
  program: string
  /** The names that `code` exports in addition to `default`. */
  names: readonly string[]
  /** Text of the `.d.ts` for `code`. */
  types: string
  /** The files that `code` needs. */
  assets: Asset[]
  /** A one-line summary for people: what was converted, from which toolchain, sizes in bytes. */
  summary: string
}

/** Options of `componentize()`. */
export interface ComponentizeOptions {
  /** Path of the input: for messages, and for the default cache folder. */
  file?: string
  /** See `Options`. */
  cache?: string | false
  /** Default: `none`. */
  strip?: Strip
  /** See `Options`. The limit applies to the guest's memory. The adapter has a small memory in addition. */
  maxMemory?: number
  /** See `Options`. Default: false. */
  compact?: boolean
}
