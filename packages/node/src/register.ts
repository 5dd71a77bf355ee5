import module from 'node:module'

import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'

import { hooksOfThread } from './in-thread.js'

export type { Options }

/**
 * Makes `import run from './main.wasm?component'` work in this process, in modules that are loaded afterwards. Call it in a module
 * that `node --import` loads. Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options.
 */
export function register(options: Options = {}): void {
  const resolved = resolveOptions(options)
  // Hooks in the same thread also serve `require()`. Node has them from 22.15 and 23.5 on, and will remove the others.
  // https://nodejs.org/api/module.html#customization-hooks
  if (module.registerHooks === undefined) {
    module.register(new URL('hooks.js', import.meta.url), { data: options })
  } else {
    module.registerHooks(hooksOfThread(options, resolved))
  }
}
