import type { Options } from '@unwasi/core'
import { createUnplugin, type UnpluginContextMeta, type UnpluginInstance, type UnpluginOptions } from 'unplugin'

import { resolveOptions, type ResolvedOptions } from './options.js'

export const pluginName = 'unwasi'

/** Makes the hooks for one bundler: `rollupHooks`, or the bundler's own if unplugin's lose something that users would miss. */
export type MakeHooks = (options: ResolvedOptions, meta: UnpluginContextMeta) => Omit<UnpluginOptions, 'name' | 'enforce'>

/**
 * Makes the plugin for every bundler. It checks the options once, and runs before other plugins, because some of them claim every
 * `.wasm` file.
 */
export function createPlugin(makeHooks: MakeHooks): UnpluginInstance<Options | undefined, false> {
  return createUnplugin<Options | undefined, false>((options, meta) => ({
    name: pluginName,
    enforce: 'pre',
    ...makeHooks(resolveOptions(options), meta),
  }))
}
