// Preview1 modules around the interpreter.
import { PREVIEW1, width } from '../../../packages/core/dist/preview1/table.js'
import { baseOf, UNSTABLE, wasi, wasiSignature } from '../../../packages/core/dist/preview1/unstable.js'
import { HANDLERS, interpreter } from './interpreter.mjs'

/** The 46 functions, and those of wasi_unstable that differ, by number: `{ name, roles, params, results }`, with the roles of core's table. */
export const functions = Object.keys(wasi).map((name) => ({ name, roles: wasi[name].params, ...wasiSignature(name) }))

/** What a program imports for a function, before and after core has converted it. */
const importOf = (name, converted) =>
  converted || baseOf(name) === name ? { module: PREVIEW1, name } : { module: UNSTABLE, name: baseOf(name) }

export const widthOf = width

/** A program that imports all these functions, or those in `names`. */
export const makeModule = ({ handlers = HANDLERS[0], pages = 4, names, converted = false } = {}) => {
  const used = names ? names.map((name) => functions.find((one) => one.name === name)) : functions
  const imports = used.map(({ name, params, results }) => ({ ...importOf(name, converted), params, results }))
  const exports = [{ name: '_start', params: [], results: [], block: 0 }]
  return { ...interpreter({ imports, shared: false, handlers, pages, exports }), calls: used, handlers }
}
