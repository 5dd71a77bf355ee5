// Turns bytes into something that can be run, as in a bundler's output.
import { transpile } from '@unwasi/core'
import * as runtime from '@unwasi/runtime'

const AsyncFunction = (async () => {}).constructor

/**
 * Converts `bytes`, and returns a function that makes programs of other bytes with the same structure. It evaluates the text as a
 * function, because a module would stay in memory forever, and there are thousands.
 */
export const prepare = async (bytes, options = {}) => {
  const settings = { name: 'guest.wasm', cache: false, runtime: 'runtime', assetUrl: () => 'guest', ...options }
  const { code } = await transpile(bytes, settings)
  const body = code
    .replaceAll(/^import \{([^}]*)\} from "runtime"$/gm, (_, names) => `const {${names.replaceAll(' as ', ': ')}} = runtime`)
    .replace(/^export default /m, 'return ')
    .replaceAll(/^export \{.*$/gm, '')
    .replaceAll(/^export /gm, '')
  const make = new AsyncFunction('runtime', 'guest', body)
  return (guest) => make(runtime, guest)
}
