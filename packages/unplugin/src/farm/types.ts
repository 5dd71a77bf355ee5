// The parts of Farm's plugin interface that we use. So the types do not need Farm to be installed.
// https://www.farmfe.org/docs/api/js-plugin-api

export interface FarmHooks {
  configResolved(config: FarmConfig): void
  resolve: { filters: { sources: string[]; importers: string[] }; executor: Hook<ResolveParam, ResolveResult> }
  /** Gets the files that have changed and the kind of each change. Returns the modules that Farm must load again. */
  updateModules: { executor(param: { paths: [file: string, change: string][] }): Promise<string[]> }
  load: { filters: { resolvedPaths: string[] }; executor: Hook<LoadParam, LoadResult> }
}

type Hook<Param, Result> = (
  param: Param,
  context?: FarmContext,
  hookContext?: { caller?: string; meta: Record<string, unknown> },
) => Promise<Result | null>

export interface FarmConfig {
  compilation?: Compilation
}

export interface Compilation {
  mode?: string
  output?: Output
  root?: string
  watch?: boolean | object
}

export interface Output {
  assetsFilename?: string
  publicPath?: string
  targetEnv?: string
}

export interface FarmContext {
  /** Makes Farm load the module again when `file` changes. */
  addWatchFile(moduleId: string, file: string): void
  resolve(param: ResolveParam, hookContext: { meta: Record<string, unknown>; caller: string }): Promise<ResolveResult>
  emitFile(file: { resolvedPath: string; name: string; content: number[]; resourceType: string }): void
  warn(message: string): void
}

/** Farm's own type lists the kinds. */
type ResolveKind = string | { entry: string }

export interface ResolveParam {
  source: string
  /** A path relative to the root. */
  importer: string | null
  kind: ResolveKind
}

export interface ResolveResult {
  resolvedPath: string
  external?: boolean
  sideEffects?: boolean
  query?: [string, string][]
  meta?: Record<string, string>
}

export interface LoadParam {
  /** A path relative to the root, with the query. */
  moduleId: string
  resolvedPath: string
  query: [string, string][]
}

export interface LoadResult {
  content: string
  moduleType: string
}
