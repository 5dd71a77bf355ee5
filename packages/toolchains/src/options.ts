import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'

import { quoted } from '@unwasi/core/text'

/** How Go programs are built. */
export interface GoOptions {
  /** @default 'go' */
  compiler?: 'go' | 'tinygo'
  /** Build tags. */
  tags?: readonly string[]
  /** Further arguments of `go build` or `tinygo build`, such as `-ldflags=-X main.version=1`. */
  flags?: readonly string[]
}

/** How Rust programs are built. */
export interface RustOptions {
  /** The package of a workspace. @default the package of the source */
  package?: string
  /** The binary of a package that has several. @default that of the source */
  bin?: string
  features?: readonly string[]
  /** @default true */
  defaultFeatures?: boolean
  /** @default 'release' in production builds, 'dev' in development */
  profile?: string
  /** Further arguments of `cargo build`. */
  flags?: readonly string[]
}

/** How Zig programs are built. */
export interface ZigOptions {
  /** @default 'ReleaseSmall' in production builds, 'Debug' in development */
  optimize?: 'Debug' | 'ReleaseSafe' | 'ReleaseFast' | 'ReleaseSmall'
  /** The program of a `build.zig` that installs several, without its extension. */
  artifact?: string
  /** Further arguments of `zig build-exe` or `zig build`. */
  flags?: readonly string[]
}

/** How C and C++ programs are built. */
export interface COptions {
  /** Further files of the program. Paths are relative to the source. */
  files?: readonly string[]
  /** Further arguments of the compiler, such as `-DNAME=1`, `-Iinclude` or `-std=c++20`. */
  flags?: readonly string[]
}

/** How AssemblyScript programs are built. */
export interface AssemblyScriptOptions {
  /** Further arguments of `asc`. */
  flags?: readonly string[]
}

/** How a program is built from its source. */
export interface SourceOptions {
  /**
   * Whether the program is a command, which runs from start to end, or a reactor, whose functions are called.
   * @default what the source exports
   */
  kind?: 'command' | 'reactor'
  /** The path of a committed build, for machines without the toolchain. */
  fallback?: string
  /** Further environment variables of the toolchain. */
  env?: Readonly<Record<string, string>>
  go?: GoOptions
  rust?: RustOptions
  zig?: ZigOptions
  c?: COptions
  assemblyscript?: AssemblyScriptOptions
}

/**
 * The option `toolchains`: options of all sources, those of single ones by their paths (`'./cmd/hello/main.go': { … }`, relative to
 * the bundler's root), and the packages in node_modules whose sources may be built, which executes their code.
 */
export type ToolchainsOptions = SourceOptions & { allow?: readonly string[] } & {
  [path: `./${string}` | `../${string}`]: SourceOptions
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string' && value !== ''
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const record =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(value).every(([key, one]) => Object.hasOwn(checks, key) && (one === undefined || checks[key]!(one)))

const sourceChecks: Record<keyof SourceOptions, Check> = {
  kind: oneOf('command', 'reactor'),
  fallback: isText,
  env: (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
  go: record({ compiler: oneOf('go', 'tinygo'), tags: areTexts, flags: areTexts }),
  rust: record({
    package: isText,
    bin: isText,
    features: areTexts,
    defaultFeatures: (value) => typeof value === 'boolean',
    profile: isText,
    flags: areTexts,
  }),
  zig: record({ optimize: oneOf('Debug', 'ReleaseSafe', 'ReleaseFast', 'ReleaseSmall'), artifact: isText, flags: areTexts }),
  c: record({ files: areTexts, flags: areTexts }),
  assemblyscript: record({ flags: areTexts }),
}

const isPath = (key: string): boolean => /^\.\.?\//.test(key)
const isSourceOptions = record(sourceChecks)

/** Whether `value` is a valid option `toolchains`. */
export function isToolchains(value: unknown): boolean {
  if (!isRecord(value)) return false
  const general = Object.entries(value).filter(([key]) => !isPath(key))
  const single = Object.entries(value).filter(([key]) => isPath(key))
  return (
    record({ ...sourceChecks, allow: areTexts })(Object.fromEntries(general)) && single.every(([, one]) => isSourceOptions(one))
  )
}

/** The options of `source`, an absolute path. What is said of one source takes precedence. */
export function optionsFor(options: ToolchainsOptions, source: string, root: string): SourceOptions {
  const { allow: _, ...given } = options
  const single = Object.entries(given).filter(([key]) => isPath(key)) as [string, SourceOptions][]
  const general = Object.fromEntries(Object.entries(given).filter(([key]) => !isPath(key))) as SourceOptions
  const own = single.filter(([key]) => isSameFile(path.resolve(root, key), source)).map(([, one]) => one)
  const merged = Object.assign({}, general, ...own) as SourceOptions
  return merged.fallback === undefined ? merged : { ...merged, fallback: path.resolve(root, merged.fallback) }
}

/** Returns a remark about sources that the option names and that do not exist. Such a key has no effect. */
export function missingSources(options: ToolchainsOptions, root: string): string | undefined {
  const missing = Object.keys(options).filter((key) => isPath(key) && !existsSync(path.resolve(root, key)))
  if (missing.length === 0) return undefined
  const names = missing.map((key) => quoted(key)).join(' and ')
  return `Option 'toolchains' names ${names}, which ${missing.length === 1 ? 'does' : 'do'} not exist in ${quoted(root)}. Correct the path, or leave it out.`
}

/** Whether two paths lead to the same file. Bundlers resolve links, which the paths in the option may contain. */
function isSameFile(one: string, other: string): boolean {
  if (one === other) return true
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    // One of the files does not exist.
    return false
  }
}
