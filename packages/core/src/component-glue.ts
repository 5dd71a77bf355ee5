import { cacheFor } from './guest.js'
import type { ProgramOptions } from './options.js'

/** The glue of a component, for a program that runs without an emitted module. */
export interface ComponentGlue {
  /** Strict-mode statements that declare the function `instantiate`. */
  code: string
  /** What the runtime's `typed` takes. */
  modules: Readonly<Record<string, readonly [start: number, end: number] | string>>
}

/** Returns the glue of the component in `program.guest`, whose program is linked by glue. Throws `TOOLCHAIN` or `UNSUPPORTED`. */
export async function componentGlue(component: Uint8Array, options: Pick<ProgramOptions, 'cache'> = {}): Promise<ComponentGlue> {
  const { bindings } = await import('./toolchain/bindgen.js')
  const { glue, modules } = await bindings(component, cacheFor(options))
  return { code: glue, modules }
}
