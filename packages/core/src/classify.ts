import { takeOut } from './adapter/take-out.js'
import { wrapped, type Wrapped } from './adapter/wrapped.js'
import { furtherExports, linkComponent, newerWasi, refuseNames, typesOnly } from './classify/component.js'
import { ungiven } from './classify/given.js'
import { functionExports, kindOf, valueExports } from './classify/exports.js'
import type { Classified, ComponentFacts, ModuleFacts } from './classify/facts.js'
import { checkImports } from './classify/imports.js'
import { isComponentType, refuseWorld, usesWorld } from './classify/world.js'
import { exportedMemory, noMemory, refuseMemory64 } from './classify/memory.js'
import { UnwasiError } from './errors.js'
import { runInterface } from './link/component.js'
import { wasi, type WasiName } from './preview1/unstable.js'
import { readComponent, readCoreModules, type Component } from './read/component.js'
import { readModule } from './read/core-module.js'
import { checkBytes, componentGiven, isComponent } from './read/header.js'
import type { Import } from './read/shapes.js'
import { capacity, checkCapacity } from './table-limit.js'

export interface ClassifyOptions {
  /** What the caller can use. Default: both. A component that contains a preview1 program counts as a module, too. */
  expect?: 'module' | 'component' | undefined
  /** The file that messages name. */
  file?: string | undefined
  /** Whether JavaScript provides a function import from outside WASI. Default: it provides none. */
  provided?: ((entry: Import) => boolean) | undefined
  /** Whether JavaScript provides an interface to a component, from outside WASI or one that the runtime lacks. Default: it provides none. */
  provides?: ((interfaceName: string) => boolean) | undefined
}

/** Whether a function takes pointers. Those that only take numbers serve a program that has no memory. */
const usesMemory = (name: WasiName) => wasi[name].params.some(({ kind }) => kind !== 'value' && kind !== 'fd')

/** Says what `bytes` are, and what conversion needs to know about them. Returns an `UnwasiError` as `refused`. */
export function classify(bytes: Uint8Array, options: ClassifyOptions = {}): Classified {
  checkBytes(bytes)
  try {
    if (isComponent(bytes) || options.expect === 'component') return classifyComponent(bytes, readComponent(bytes), options)
    return classifyModule(bytes, undefined, options)
  } catch (error) {
    if (error instanceof UnwasiError) return { kind: 'refused', error: error.inFile(options.file) }
    throw error
  }
}

function classifyComponent(bytes: Uint8Array, component: Component, options: ClassifyOptions): ModuleFacts | ComponentFacts {
  const adapted = wrapped(bytes, component)
  if (adapted?.program) return classifyModule(takeOut(bytes, component, adapted), adapted, options)
  const described = typesOnly(component)
  if (described) throw described
  if (options.expect === 'module') throw componentGiven()
  const error = newerWasi(component)
  if (error) throw error
  const modules = readCoreModules(bytes, component.items)
  const run = runInterface(component.items)
  const linked = linkComponent(bytes, component, modules, options.provides)
  const missing = linked.given.filter(([name]) => !(options.provides?.(name) ?? false))
  if (missing.length > 0) throw ungiven(missing)
  if (linked.plan === undefined) refuseNames(linked.cores)
  const further = run === undefined ? undefined : furtherExports(bytes, component, modules, linked, options.provides)
  return { kind: 'component', component, modules, run, wrapped: adapted, further, ...linked }
}

function classifyModule(bytes: Uint8Array, adapted: Wrapped | undefined, options: ClassifyOptions): ModuleFacts {
  const module = readModule(bytes)
  refuseMemory64(module)
  checkCapacity(capacity(module.tables))
  const canonical = module.customs.some(({ name }) => isComponentType(name))
  const imports = checkImports(module, options.provided ?? (() => false), canonical)
  const typed = canonical && usesWorld(module, imports.foreign)
  if (typed) refuseWorld(module, imports.foreign, imports.functions)
  const kind = kindOf(module)
  const memory = exportedMemory(module)
  if (memory === undefined && imports.functions.some(usesMemory)) throw noMemory(module)
  return {
    kind,
    bytes,
    module,
    wrapped: adapted,
    ...imports,
    ...functionExports(module),
    ...valueExports(module),
    start: module.start,
    canonical,
    typed,
    memory,
    initialize: module.exportedFunction('_initialize') !== undefined,
  }
}
