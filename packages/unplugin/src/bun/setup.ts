import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { convert, placeHere, type Emitted, type Place } from '../convert.js'
import { pluginName } from '../factory.js'
import { programInFolder } from '../guest-file.js'
import { fileKind, fileKinds, partRequest, possibleRequest, programFilter, specifierFilter, toId, type Request } from '../ids.js'
import type { LeftOut } from '../left-out.js'
import { hasTopLevelAwait } from '../named-exports.js'
import type { ResolvedOptions } from '../options.js'
import { presentableText } from '../presentable.js'
import { slashes } from '../slashes.js'
import { unclaimedWarning } from '../unclaimed.js'
import { leftOutError } from './left-out.js'
import type { BunBuild, BunConfig, Resolved, ResolveArgs } from './types.js'
import { urlExpression } from './url.js'

declare const Bun: { resolveSync(specifier: string, folder: string): string }

/** The namespace of guests. Bun reports the namespace `file` for every importer, so the hooks can't use it to recognise them. */
const namespace = pluginName
/**
 * Specifiers of files for Bun's own `file` loader, which names, hashes and writes them. A guest that is imported in several forms
 * has several files with one name.
 */
const fileSpecifier = /^(unwasi-(?:preview1|preview2|url)-file):([^]*)$/

/** A module that exports the runtime. Bun resolves the runtime from there, with the user's conditions. */
const runtime = fileURLToPath(new URL('../runtime/index.js', import.meta.url))

interface Guest {
  request: Request
  importer: string
}

/** Registers the hooks for `Bun.build` or, if there is no configuration, for `Bun.plugin`. */
export function setup(build: BunBuild, options: ResolvedOptions): void {
  const { config } = build
  const guests = new Map<string, Guest>()
  const files = new Map<string, Emitted>()
  const root = config?.root ?? process.cwd()
  const awaits = hasTopLevelAwait(config?.format)
  /** The libraries, by the names of their modules in Bun's messages. */
  const leftOut = new Map<string, LeftOut>()

  // This comes before the hook for guests, whose filter matches these specifiers, too.
  build.onResolve({ filter: fileSpecifier }, ({ path: specifier }) => {
    const [, namespace = '', file = ''] = fileSpecifier.exec(specifier) ?? []
    return { path: file, namespace }
  })

  // In Bun's runtime a hook can't wait, and `Bun.resolveSync` calls it again.
  let asking = false
  const locate = (args: ResolveArgs, specifier: string): string | undefined => {
    asking = true
    try {
      return resolveFrom(folderOf(args), specifier)
    } finally {
      asking = false
    }
  }

  const found = (request: Request, importer: string): Resolved => {
    // The names of modules are in comments of the output. Relative names make it the same on every machine.
    const id = toId({ ...request, path: slashes(path.relative(root, request.path)) })
    guests.set(id, { request, importer })
    return { path: id, namespace }
  }

  build.onResolve({ filter: specifierFilter }, (args) => {
    const part = partRequest(args.path, guests.get(args.importer)?.request)
    if (part !== undefined) return found(part, args.importer)
    const asked = possibleRequest(args.path)
    if (asking || asked === undefined || config?.external?.includes(args.path) === true) return undefined
    const query = asked.path !== args.path
    const file = (query ? programInFolder(asked.path, folderOf(args)) : undefined) ?? locate(args, asked.path)
    // If nothing is found, Bun's own message names the importer. A package may have a name like that of a folder.
    if (file === undefined || !programFilter.test(file)) return undefined
    if (!query && !options.claims(file)) return config && warnUnclaimed(file, args.path)
    return found({ ...asked, path: file }, args.importer)
  })

  build.onLoad({ filter: /.*/, namespace }, async ({ path: id }) => {
    const guest = guests.get(id)
    if (guest === undefined) throw new Error(`nothing was resolved to ${id}`)
    const { request, importer } = guest
    const { code, names, warning } = await convert({
      request,
      options,
      production: isProduction(config),
      // Bun refuses even an unused `await`.
      named: awaits ? 'available' : 'omitted',
      project: { root, plugin: '@unwasi/unplugin' },
      place: config === undefined ? placeHere : placeInOutput(config, guest.request, id, files),
      runtime,
      fileSpecifier: slashes,
    }).catch((error: unknown) => {
      throw presentableText(error, importer)
    })
    if (warning !== undefined) warn(warning)
    if (!awaits) leftOut.set(`${namespace}:${id}`, { request, names })
    return { contents: code, loader: 'js' }
  })

  // Bun's runtime has no such hook, and always has top-level await.
  build.onEnd?.(({ logs }) => {
    const error = leftOutError(logs, leftOut, String(config?.format))
    if (error !== undefined) throw error
  })

  for (const kind of fileKinds) {
    const namespace = `unwasi-${kind}-file`
    build.onLoad({ filter: /.*/, namespace }, ({ path: file }) => {
      const asset = files.get(`${namespace}:${file}`)
      if (asset === undefined) throw new Error(`nothing was emitted as ${file}`)
      return { contents: asset.bytes, loader: 'file' }
    })
  }
}

/** Resolves like Bun's runtime, because `build.resolve` is not implemented: https://github.com/oven-sh/bun/issues/2771 */
function resolveFrom(folder: string, specifier: string): string | undefined {
  try {
    return Bun.resolveSync(specifier, folder)
  } catch {
    return undefined
  }
}

function folderOf({ importer, resolveDir }: ResolveArgs): string {
  return resolveDir ?? (importer === '' ? process.cwd() : path.dirname(importer))
}

/** Warns on standard error. Bun's plugins have no other way. */
function warn(warning: string): void {
  console.warn(`warning: ${warning}`)
}

async function warnUnclaimed(file: string, specifier: string): Promise<undefined> {
  const warning = await unclaimedWarning(file, specifier)
  if (warning !== undefined) warn(warning)
}

function placeInOutput(config: BunConfig, request: Request, id: string, files: Map<string, Emitted>): Place {
  const url = urlExpression(config)
  const kind = fileKind(request)
  return (asset, importDefault) => {
    // The path contains the kind, because Bun treats two files with one path as the same file, whatever their namespaces.
    const specifier = `unwasi-${kind}-file:${path.posix.join(path.posix.dirname(id), kind, asset.name)}`
    files.set(specifier, asset)
    return url(importDefault(specifier))
  }
}

/** Like esbuild, Bun sets `process.env.NODE_ENV` to `production` if all minification is on. */
function isProduction(config: BunConfig | undefined): boolean {
  const minify = config?.minify
  if (typeof minify !== 'object') return minify === true
  return minify.identifiers === true && minify.syntax === true && minify.whitespace === true
}
