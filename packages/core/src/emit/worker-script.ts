import { concat } from '../wasm/encode.js'

/**
 * Returns `script`, the runtime's for workers, with the glue of a component before it. The result is neither a module nor CommonJS,
 * like `script`, which finds the glue under this name (`runtime/src/worker/script-typed.ts`).
 */
export function scriptWithGlue(glue: string, script: Uint8Array): Uint8Array {
  const before = ['globalThis.unwasiGlue = (() => {', "'use strict'", glue, 'return instantiate', '})();', ''].join('\n')
  return concat([new TextEncoder().encode(before), script])
}
