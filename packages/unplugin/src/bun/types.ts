// The parts of Bun's plugin interface that we use. Bun's own types declare globals that conflict with Node's.
// https://bun.com/docs/bundler/plugins

export interface BunBuild {
  /** Absent in Bun's runtime (`Bun.plugin`). */
  config?: BunConfig
  onResolve(
    constraints: Constraints,
    callback: (args: ResolveArgs) => Resolved | undefined | Promise<Resolved | undefined>,
  ): unknown
  onLoad(constraints: Constraints, callback: (args: { path: string }) => Loaded | Promise<Loaded>): unknown
  /** Absent in Bun's runtime. */
  onEnd?(callback: (result: { logs: readonly BunLog[] }) => void): unknown
}

export interface BunLog {
  message: string
  position: { file: string; line: number } | null
}

export interface BunConfig {
  external?: string[]
  /** Default: `esm`. */
  format?: 'esm' | 'cjs' | 'iife'
  minify?: boolean | { whitespace?: boolean; identifiers?: boolean; syntax?: boolean }
  publicPath?: string
  root?: string
  /** Default: `browser`. */
  target?: 'browser' | 'bun' | 'node'
}

interface Constraints {
  filter: RegExp
  namespace?: string
}

export interface ResolveArgs {
  path: string
  importer: string
  /** Absent in Bun's runtime. */
  resolveDir?: string
}

export interface Resolved {
  path: string
  namespace: string
}

export interface Loaded {
  contents: string | Uint8Array
  loader: 'js' | 'file'
}
