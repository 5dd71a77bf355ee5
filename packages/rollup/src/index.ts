import type { Options } from '@unwasi/core'
import { createPlugin, rollupHooks } from '@unwasi/unplugin'

export type { Options }

/** A plugin of Rollup and Rolldown. The type names what both have, so that it fits either without the other installed. */
export interface Plugin {
  name: string
}

const plugin = createPlugin((options) =>
  rollupHooks(options, {
    // The bundler hashes and places the file, and knows the way to it from the chunk that needs it.
    place(context, { name, bytes }) {
      return `import.meta.ROLLUP_FILE_URL_${context.emitFile({ type: 'asset', name, source: bytes })}`
    },
    production: ({ meta }) => meta.watchMode !== true,
  }),
)

/**
 * Makes `import run from './main.wasm?component'` work in Rollup and Rolldown.
 * Throws `UnwasiError` (BAD_OPTION) for options that do not exist.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin.rollup(options)
}
