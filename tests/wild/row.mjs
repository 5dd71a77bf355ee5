// What a row of the matrix says, and the sources that it can name.
import path from 'node:path'

import { goProgram, packageFolder, rustProgram } from './fetch.mjs'

/**
 * @typedef {object} Source where a program comes from
 * @property {string} name what the table prints
 * @property {() => string} file fetches or builds it, and returns its path
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {Source} from
 * @property {'run' | 'version' | 'library' | 'memory' | 'imports' | 'component' | 'repaired' | 'composed'} how how it is used. `version` is a
 *   run that only prints a version or the like
 * @property {string} oracle what the expected answer was taken from
 * @property {string} expect the answer, or `sha256:` and its hash
 * @property {(context: import('./context.mjs').Context) => Promise<string | Uint8Array>} run uses the program, and returns its answer
 * @property {Record<string, true>} [imports] the import modules that `run` gives
 * @property {(bytes: Uint8Array) => Promise<Uint8Array>} [made] what is made of the program before it is used
 * @property {('preview1' | 'preview2')[]} [hosts] the hosts that serve it, one after the other. Default: both for `run`, `version`
 *   and `repaired`, else its own
 * @property {number} [node] the lowest major version of Node that can compile it
 */

/** @returns {Source} */
const packaged = (id, file) => ({ name: id, file: () => path.join(packageFolder(id), file) })

/** A file of an npm package: `npm('xxhash-wasm@1.1.0', 'umd/xxhash.wasm')`. */
export const npm = (spec, file) => packaged(`npm:${spec}`, path.join('package', file))

/** A file of a wheel on PyPI. */
export const pypi = (spec, file) => packaged(`pypi:${spec}`, file)

/** A Go program, built for `wasip1`. @returns {Source} */
export const go = (spec) => ({ name: `go:${spec.replace(/^.*\/(?=[^/]*@|[^/]*\/v\d+@)/, '')}`, file: () => goProgram(spec) })

/** A Rust program from crates.io. @returns {Source} */
export const rust = (spec, { target = 'wasm32-wasip1', binary = spec.split('@')[0] } = {}) => ({
  name: `crate:${spec}`,
  file: () => rustProgram(spec, target, binary),
})
