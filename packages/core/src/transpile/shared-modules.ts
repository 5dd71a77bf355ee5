import type { Bindings } from '../toolchain/bindgen.js'

type Ranges = readonly (readonly [start: number, end: number])[]

/**
 * Returns the modules of the glue in the order of those of a link plan, `ranges`, so that both can use the same compiled modules. One
 * that the glue does not use gets a name that the glue does not have.
 */
export function inPlanOrder(modules: Bindings['modules'], ranges: Ranges): Bindings['modules'] {
  const names = new Map(Object.entries(modules).map(([name, at]) => [String(at), name]))
  return Object.fromEntries(ranges.map((range, index) => [names.get(String(range)) ?? `unused ${index}`, range]))
}
