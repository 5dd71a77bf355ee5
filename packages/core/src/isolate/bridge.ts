import { call, get } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module-builder.js'
import { importAll, type Imports } from './bridge/context.js'
import { moreDescriptors, sameDescriptors } from './bridge/descriptors.js'
import { body } from './bridge/special.js'
import { transfers } from './bridge/transfers.js'
import type { Plan } from './plan.js'

/**
 * The module between the two memories. It imports the guest's memory and the surrogate's accessors; for each preview1 function it
 * copies what goes in to private memory, calls the adapter and copies what comes out back. Instantiating it fills the tables of
 * trampoline and surrogate.
 */
export function bridge(plan: Plan): Uint8Array {
  const m = new ModuleBuilder()
  const imports = importAll(m, plan)
  const entries = m.importTable('surrogate', '_entries', plan.entries.length)
  const functions = m.importTable('trampoline', 'functions', plan.functions.length)
  if (plan.functions.length > 0) {
    const moves = transfers(m, imports, plan)
    const descriptors = plan.functions.includes('path_open') ? moreDescriptors(m, imports) : sameDescriptors
    m.elements(
      functions,
      plan.functions.map((name) => body(m, imports, moves, descriptors, plan, name)),
    )
  }
  m.elements(entries, entryFunctions(m, plan, imports))
  return m.build()
}

/** A command's startup runs inside its entry: by then the host is linked, and (with JSPI) may suspend the guest. */
function entryFunctions(m: ModuleBuilder, plan: Plan, imports: Imports): number[] {
  const startup = plan.startup.map((name) => call(imports.guest(name)))
  if (plan.kind === 'library') {
    if (startup.length > 0) m.start(m.function({ params: [], results: [] }, () => startup))
    return plan.entries.map(({ name }) => imports.guest(name))
  }
  return plan.entries.map(({ name, signature }) =>
    startup.length === 0
      ? imports.guest(name)
      : m.function(signature, () => [startup, call(imports.guest(name), ...signature.params.map((_, param) => get(param)))]),
  )
}
