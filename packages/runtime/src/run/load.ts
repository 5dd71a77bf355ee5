import { compileBytes } from '../platform/compile.js'
import { loadProblem } from '../platform/load-problem.js'
import type { Platform, Progress } from '../platform/platform.js'

type Modules = readonly WebAssembly.Module[]

/** Where a program comes from: the URL or the bytes of its file, or its compiled module, or all those of a component. */
export type Source = NotOne | WebAssembly.Module
/** What is not a single module. */
type NotOne = string | URL | BufferSource | Modules

interface Load {
  /** Identifies the content that the URL had. */
  readonly revision: string
  readonly modules: Promise<Modules>
  readonly listeners: Set<Progress>
}

// These caches hold compiled code and no state: programs with the same URL share one load.
const loads = /* @__PURE__ */ new Map<string, Load>()
const compiles = /* @__PURE__ */ new WeakMap<BufferSource, Promise<Modules>>()

/** Compiles the modules in a program's file. */
type Compile = (file: BufferSource) => Promise<Modules>

/** Servers that run code in a `node:vm` context compile modules outside of it, where `WebAssembly.Module` is another class. */
const isNotOne = (source: Source): source is NotOne => tagOf(source) !== '[object WebAssembly.Module]'
const tagOf = (value: unknown): string => Object.prototype.toString.call(value)
const isModules = (source: Source): source is Modules => Array.isArray(source)

/** The modules of the program: one, or for a component those that `compile` finds in its file. */
export const loadModules = async (
  source: Source,
  compile: Compile | undefined,
  platform: Platform,
  onProgress?: Progress,
): Promise<Modules> => {
  if (!isNotOne(source)) return [source]
  if (isModules(source)) return source
  if (typeof source === 'string' || source instanceof URL) {
    return loadOnce(source, platform, onProgress, async (listen) =>
      compile
        ? compile(await platform.read(source, listen)).catch((error: unknown) => {
            throw loadProblem(source, String(error), error)
          })
        : [await platform.compile(source, listen)],
    )
  }
  // Not every format of a bundle has `import.meta.url`, on which the URL of a file depends.
  if (source == null) throw loadProblem(source, 'Its URL is undefined.')
  // A bundler's loader for assets can replace a URL by something else.
  if (!ArrayBuffer.isView(source) && tagOf(source) !== '[object ArrayBuffer]') {
    throw loadProblem(source, 'It is neither a URL, nor bytes, nor a compiled module.')
  }
  let modules = compiles.get(source)
  if (!modules) {
    modules = compile ? compile(source) : compileBytes(source).then((module) => [module])
    compiles.set(source, modules)
    modules.catch(() => compiles.delete(source))
  }
  return modules
}

/** Shares a load with other calls. One that failed is forgotten, so that the next call tries again. */
const loadOnce = async (
  source: string | URL,
  platform: Platform,
  onProgress: Progress | undefined,
  start: (listen: Progress | undefined) => Promise<Modules>,
): Promise<Modules> => {
  const key = String(source)
  const revision = (await platform.revision?.(source)) ?? ''
  let load = loads.get(key)
  if (load?.revision !== revision) load = undefined
  if (!load) {
    const listeners = new Set<Progress>()
    const modules = start(onProgress && ((progress) => listeners.forEach((listen) => listen(progress))))
    const started = (load = { revision, modules, listeners })
    loads.set(key, started)
    modules.catch(() => {
      if (loads.get(key) === started) loads.delete(key)
    })
  }
  let failure: { error: unknown } | undefined
  const listen: Progress = (progress) => {
    try {
      onProgress?.(progress)
    } catch (error) {
      // The mistake is this caller's. Others that wait for the same load must not fail.
      failure ??= { error }
    }
  }
  load.listeners.add(listen)
  const modules = await load.modules.finally(() => load.listeners.delete(listen))
  if (failure) throw failure.error
  return modules
}
