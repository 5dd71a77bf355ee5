import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { literal, oneLine } from '@unwasi/core/text'

import { convert } from '../convert.js'
import { externalFile } from '../external-file.js'
import { pluginName } from '../factory.js'
import { programInFolder } from '../guest-file.js'
import {
  isSource,
  parseRequest,
  partRequest,
  possibleRequest,
  programFilter,
  specifierFilter,
  splitQuery,
  toId,
  type Request,
} from '../ids.js'
import type { ResolvedOptions } from '../options.js'
import { presentable, presentableText } from '../presentable.js'
import { unclaimedWarning } from '../unclaimed.js'
import { exportable } from './exports.js'
import { outputName, outputUrl } from './output.js'
import type { FarmContext, FarmHooks, Compilation, ResolveParam, ResolveResult } from './types.js'

const ours = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Stands for the runtime in emitted modules, because Farm may not find the runtime from the user's files. */
const runtimeSpecifier = 'unwasi:runtime'

/** Modules that export the runtime. Farm resolves the runtime from there, with the user's conditions. */
const runtimes = new Map([
  [runtimeSpecifier, ours('../runtime/index.js')],
  ['@unwasi/unplugin/runtime', ours('../runtime/index.js')],
  ['@unwasi/unplugin/runtime/node', ours('../runtime/node.js')],
])

/** Stands before the absolute path of a guest, and means its file as an empty module. */
const watchPrefix = 'unwasi:watch:'

/**
 * The hooks in Farm's own form. unplugin's hooks would lose the name of an asset, its URL in the output, and the fact that a
 * guest has no side effects.
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
        // The source is a file that has changed, or a module that `updateModules` returned.
        if (kind === 'hmrUpdate' && idsOf(splitQuery(source)[0]).length > 0) return resolved(source)
        if (context === undefined || hookContext?.caller === pluginName) return null
        const request =
          ownPart(source, importer, rootOf(config)) ??
          (await resolveGuest({ source, importer, kind }, context, options, rootOf(config)))
        if (request === undefined) return null
        if (!('path' in request)) return request
        importers.set(toId(request), importer)
        return resolved(toId(request))
      },
    },

    // Farm looks for a module whose id is the changed path, and our ids have queries.
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
        if (isSource(resolvedPath)) context.addWatchFile(moduleId, resolvedPath)
        const { code, names, warning } = await convert({
          request,
          options,
          production: mode === 'production',
          project: { root: rootOf(config), plugin: '@unwasi/unplugin' },
          runtime: runtimeSpecifier,
          // Farm has top-level await in every format.
          named: 'available',
          exportable,
          watch: ({ files }) => {
            for (const file of files) context.addWatchFile(moduleId, file)
          },
          place(asset) {
            const name = outputName(asset, output)
            // Farm accepts only an array of numbers.
            context.emitFile({ resolvedPath: moduleId, name, content: [...asset.bytes], resourceType: 'wasm' })
            return outputUrl(name, output)
          },
        }).catch((error: unknown) => {
          throw presentableText(error, importers.get(toId(request)) ?? undefined)
        })
        if (warning !== undefined) context.warn(warning)
        const missing = names.filter((name) => !exportable(name)).map((name) => literal(name))
        if (missing.length > 0 && request.part === undefined) {
          context.warn(
            `${oneLine(resolvedPath)}: Farm can't export names that are not identifiers. To call ${missing.join(', ')}, make an instance with the default export.`,
          )
        }
        // Farm watches only modules whose id is a path.
        const watched =
          request.part === undefined && !isSource(resolvedPath) && (mode === 'development' || Boolean(watch))
            ? `import ${literal(watchPrefix + resolvedPath)}\n`
            : ''
        return { content: watched + code, moduleType: 'js' }
      },
    },
  }
}

/** Keeps the query beside the path. Farm's id of a module consists of both. */
function resolved(id: string): ResolveResult {
  const [resolvedPath, query] = splitQuery(id)
  return { resolvedPath, query: query === undefined ? [] : query.split('&').map((key) => [key, '']), sideEffects: false }
}

/** The request for the part of `importer`, an emitted module, that it imports as `source`. */
function ownPart(source: string, importer: string | null, root: string): Request | undefined {
  return importer === null ? undefined : partRequest(source, parseRequest(path.resolve(root, importer)))
}

/**
 * Returns the request with an absolute path, Farm's own result if the user made the file external and does not ask for a module,
 * or undefined if we don't claim it.
 */
async function resolveGuest(
  { source, importer, kind }: ResolveParam,
  context: FarmContext,
  options: ResolvedOptions,
  root: string,
): Promise<Request | ResolveResult | undefined> {
  const request = possibleRequest(source)
  if (request === undefined) return undefined
  const from = importer === null ? root : path.dirname(path.resolve(root, splitQuery(importer)[0]))
  const program = request.path === source ? undefined : programInFolder(request.path, from)
  if (program !== undefined) return { ...request, path: program }
  const asked = { source: request.path, importer, kind }
  // If nothing is found, Farm's own message names the importer.
  const found = await context.resolve(asked, { caller: pluginName, meta: {} }).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.external === true && request.path === source) return found
  const [file] =
    found.external === true ? [externalFileFor(request.path, from, found.resolvedPath, importer)] : splitQuery(found.resolvedPath)
  // A package whose name looks like that of a folder.
  if (request.path !== source && !programFilter.test(file)) return undefined
  if (request.path !== source || options.claims(file)) return { ...request, path: file }
  const warning = await unclaimedWarning(file, source)
  if (warning !== undefined) context.warn(warning)
  return undefined
}

/** `externalFile` for `importer`, whose folder is `folder`. */
function externalFileFor(source: string, folder: string, answer: string, importer: string | null): string {
  try {
    return externalFile(source, folder, answer)
  } catch (error) {
    throw presentable(error, importer ?? undefined)
  }
}
