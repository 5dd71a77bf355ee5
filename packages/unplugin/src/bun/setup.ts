import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { literal } from '@unwasi/core/text'

import { convert, dataUrl, type Emitted, type Place } from '../convert.js'
import { pluginName } from '../factory.js'
import { parseRequest, partRequest, plainRequest, specifierFilter, toId, type Request } from '../ids.js'
import type { LeftOut } from '../left-out.js'
import { hasTopLevelAwait } from '../named-exports.js'
import type { ResolvedOptions } from '../options.js'
import { presentable } from '../presentable.js'
import { unclaimedWarning } from '../unclaimed.js'
import { leftOutError } from './left-out.js'
import type { BunBuild, BunConfig, Resolved, ResolveArgs } from './types.js'
import { urlExpression } from './url.js'

declare const Bun: { resolveSync(specifier: string, folder: string): string }

/** Guests. Bun reports every importer as one of the namespace `file`, so that none of the hooks can go by it. */
const namespace = pluginName
/** Files for Bun's own `file` loader, which names, hashes and writes them. One guest in several forms has several of one name. */
const fileSpecifier = /^(unwasi-(?:preview1|preview2|url)-file):([^]*)$/

/** A module that exports the runtime: Bun looks for that from there, with the user's conditions. */
const runtime = fileURLToPath(new URL('../runtime/index.js', import.meta.url))

interface Guest {
  request: Request
  importer: string
}

/** Registers the hooks, for `Bun.build` and, without a configuration, for `Bun.plugin`. */
export function setup(build: BunBuild, options: ResolvedOptions): void {
  const { config } = build
  const guests = new Map<string, Guest>()
  const files = new Map<string, Emitted>()
  const root = config?.root ?? process.cwd()
  const awaits = hasTopLevelAwait(config?.format)
  /** By what Bun calls their modules in messages. */
  const leftOut = new Map<string, LeftOut>()

  // Before the guests, whose filter fits these, too.
  build.onResolve({ filter: fileSpecifier }, ({ path: specifier }) => {
    const [, namespace = '', file = ''] = fileSpecifier.exec(specifier) ?? []
    return { path: file, namespace }
  })

  // In the runtime a hook may not wait, and is asked again about what it asks.
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
    // Names of modules go into the output, in comments: relative ones make it the same on every machine.
    const id = toId({ ...request, path: path.relative(root, request.path).replaceAll('\\', '/') })
    guests.set(id, { request, importer })
    return { path: id, namespace }
  }

  build.onResolve({ filter: specifierFilter }, (args) => {
    const part = partRequest(args.path, guests.get(args.importer)?.request)
    if (part !== undefined) return found(part, args.importer)
    const asked = parseRequest(args.path) ?? (args.path.endsWith('.wasm') ? plainRequest(args.path) : undefined)
    if (asking || asked === undefined || config?.external?.includes(args.path) === true) return undefined
    const file = locate(args, asked.path)
    // Bun's own message names the importer.
    if (file === undefined) return undefined
    if (asked.path === args.path && !options.claims(file)) return config && warnUnclaimed(file, args.path)
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
      // Bun refuses an unused `await`, too.
      named: awaits ? 'available' : 'omitted',
      project: { root, adapter: '@unwasi/unplugin' },
      place: config === undefined ? placeHere : placeInOutput(config, guest.request, id, files),
      runtime,
    }).catch((error: unknown) => {
      throw presentable(error, importer)
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

  for (const kind of ['preview1', 'preview2', 'url']) {
    const namespace = `unwasi-${kind}-file`
    build.onLoad({ filter: /.*/, namespace }, ({ path: file }) => {
      const asset = files.get(`${namespace}:${file}`)
      if (asset === undefined) throw new Error(`nothing was emitted as ${file}`)
      return { contents: asset.bytes, loader: 'file' }
    })
  }
}

/** Bun's `build.resolve` is not implemented (https://github.com/oven-sh/bun/issues/2771): this is how its runtime resolves. */
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

/** Bun's plugins have no other way to warn. */
function warn(warning: string): void {
  console.warn(`warning: ${warning}`)
}

async function warnUnclaimed(file: string, specifier: string): Promise<undefined> {
  const warning = await unclaimedWarning(file, specifier)
  if (warning !== undefined) warn(warning)
}

/** The program runs in this very process, beside the guest. */
const placeHere: Place = ({ original, bytes }) =>
  original === undefined ? dataUrl({ bytes }) : literal(pathToFileURL(original).href)

function placeInOutput(config: BunConfig, request: Request, id: string, files: Map<string, Emitted>): Place {
  const url = urlExpression(config)
  const kind = request.url ? 'url' : request.preview2 ? 'preview2' : 'preview1'
  return (asset, importDefault) => {
    // The kind is in the path, too: Bun takes two files of one path for the same one, whatever their namespaces.
    const specifier = `unwasi-${kind}-file:${path.posix.join(path.posix.dirname(id), kind, asset.name)}`
    files.set(specifier, asset)
    return url(importDefault(specifier))
  }
}

/** As esbuild decides about `process.env.NODE_ENV`, and Bun after it. */
function isProduction(config: BunConfig | undefined): boolean {
  const minify = config?.minify
  if (typeof minify !== 'object') return minify === true
  return minify.identifiers === true && minify.syntax === true && minify.whitespace === true
}
