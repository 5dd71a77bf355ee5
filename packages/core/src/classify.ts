import { takeOut } from './adapter/take-out.js'
import { wrapped } from './adapter/wrapped.js'
import { furtherExports, linkComponent, newerWasi, refuseNames, typesOnly } from './classify/component.js'
import type { Classified, ComponentFacts, ModuleFacts } from './classify/facts.js'
import { ungiven } from './classify/given.js'
import { classified, classifyModule, type ClassifyOptions } from './classify/module.js'
import { runInterface } from './link/component.js'
import { readComponent, readCoreModules } from './read/component.js'
import { checkBytes, componentGiven, isComponent } from './read/header.js'

export type { ClassifyOptions } from './classify/module.js'

/** Says what `bytes` are, and what conversion needs to know about them. Returns an `UnwasiError` as `refused`. */
export function classify(bytes: Uint8Array, options: ClassifyOptions = {}): Classified {
  checkBytes(bytes)
  return classified(
    () =>
      isComponent(bytes) || options.expect === 'component'
        ? classifyComponent(bytes, options)
        : classifyModule(bytes, undefined, options),
    options,
  )
}

/** Says what a component is. Throws an `UnwasiError` if it can't be converted. */
export function classifyComponent(bytes: Uint8Array, options: ClassifyOptions): ModuleFacts | ComponentFacts {
  const component = readComponent(bytes)
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
