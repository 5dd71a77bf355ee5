// From bytes to something that can be run, as a bundler's user gets it.
import { transpile } from '@unwasi/core'
import * as runtime from '@unwasi/runtime'

const AsyncFunction = (async () => {}).constructor

/**
 * Converts `bytes`; what comes out makes programs of other bytes that are put together in the same way. A module would stay in memory
 * for ever, and there are thousands: so the text is made a function.
 */
export const prepare = async (bytes) => {
  const { code } = await transpile(bytes, { name: 'guest.wasm', cache: false, runtime: 'runtime', assetUrl: () => 'guest' })
  const body = code
    .replaceAll(/^import \{([^}]*)\} from "runtime"$/gm, (_, names) => `const {${names.replaceAll(' as ', ': ')}} = runtime`)
    .replace(/^export default /m, 'return ')
    .replaceAll(/^export \{.*$/gm, '')
    .replaceAll(/^export /gm, '')
  const make = new AsyncFunction('runtime', 'guest', body)
  return (guest) => make(runtime, guest)
}
