import type { Wrapped } from '../adapter/wrapped.js'
import { UnwasiError } from '../errors.js'
import { wasi, type WasiName } from '../preview1/unstable.js'
import { readModule } from '../read/core-module.js'
import type { Import } from '../read/shapes.js'
import { capacity, checkCapacity } from '../table-limit.js'
import { functionExports, kindOf, valueExports } from './exports.js'
import type { Classified, ComponentFacts, ModuleFacts } from './facts.js'
import { checkImports } from './imports.js'
import { exportedMemory, noMemory, refuseMemory64 } from './memory.js'
import { isComponentType, refuseWorld, usesWorld } from './world.js'

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

/** Returns what `classify` finds. An `UnwasiError` that it throws becomes a refusal, which names the file. */
export function classified(classify: () => ModuleFacts | ComponentFacts, { file }: ClassifyOptions): Classified {
  try {
    return classify()
  } catch (error) {
    if (error instanceof UnwasiError) return { kind: 'refused', error: error.inFile(file) }
    throw error
  }
}

/** Whether a function takes pointers. Those that only take numbers serve a program that has no memory. */
const usesMemory = (name: WasiName) => wasi[name].params.some(({ kind }) => kind !== 'value' && kind !== 'fd')

/** Says what a core module is. `adapted` is the component that it was taken out of. */
export function classifyModule(bytes: Uint8Array, adapted: Wrapped | undefined, options: ClassifyOptions): ModuleFacts {
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
