import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { literal, oneLine } from '@unwasi/core/text'

import { convert } from '../convert.js'
import { pluginName } from '../factory.js'
import { parseRequest, partRequest, plainRequest, specifierFilter, splitQuery, toId, type Request } from '../ids.js'
import type { ResolvedOptions } from '../options.js'
import { presentable } from '../presentable.js'
import { unclaimedWarning } from '../unclaimed.js'
import { exportable } from './exports.js'
import { outputName, outputUrl } from './output.js'
import type { FarmContext, FarmHooks, Compilation, ResolveParam, ResolveResult } from './types.js'

const ours = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Stands for the runtime in emitted modules: from a user's own it may not be found. */
const runtimeSpecifier = 'unwasi:runtime'

/** Modules that export the runtime. Farm looks for that from there, with the user's conditions. */
const runtimes = new Map([
  [runtimeSpecifier, ours('../runtime/index.js')],
  ['@unwasi/unplugin/runtime', ours('../runtime/index.js')],
  ['@unwasi/unplugin/runtime/node', ours('../runtime/node.js')],
])

/** Before the absolute path of a guest: its file, as a module without content. */
const watchPrefix = 'unwasi:watch:'

/**
 * The hooks, in Farm's own form. unplugin's would lose the name of an asset, the URL that it has in the output, and that a guest has no
 * side effects.
 */
export function hooks(options: ResolvedOptions): FarmHooks {
  let config: Compilation = {}
  const importers = new Map<string, string | null>()
  const rootOf = ({ root = process.cwd() }: Compilation) => root
  const idsOf = (file: string) => [...importers.keys()].filter((id) => splitQuery(id)[0] === file)
  return {
    configResolved({ compilation = {} }) {
      config = compilation
    },

    resolve: {
      filters: {
        sources: [specifierFilter.source, ...[...runtimes.keys()].map((name) => `^${name}$`)],
        importers: ['.*'],
      },
      async executor({ source, importer, kind }, context, hookContext) {
        const runtime = runtimes.get(source)
        if (runtime !== undefined) return { resolvedPath: runtime, sideEffects: false }
        if (source.startsWith(watchPrefix)) return { resolvedPath: source.slice(watchPrefix.length), sideEffects: false }
        // A file that has changed, or one of the modules that `updateModules` named.
        if (kind === 'hmrUpdate' && idsOf(splitQuery(source)[0]).length > 0) return resolved(source)
        if (context === undefined || hookContext?.caller === pluginName) return null
        const request =
          ownPart(source, importer, rootOf(config)) ?? (await resolveGuest({ source, importer, kind }, context, options))
        if (request === undefined) return null
        if (!('path' in request)) return request
        importers.set(toId(request), importer)
        return resolved(toId(request))
      },
    },

    // Farm looks for a module whose id is the path that has changed, and ours have queries.
    updateModules: {
      executor: async ({ paths }) => paths.flatMap(([file]) => [file, ...idsOf(file)]),
    },

    load: {
      filters: { resolvedPaths: [specifierFilter.source] },
      async executor({ moduleId, resolvedPath, query }, context) {
        if (query.length === 0 && idsOf(resolvedPath).length > 0) return { content: 'export {}', moduleType: 'js' }
        const request = parseRequest(`${resolvedPath}?${query.map(([key]) => key).join('&')}`)
        if (request === undefined || context === undefined) return null
        const { mode, output = {}, watch } = config
        const { code, names, warning } = await convert({
          request,
          options,
          production: mode === 'production',
          project: { root: rootOf(config), adapter: '@unwasi/unplugin' },
          runtime: runtimeSpecifier,
          // Farm has top-level await in every format.
          named: 'available',
          exportable,
          place(asset) {
            const name = outputName(asset, output)
            // Farm's interface takes nothing but an array of numbers.
            context.emitFile({ resolvedPath: moduleId, name, content: [...asset.bytes], resourceType: 'wasm' })
            return outputUrl(name, output)
          },
        }).catch((error: unknown) => {
          throw presentable(error, importers.get(toId(request)) ?? undefined)
        })
        if (warning !== undefined) context.warn(warning)
        const missing = names.filter((name) => !exportable(name)).map((name) => literal(name))
        if (missing.length > 0 && request.part === undefined) {
          context.warn(
            `${oneLine(resolvedPath)}: Farm has no named exports that are not identifiers, so ${missing.join(', ')} can only be called on what the default export makes.`,
          )
        }
        // Only modules whose id is a path are watched.
        const watched =
          request.part === undefined && (mode === 'development' || Boolean(watch))
            ? `import ${literal(watchPrefix + resolvedPath)}\n`
            : ''
        return { content: watched + code, moduleType: 'js' }
      },
    },
  }
}

/** The query is kept beside the path: both together are Farm's id of a module. */
function resolved(id: string): ResolveResult {
  const [resolvedPath, query] = splitQuery(id)
  return { resolvedPath, query: query === undefined ? [] : query.split('&').map((key) => [key, '']), sideEffects: false }
}

/** The part of a library that `importer`, its module, imports as `source`. */
function ownPart(source: string, importer: string | null, root: string): Request | undefined {
  return importer === null ? undefined : partRequest(source, parseRequest(path.resolve(root, importer)))
}

/** What an import asks for, its path absolute; what the user has made external, as it is; undefined for what is not ours. */
async function resolveGuest(
  { source, importer, kind }: ResolveParam,
  context: FarmContext,
  options: ResolvedOptions,
): Promise<Request | ResolveResult | undefined> {
  const request = parseRequest(source)
  if (request === undefined && !source.endsWith('.wasm')) return undefined
  const asked = { source: request?.path ?? source, importer, kind }
  // Not found: Farm's own message names the importer.
  const found = await context.resolve(asked, { caller: pluginName, meta: {} }).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.external === true) return found
  const [file] = splitQuery(found.resolvedPath)
  if (request !== undefined) return { ...request, path: file }
  if (options.claims(file)) return plainRequest(file)
  const warning = await unclaimedWarning(file, source)
  if (warning !== undefined) context.warn(warning)
  return undefined
}
