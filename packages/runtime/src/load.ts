import { openTemplate, type Template } from './link.js'
import type { Platform, Progress } from './platform.js'
import { problem, shorten } from './problem.js'

/** Where a module comes from. */
export type Source = string | URL | BufferSource | WebAssembly.Module

interface Load {
  readonly module: Promise<WebAssembly.Module>
  readonly listeners: Set<Progress>
}

// Compiled code, not state: commands that import the same URL share one compile.
const loads = /* @__PURE__ */ new Map<string, Load>()
const compiles = /* @__PURE__ */ new WeakMap<BufferSource, Promise<WebAssembly.Module>>()
const templates = /* @__PURE__ */ new WeakMap<WebAssembly.Module, Promise<Template>>()

/** A load that failed is forgotten, so that the next call tries again. */
export const loadModule = async (source: Source, platform: Platform, onProgress?: Progress): Promise<WebAssembly.Module> => {
  if (source instanceof WebAssembly.Module) return source
  if (typeof source !== 'string' && !(source instanceof URL)) return once(compiles, source, () => WebAssembly.compile(source))
  const key = `${source} ${(await platform.revision?.(source)) ?? ''}`
  let load = loads.get(key)
  if (!load) {
    const listeners = new Set<Progress>()
    const module = platform.compile(source, onProgress && ((progress) => listeners.forEach((listen) => listen(progress))))
    loads.set(key, (load = { module, listeners }))
    module.catch(() => loads.delete(key))
  }
  let failure: { error: unknown } | undefined
  const listen: Progress = (progress) => {
    try {
      onProgress?.(progress)
    } catch (error) {
      // That caller's mistake, not that of the others who wait for the same load.
      failure ??= { error }
    }
  }
  load.listeners.add(listen)
  const module = await load.module.finally(() => load.listeners.delete(listen))
  if (failure) throw failure.error
  return module
}

export const loadTemplate = async (source: Source, platform: Platform): Promise<Template> => {
  const file = await loadModule(source, platform)
  return once(templates, file, () => openTemplate(file))
}

const once = <Key extends WeakKey, Value>(
  map: WeakMap<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> => {
  let value = map.get(key)
  if (!value) {
    map.set(key, (value = make()))
    value.catch(() => map.delete(key))
  }
  return value
}

/** The file at `source` did not arrive, or is not what it should be. */
export const loadProblem = (source: string | URL, why: string, cause?: unknown): Error =>
  problem(`could not load ${shorten(String(source))}`, why, 'check that the file is deployed with the code, as it is', cause)
