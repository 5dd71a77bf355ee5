import { statSync } from 'node:fs'
import path from 'node:path'
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
  if (mode === 'dev') return placeInDev(asset, importDefault, config)
  // Vite inlines its own assets there, too, because a script in another format can't name a file beside it.
  if (config.consumer === 'client' && isScriptLibrary(config.build)) return dataUrl(asset)
  if (config.consumer === 'server' && isStage(config)) return dataUrl(asset)
  return outputs.emit(context, asset)
}

/**
 * Whether modules run on this machine, where they can read files. Test runners also run those of a client here, in Node with a
 * simulated DOM, for which they have Vite transform them like a server's.
 */
function runsOnMachine({ consumer, dev }: Environment['config']): boolean {
  return consumer === 'server' || dev.moduleRunnerTransform
}

function placeInDev(
  { original, bytes, role, onDisk }: Emitted,
  importDefault: (specifier: string) => string,
  config: Environment['config'],
): string {
  // Programs that were changed, and components that were made, are in the cache under a name that depends on their content.
  const file = onDisk()
  if (file === undefined) return dataUrl({ bytes, role })
  if (runsOnMachine(config)) return JSON.stringify(pathToFileURL(file).href)
  if (original === undefined) return importDefault(`${slashes(file)}?url`)
  // The runtime keeps compiled modules by URL, so a changed guest needs a different URL.
  const version = `unwasi=${Math.round(statSync(original).mtimeMs).toString(36)}`
  return importDefault(`${slashes(original)}?${version}&url`)
}

function isScriptLibrary({ lib }: ResolvedConfig['build']): boolean {
  return lib !== false && (lib.formats ?? ['es', 'umd']).some((format) => format !== 'es')
}

/**
 * Whether the output is only a stage of a build. Frameworks bundle the server's files again, and leave behind files that are named
 * only by a URL. Vite's configuration does not say so, but such output goes to a hidden folder of the project or to node_modules:
 * `.svelte-kit/output/server`, `.nuxt/dist/server`, `.nitro/vite/services/ssr`. A wrong guess makes a larger bundle, which runs.
 */
function isStage({ root, build }: Environment['config']): boolean {
  const folders = slashes(path.relative(root, path.resolve(root, build.outDir))).split('/')
  return folders.some((name) => name === 'node_modules' || /^\.[^.]/.test(name))
}
