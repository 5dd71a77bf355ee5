import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { dataUrl, type Emitted } from '@unwasi/unplugin'
import type { Environment, ResolvedConfig } from 'vite'

import type { Outputs, ViteContext } from './outputs.js'

/** The URL expression of `asset` in the environment that `context` builds or serves. */
export function place(
  context: ViteContext,
  asset: Emitted,
  importDefault: (specifier: string) => string,
  outputs: Outputs,
): string {
  const { config, mode } = context.environment
  if (mode === 'dev') return placeInDev(asset, importDefault, config.consumer === 'server')
  // What Vite itself does with assets there: formats other than ES modules have no file beside them that they could name.
  if (config.consumer === 'client' && isScriptLibrary(config.build)) return dataUrl(asset)
  if (config.consumer === 'server' && isBundledAgain(config)) return dataUrl(asset)
  return outputs.emit(context, asset)
}

function placeInDev({ original, bytes }: Emitted, importDefault: (specifier: string) => string, server: boolean): string {
  // Files of ours may lie where `server.fs` lets nobody look.
  if (original === undefined) return dataUrl({ bytes })
  if (server) return JSON.stringify(pathToFileURL(original).href)
  // The runtime remembers compiled modules by URL: another build of the guest needs another one.
  const version = `unwasi=${Math.round(statSync(original).mtimeMs).toString(36)}`
  return importDefault(`${slashes(original)}?${version}&url`)
}

function isScriptLibrary({ lib }: ResolvedConfig['build']): boolean {
  return lib !== false && (lib.formats ?? ['es', 'umd']).some((format) => format !== 'es')
}

/** SvelteKit's adapters bundle the server's files once more, and leave behind those that only a URL names. */
function isBundledAgain({ plugins }: Environment['config']): boolean {
  return plugins.some(({ name }) => name.startsWith('vite-plugin-sveltekit'))
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
