// Preview1 modules around the interpreter.
import { preview1, signature, width } from '../../../packages/core/dist/preview1/table.js'
import { HANDLERS, interpreter } from './interpreter.mjs'

const MODULE = 'wasi_snapshot_preview1'

/** All 46 functions by number: `{ name, roles, params, results }`, with the roles of core's table. */
export const functions = Object.keys(preview1).map((name) => ({ name, roles: preview1[name].params, ...signature(name) }))

export const widthOf = width

/** A program that imports all 46 functions, or those in `names`. */
export const makeModule = ({ handlers = HANDLERS[0], pages = 4, names } = {}) => {
  const used = names ? names.map((name) => functions.find((one) => one.name === name)) : functions
  const imports = used.map(({ name, params, results }) => ({ module: MODULE, name, params, results }))
  const exports = [{ name: '_start', params: [], results: [], block: 0 }]
  return { ...interpreter({ imports, shared: false, handlers, pages, exports }), calls: used, handlers }
}
