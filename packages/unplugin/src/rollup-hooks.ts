import type { UnpluginOptions } from 'unplugin'

import { convert, type Emitted } from './convert.js'
import { pluginName } from './factory.js'
import { idFilter, parseRequest, partRequest, plainRequest, specifierFilter, splitQuery, toId, type Request } from './ids.js'
import { hasTopLevelAwait } from './named-exports.js'
import type { ResolvedOptions } from './options.js'
import { presentable } from './presentable.js'
import { runtimeAliases, runtimeFile, runtimeImporter, runtimeSpecifier } from './runtime-location.js'
import { unclaimedWarning } from './unclaimed.js'

/** What we use of the plugin context of Rollup, Rolldown and Vite; unplugin passes it through, but types only what all bundlers have. */
export interface RollupContext {
  addWatchFile(file: string): void
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: Uint8Array }): string
  info(message: string): void
  /** Rolldown's: it builds anew for each output, and so knows which one from the start. */
  outputOptions?: { format?: string }
  meta: { rollupVersion?: string; rolldownVersion?: string; watchMode?: boolean }
  resolve(source: string, importer?: string, options?: ResolveOptions): Promise<Resolved | null>
  warn(message: string): void
}

interface ResolveOptions {
  custom?: Record<string, unknown>
  skipSelf?: boolean
}

export interface Resolved {
  id: string
  external?: boolean
}

/**
 * Marks what `resolveGuest` asks, so that it does not answer itself: `@rollup/plugin-node-resolve` asks everyone about the file that
 * it found, and would have a guest look like plain WebAssembly.
 */
const ownQuestion = { [pluginName]: true }

/** Where bundlers with Rollup's plugin interface differ. */
export interface RollupAdapter<Context> {
  /** Name of the adapter's package. */
  name: string
  /** The project's folder. Default: the working directory. */
  root?(context: Context): string
  /** `Place` with the plugin context at hand. */
  place(context: Context, asset: Emitted, importDefault: (specifier: string) => string): string
  /** Whether this is a build for production. */
  production(context: Context): boolean
  /** Whether the bundler watches the file of an id without being told. Default: no. */
  watched?(context: Context): boolean
  /** Whether the output may run on another platform than the bundler resolves for. Default: no. */
  universal?(context: Context): boolean
}

/**
 * `resolveId` and `load` for bundlers with Rollup's plugin interface. Filters keep every other module away from them; the handlers
 * check again, since bundlers before hook filters ignore these.
 */
export function rollupHooks<Context extends RollupContext>(
  options: ResolvedOptions,
  adapter: RollupAdapter<Context>,
): Required<Pick<UnpluginOptions, 'resolveId' | 'load'>> {
  const importers = new Map<string, string>()
  // One copy of the runtime, also where the bundler could not find the adapter's.
  const aliases = runtimeAliases(adapter.name)
  return {
    resolveId: {
      filter: { id: new RegExp(`${specifierFilter.source}|^(?:${[runtimeSpecifier, ...aliases.keys()].join('|')})$`) },
      async handler(source, importer, asked) {
        const context = this as unknown as Context
        if ((asked as ResolveOptions | undefined)?.custom?.[pluginName] === true) return undefined
        if (source === runtimeSpecifier) {
          return importer !== undefined && idFilter.test(importer) ? resolveRuntime(context, adapter, source) : undefined
        }
        const part = importer === undefined ? undefined : partRequest(source, parseRequest(importer))
        if (part !== undefined) return { id: toId(part), moduleSideEffects: false } as Resolved
        const offered = aliases.get(source)
        if (offered !== undefined) return resolveRuntime(context, adapter, offered)
        const resolved = specifierFilter.test(source) ? await resolveGuest(context, options, source, importer) : undefined
        if (resolved !== undefined && importer !== undefined) importers.set(resolved.id, importer)
        return resolved
      },
    },
    load: {
      filter: { id: idFilter },
      async handler(id) {
        const request = idFilter.test(id) ? parseRequest(id) : undefined
        if (request === undefined) return undefined
        const context = this as unknown as Context
        if (adapter.watched?.(context) !== true) context.addWatchFile(request.path)
        const { code, summary, warning } = await convert({
          request,
          options,
          production: adapter.production(context),
          named: hasTopLevelAwait(context.outputOptions?.format) ? 'available' : 'unavailable',
          project: { root: adapter.root?.(context) ?? process.cwd(), adapter: adapter.name },
          place: (asset, importDefault) => adapter.place(context, asset, importDefault),
        }).catch((error: unknown) => {
          // Rollup names the importer itself.
          throw presentable(error, context.meta.rolldownVersion === undefined ? undefined : importers.get(id))
        })
        if (summary !== '') context.info(summary)
        if (warning !== undefined) context.warn(warning)
        // An empty map says that the code comes from nowhere; none at all would count as a broken chain. `moduleType` is Rolldown's:
        // it would go by the extension.
        return { code, map: { mappings: '' }, moduleType: 'js' } as unknown as { code: string }
      },
    },
  }
}

async function resolveRuntime<Context extends RollupContext>(
  context: Context,
  { universal }: RollupAdapter<Context>,
  specifier: string,
): Promise<Resolved> {
  const resolved = await context.resolve(specifier, runtimeImporter, { skipSelf: true })
  return resolved === null || (universal?.(context) === true && !resolved.external) ? { id: runtimeFile(specifier) } : resolved
}

async function resolveGuest(
  context: RollupContext,
  options: ResolvedOptions,
  source: string,
  importer: string | undefined,
): Promise<Resolved | undefined> {
  const request = parseRequest(source) ?? bareRequest(source)
  if (request === undefined) return undefined
  const resolved = await context.resolve(request.path, importer, { skipSelf: true, custom: ownQuestion })
  // Not found: the bundler's own message names the importer. External: the user's wish.
  if (resolved === null || resolved.external) return resolved ?? undefined
  const file = splitQuery(resolved.id)[0]
  if (source === request.path && !options.claims(file)) {
    const warning = await unclaimedWarning(file, source)
    if (warning !== undefined) context.warn(warning)
    return undefined
  }
  return { id: toId({ ...request, path: file }), moduleSideEffects: false } as Resolved
}

/** `./main.wasm` without a query, for `include` and for the warning. */
function bareRequest(source: string): Request | undefined {
  return source.endsWith('.wasm') ? plainRequest(source) : undefined
}
