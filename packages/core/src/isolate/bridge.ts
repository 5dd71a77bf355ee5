import { call, get } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module-builder.js'
import { importAll, type Imports } from './bridge/imports.js'
import { moreDescriptors, sameDescriptors } from './bridge/descriptors.js'
import { body } from './bridge/special.js'
import { transfers } from './bridge/transfers.js'
import { trampolineSize } from './trampoline.js'
import type { Profile } from './profile.js'

/**
 * The module between the two memories. It imports the guest's memory and the surrogate's accessors. For each preview1 function,
 * it copies the input into private memory, calls the adapter and copies the output back. Instantiating it fills the tables of the
 * trampoline and the surrogate.
 */
export function bridge(profile: Profile): Uint8Array {
  const m = new ModuleBuilder()
  const imports = importAll(m, profile)
  const entries = m.importTable('surrogate', '_entries', profile.entryPoints.length)
  const functions = m.importTable('trampoline', 'functions', trampolineSize(profile.functions, profile.world))
  const served: number[] = []
  if (profile.functions.length > 0) {
    const moves = transfers(m, imports, profile)
    const descriptors = profile.functions.includes('path_open') ? moreDescriptors(m, imports) : sameDescriptors
    const context = { m, imports, moves, descriptors, profile }
    served.push(...profile.functions.map((name) => body(context, name)))
  }
  m.elements(functions, [...served, ...imports.world])
  m.elements(entries, entryFunctions(m, profile, imports))
  return m.build()
}

/** A command's startup functions run in its entry point. By then the host is linked, and with JSPI it may suspend the guest. */
function entryFunctions(m: ModuleBuilder, profile: Profile, imports: Imports): number[] {
  const startup = profile.startup.map((name) => call(imports.guest(name)))
  if (profile.kind === 'reactor') {
    if (startup.length > 0) m.start(m.function({ params: [], results: [] }, () => startup))
    return profile.entryPoints.map(({ name }) => imports.guest(name))
  }
  return profile.entryPoints.map(({ name, signature }) =>
    startup.length === 0
      ? imports.guest(name)
      : m.function(signature, () => [startup, call(imports.guest(name), ...signature.params.map((_, param) => get(param)))]),
  )
}
