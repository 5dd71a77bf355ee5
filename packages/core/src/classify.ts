import { newerWasi, refuseNames, unlinkable } from './classify/component.js'
import { functionExports, kindOf } from './classify/exports.js'
import type { Classified, ComponentFacts, ModuleFacts } from './classify/facts.js'
import { checkImports } from './classify/imports.js'
import { exportedMemory, noMemory, refuseMemory64 } from './classify/memory.js'
import { UnwasiError } from './errors.js'
import { link } from './link/component.js'
import { preview1, type Preview1Name } from './preview1/table.js'
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
  /** Whether JavaScript provides a function import from outside WASI. Default: it provides none. */
  provided?: ((entry: Import) => boolean) | undefined
}

/** Whether a function takes pointers. Those that only take numbers serve a program that has no memory. */
const usesMemory = (name: Preview1Name) => preview1[name].params.some(({ kind }) => kind !== 'value' && kind !== 'fd')

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
  const error = newerWasi(component) ?? unlinkable(component)
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
  const imports = checkImports(module, options.provided ?? (() => false), canonical)
  const kind = kindOf(module)
  const memory = exportedMemory(module)
  if (memory === undefined && imports.functions.some(usesMemory)) throw noMemory(module)
  return {
    kind,
    module,
    ...imports,
    ...functionExports(module),
    start: module.start,
    canonical,
    memory,
    initialize: module.exportedFunction('_initialize') !== undefined,
  }
}
