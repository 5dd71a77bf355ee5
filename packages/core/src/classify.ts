import { newerWasi, refuseNames, unlinkable } from './classify/component.js'
import { entry, libraryExports, type LibraryExports } from './classify/exports.js'
import { checkImports, type ImportFacts } from './classify/imports.js'
import { exportedMemory, noMemory, refuseMemory64 } from './classify/memory.js'
import { UnwasiError } from './errors.js'
import { link, type Linked } from './link/component.js'
import { capacity, checkCapacity } from './table-limit.js'
import { isComponent, readComponent, type Component } from './read/component.js'
import { checkBytes } from './read/header.js'
import { readModule, type CoreModule, type Import, type MemoryType } from './read/core-module.js'

export interface ClassifyOptions {
  /** What the caller can use. Default: either. */
  expect?: 'module' | 'component' | undefined
  /** For messages. */
  file?: string | undefined
  /** Whether the caller provides a function import that is not WASI. Default: none. */
  mapped?: ((entry: Import) => boolean) | undefined
}

interface ModuleFacts extends ImportFacts {
  module: CoreModule
  /** Function index of the core start section, which runs at instantiation, before `_start` or `_initialize`. */
  start: number | undefined
  /** Whether it carries a component-type section (wit-bindgen): it has component interfaces beside preview1's. */
  canonical: boolean
}

/** A program: `_start` runs once. */
export interface Command extends ModuleFacts {
  kind: 'command'
  /** The memory exported as `memory`. */
  memory: MemoryType
}

/** Functions to call, after `_initialize` where there is one. */
export interface Library extends ModuleFacts, LibraryExports {
  kind: 'library'
  /** The memory exported as `memory`. Only a library that imports no WASI function may lack it. */
  memory: MemoryType | undefined
  /** Whether it exports `_initialize`. */
  initialize: boolean
}

/** A component that exports `wasi:cli/run` is a command and has a plan; anything else is a library. */
export interface ComponentFacts extends Linked {
  kind: 'component'
  component: Component
}

export interface Refused {
  kind: 'refused'
  error: UnwasiError
}

export type Classified = Command | Library | ComponentFacts | Refused

/** Custom sections of wit-bindgen: `component-type`, `component-type:wit-bindgen:0.41.0:…`. */
const isComponentType = (name: string) => name === 'component-type' || name.startsWith('component-type:')

/** Says what `bytes` are and what conversion needs to know of them. Never throws an `UnwasiError`: it returns it as `refused`. */
export function classify(bytes: Uint8Array, options: ClassifyOptions = {}): Classified {
  checkBytes(bytes)
  try {
    if (options.expect !== 'module' && (isComponent(bytes) || options.expect === 'component')) {
      return classifyComponent(bytes, readComponent(bytes))
    }
    return classifyModule(readModule(bytes), options)
  } catch (error) {
    if (error instanceof UnwasiError) return { kind: 'refused', error: error.inFile(options.file) }
    throw error
  }
}

function classifyComponent(bytes: Uint8Array, component: Component): ComponentFacts {
  const error = newerWasi(component) ?? unlinkable(component)
  if (error) throw error
  const linked = link(bytes, component.items)
  if (linked.plan === undefined) refuseNames(linked.modules)
  return { kind: 'component', component, ...linked }
}

function classifyModule(module: CoreModule, options: ClassifyOptions): Command | Library {
  refuseMemory64(module)
  checkCapacity(capacity(module.tables))
  const canonical = module.customs.some(({ name }) => isComponentType(name))
  const imports = checkImports(module, (found) => canonical || (options.mapped?.(found) ?? false))
  const facts: ModuleFacts = { module, ...imports, start: module.start, canonical }
  const kind = entry(module)
  const memory = exportedMemory(module)
  if (kind === 'command') {
    if (memory === undefined) throw noMemory(module)
    return { kind, ...facts, memory }
  }
  if (memory === undefined && imports.functions.length > 0) throw noMemory(module)
  return { kind, ...facts, memory, initialize: module.exportedFunction('_initialize') !== undefined, ...libraryExports(module) }
}
