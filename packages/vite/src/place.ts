import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { dataUrl, slashes, type Emitted } from '@unwasi/unplugin'
import type { Environment, ResolvedConfig } from 'vite'

import type { Outputs, ViteContext } from './outputs.js'

/** Returns the JavaScript expression for the URL of `asset` in the environment that `context` builds or serves. */
export function place(
  context: ViteContext,
  asset: Emitted,
  importDefault: (specifier: string) => string,
  outputs: Outputs,
): string {
  const { config, mode } = context.environment
  if (mode === 'dev') return placeInDev(asset, importDefault, config.consumer === 'server')
  // Vite inlines its own assets there, too, because a script in another format can't name a file beside it.
  if (config.consumer === 'client' && isScriptLibrary(config.build)) return dataUrl(asset)
  if (config.consumer === 'server' && isBundledAgain(config)) return dataUrl(asset)
  return outputs.emit(context, asset)
}

function placeInDev({ original, bytes }: Emitted, importDefault: (specifier: string) => string, server: boolean): string {
  // An edited guest has no file that the server could serve.
  if (original === undefined) return dataUrl({ bytes })
  if (server) return JSON.stringify(pathToFileURL(original).href)
  // The runtime keeps compiled modules by URL, so a changed guest needs a different URL.
  const version = `unwasi=${Math.round(statSync(original).mtimeMs).toString(36)}`
  return importDefault(`${slashes(original)}?${version}&url`)
}

function isScriptLibrary({ lib }: ResolvedConfig['build']): boolean {
  return lib !== false && (lib.formats ?? ['es', 'umd']).some((format) => format !== 'es')
}

/** SvelteKit's adapters bundle the server's files again, and leave out files that are named only by a URL. */
function isBundledAgain({ plugins }: Environment['config']): boolean {
  return plugins.some(({ name }) => name.startsWith('vite-plugin-sveltekit'))
}
