import { newerWasi, refuseNames, typesOnly, unlinkable } from './classify/component.js'
import { kindOf, reactorExports } from './classify/exports.js'
import type { Classified, ComponentFacts, Facts, ModuleFacts } from './classify/facts.js'
import { checkImports } from './classify/imports.js'
import { exportedMemory, noMemory, refuseMemory64 } from './classify/memory.js'
import { UnwasiError } from './errors.js'
import { link } from './link/component.js'
import { readComponent, readCoreModules, type Component } from './read/component.js'
import { readModule } from './read/core-module.js'
import { checkBytes, isComponent } from './read/header.js'
import type { CoreModule, Import } from './read/shapes.js'
import { capacity, checkCapacity } from './table-limit.js'

export interface ClassifyOptions {
  /** What the caller can use. Default: both. */
  expect?: 'module' | 'component' | undefined
  /** The file that messages name. */
  file?: string | undefined
  /** Whether the caller provides a function import from outside WASI. Default: it provides no such import. */
  mapped?: ((entry: Import) => boolean) | undefined
}

/** Custom sections of wit-bindgen: `component-type`, `component-type:wit-bindgen:0.41.0:…`. */
const isComponentType = (name: string) => name === 'component-type' || name.startsWith('component-type:')

/** Says what `bytes` are, and what conversion needs to know about them. Returns an `UnwasiError` as `refused`. */
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
  const error = typesOnly(component) ?? newerWasi(component) ?? unlinkable(component)
  if (error) throw error
  const modules = readCoreModules(bytes, component.items)
  const linked = link(bytes, component.items, modules)
  if (linked.plan === undefined) refuseNames(modules)
  return { kind: 'component', component, modules, ...linked }
}

function classifyModule(module: CoreModule, options: ClassifyOptions): ModuleFacts {
  refuseMemory64(module)
  checkCapacity(capacity(module.tables))
  const canonical = module.customs.some(({ name }) => isComponentType(name))
  const imports = checkImports(module, (found) => canonical || (options.mapped?.(found) ?? false))
  const facts: Facts = { module, ...imports, start: module.start, canonical }
  const kind = kindOf(module)
  const memory = exportedMemory(module)
  if (kind === 'command') {
    if (memory === undefined) throw noMemory(module)
    return { kind, ...facts, memory }
  }
  if (memory === undefined && imports.functions.length > 0) throw noMemory(module)
  return { kind, ...facts, memory, initialize: module.exportedFunction('_initialize') !== undefined, ...reactorExports(module) }
}
