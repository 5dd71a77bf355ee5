import type { CoreModule, Import } from '../read/shapes.js'

/** Custom sections of wit-bindgen: `component-type`, `component-type:wit-bindgen:0.41.0:…`. */
export const isComponentType = (name: string): boolean => name === 'component-type' || name.startsWith('component-type:')

/** Exports that belong to the program and not to its world. */
const OWN = /^(_|cabi_\w*realloc|memory$|malloc$|free$|calloc$|realloc$)/

/** The names of functions that a module exports to its embedded world: `add`, `ex:app/calc#add`, `cabi_post_add`. */
export function worldExports(module: CoreModule): string[] {
  return module.exports.flatMap(({ name, kind }) => (kind === 'func' && (name.includes('#') || !OWN.test(name)) ? [name] : []))
}

/** Whether a module with an embedded world uses it. Libraries of toolchains embed worlds that have nothing but WASI. */
export const usesWorld = (module: CoreModule, foreign: readonly Import[]): boolean =>
  foreign.length > 0 || worldExports(module).length > 0
