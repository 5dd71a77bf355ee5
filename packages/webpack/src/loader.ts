import path from 'node:path'

import {
  convert,
  dataUrl,
  parseRequest,
  plainRequest,
  resolveOptions,
  runtimeImporter,
  runtimeSpecifier,
  slashes,
  type Emitted,
} from '@unwasi/unplugin'

import { run, watchIn, type LoaderContext } from './context.js'
import { loader } from './rules.js'
import { assetRequest } from './turbopack.js'

/**
 * The plugin's loader. It also works without the plugin, in `module.rules`:
 * `{ test: /\.wasm$/, resourceQuery: /component/, type: 'javascript/auto', sideEffects: false, loader: '@unwasi/webpack/loader' }`.
 * It has the plugin's options `cache`, `host`, `imports`, `toolchains`, `strip`, `maxMemory`, `compact`, `trace`, `precompiled` and `dts`.
 */
export default function unwasiLoader(this: LoaderContext): void {
  run(this, async () => {
    const { mode, resourcePath, resourceQuery } = this
    const request = parseRequest(resourcePath + resourceQuery)
    const { embed, ...given }: { embed?: boolean } = this.getOptions()
    const options = resolveOptions(given)
    const { code, summary, warning } = await convert({
      request: { ...(request ?? plainRequest(resourcePath)), path: resourcePath },
      options,
      production: mode === 'production',
      place: (asset) =>
        (embed && asset.role !== 'component') || (asset.role === 'worker' && this.utils === undefined)
          ? dataUrl(asset)
          : urlExpression(this, asset, { ...given, ...(request?.preview2 && { host: 'preview2' }) }),
      watch: watchIn(this),
      precompiled: options.precompiled ?? false,
      runtime: await runtime(this),
      project: { root: this.rootContext, plugin: '@unwasi/webpack' },
      included: request === undefined,
      // In a request, `#` begins a fragment.
      itself: `./${path.basename(resourcePath).replaceAll('#', '\0#')}`,
    })
    if (summary !== '') this.getLogger('unwasi').info(summary)
    if (warning !== undefined) this.emitWarning(new Error(warning))
    return code
  })
}

/** Makes webpack pass the source as bytes. It would decode it as text otherwise. */
export const raw = true

/** Resolves the runtime from our package. webpack resolves it, so that the user's export conditions apply. */
async function runtime(context: LoaderContext): Promise<string> {
  const resolved = await context.getResolve({ dependencyType: 'esm' })(path.dirname(runtimeImporter), runtimeSpecifier)
  return typeof resolved === 'string' ? request(context, resolved) : runtimeSpecifier
}

/** webpack recognises this expression and makes an asset of the file, with the user's name, hash and public path. */
function urlExpression(context: LoaderContext, asset: Emitted, { dts: _, ...options }: Record<string, unknown>): string {
  const guest = `./${path.basename(context.resourcePath)}`
  // The user's loaders for scripts must not change that of a worker: `!` leaves them out.
  // A separate loader makes every other file from the guest. A path into our cache folder could be in webpack's own cache when
  // the folder is gone.
  const source =
    asset.original !== undefined
      ? guest
      : context.utils === undefined
        ? assetRequest(guest, asset.role, options.host === 'preview2')
        : `./${asset.name}!=!${asset.role === 'worker' ? '!' : ''}${request(context, loader('asset-loader'))}?${JSON.stringify({ role: asset.role, ...options })}!${guest}`
  return `new URL(${JSON.stringify(source)}, import.meta.url)`
}

/** Makes a path relative to the module, so that hashes do not depend on the project's location. */
function request(context: LoaderContext, file: string): string {
  const from = context.context ?? path.dirname(context.resourcePath)
  if (context.utils !== undefined) return context.utils.contextify(from, file)
  const relative = slashes(path.relative(from, file))
  // On Windows, the path to another drive is absolute.
  return relative.startsWith('../') || path.isAbsolute(relative) ? relative : `./${relative}`
}
