import type { Options } from '@unwasi/core'
import {
  createUnplugin,
  type UnpluginContextMeta,
  type UnpluginFactory,
  type UnpluginInstance,
  type UnpluginOptions,
} from 'unplugin'

import { resolveOptions, type ResolvedOptions } from './options.js'

export const pluginName = 'unwasi'

/** Makes the hooks for one bundler: `rollupHooks`, or the bundler's own if unplugin's lose something that users would miss. */
export type MakeHooks = (options: ResolvedOptions, meta: UnpluginContextMeta) => Omit<UnpluginOptions, 'name' | 'enforce'>

/**
 * Describes the plugin to unplugin, whose functions for single bundlers take the result. It checks the options once, and runs before
 * other plugins, because some of them claim every `.wasm` file.
 */
export function describePlugin(makeHooks: MakeHooks): UnpluginFactory<Options | undefined, false> {
  return (options, meta) => ({ name: pluginName, enforce: 'pre', ...makeHooks(resolveOptions(options), meta) })
}

/** Makes the plugin for every bundler. */
export function createPlugin(makeHooks: MakeHooks): UnpluginInstance<Options | undefined, false> {
  return createUnplugin<Options | undefined, false>(describePlugin(makeHooks))
}

/** The plugin that unplugin made from a description by `describePlugin`. Its types allow several plugins, for nested descriptions. */
export function onePlugin<Plugin>(made: Plugin | Plugin[]): Plugin {
  if (Array.isArray(made)) throw new Error('unplugin made several plugins from one description')
  return made
}
