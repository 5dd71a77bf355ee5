import type { Options } from '@unwasi/core'
import { createUnplugin, type UnpluginContextMeta, type UnpluginInstance, type UnpluginOptions } from 'unplugin'

import { resolveOptions, type ResolvedOptions } from './options.js'

export const pluginName = 'unwasi'

/** A bundler's share of the plugin: `rollupHooks`, or hooks of its own where unplugin's lose something that its users would miss. */
export type Adapter = (options: ResolvedOptions, meta: UnpluginContextMeta) => Omit<UnpluginOptions, 'name' | 'enforce'>

/** The plugin of every bundler: options checked once, and ahead of other plugins, since some of them claim every `.wasm`. */
export function createPlugin(adapter: Adapter): UnpluginInstance<Options | undefined, false> {
  return createUnplugin<Options | undefined, false>((options, meta) => ({
    name: pluginName,
    enforce: 'pre',
    ...adapter(resolveOptions(options), meta),
  }))
}
