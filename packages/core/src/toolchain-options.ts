// How programs are built that are imported by their sources. The package @unwasi/toolchains builds them.

/** How Go programs are built. */
export interface GoOptions {
  /** The compiler. @default 'go' */
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
  /** Features to turn on, besides the default ones. @default none */
  features?: readonly string[]
  /** Whether the package's default features are on. @default true */
  defaultFeatures?: boolean
  /** The profile of Cargo. @default 'release' in production builds, 'dev' in development */
  profile?: string
  /** Further arguments of `cargo build`. */
  flags?: readonly string[]
}

/** How Zig programs are built. */
export interface ZigOptions {
  /** The mode of Zig. @default 'ReleaseSmall' in production builds, 'Debug' in development */
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
  /** Options for sources in Go. */
  go?: GoOptions
  /** Options for sources in Rust. */
  rust?: RustOptions
  /** Options for sources in Zig. */
  zig?: ZigOptions
  /** Options for sources in C and C++. */
  c?: COptions
  /** Options for sources in AssemblyScript. */
  assemblyscript?: AssemblyScriptOptions
}

/**
 * The option `toolchains`: options of all sources, those of single ones by their paths (`'./cmd/hello/main.go': { … }`, relative to
 * the bundler's root), and the packages in node_modules whose sources may be built, which executes their code.
 */
export type ToolchainsOptions = SourceOptions & { allow?: readonly string[] } & {
  [path: `./${string}` | `../${string}`]: SourceOptions
}
