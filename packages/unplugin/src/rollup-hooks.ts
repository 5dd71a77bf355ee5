import path from 'node:path'

import type { UnpluginOptions } from 'unplugin'

import { convert, type Emitted } from './convert.js'
import { externalFile } from './external-file.js'
import { pluginName } from './factory.js'
import { programInFolder, type Dependencies } from './guest-file.js'
import { idFilter, parseRequest, partRequest, possibleRequest, programFilter, specifierFilter, splitQuery, toId } from './ids.js'
import { hasTopLevelAwait } from './named-exports.js'
import { stampOf } from './new-files.js'
import type { ResolvedOptions } from './options.js'
import { presentable } from './presentable.js'
import { runtimeAliases, runtimeFile, runtimeImporter, runtimeSpecifier } from './runtime-location.js'
import { unclaimedWarning } from './unclaimed.js'

/**
 * The parts of the plugin context of Rollup, Rolldown and Vite that we use. unplugin passes it on, but its type has only what all
 * bundlers share.
 */
export interface RollupContext {
  addWatchFile(file: string): void
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: Uint8Array }): string
  info(message: string): void
  /** Only Rolldown has it: it builds each output separately, so it knows the output from the start. */
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
 * Marks the calls of `resolveGuest` to other resolvers, so that our own hook ignores them. `@rollup/plugin-node-resolve` asks all
 * plugins about the file that it found, and our hook would then warn about plain WebAssembly.
 */
const ownQuestion = { [pluginName]: true }

/** The parts of a plugin in which the bundlers with Rollup's plugin interface differ. */
export interface RollupParts<Context> {
  /** The name of the plugin's package. */
  name: string
  /** Returns the project's folder. Default: the working directory. */
  root?(context: Context): string
  /** `Place`, with the plugin context as the first argument. */
  place(context: Context, asset: Emitted, importDefault: (specifier: string) => string): string
  /** Whether this is a build for production. */
  production(context: Context): boolean
  /** Whether the output must import compiled modules, unless the option says otherwise. Default: no. */
  precompiled?(context: Context): boolean
  /** Whether the bundler watches the file of an id by itself. Default: no. */
  watched?(context: Context): boolean
  /** Watches folders in which new files change `program`, the imported file. Default: `watchForNewFiles`. */
  watchFolders?(context: Context, program: string, dependencies: Dependencies): void
  /** Ends the builds of sources when the bundler is closed. */
  closing?(context: Context): AbortSignal | undefined
  /** Called if a program can't be imported, or does not compile. */
  failed?(context: Context, id: string): void
  /** Whether the output may run on another platform than the bundler resolves for. Default: no. */
  universal?(context: Context): boolean
}

/**
 * `resolveId` and `load` for bundlers with Rollup's plugin interface. Filters keep all other modules away from them. The handlers
 * check again, because older bundlers ignore the filters.
 */
export function rollupHooks<Context extends RollupContext>(
  options: ResolvedOptions,
  parts: RollupParts<Context>,
): Required<Pick<UnpluginOptions, 'resolveId' | 'load'>> {
  const importers = new Map<string, string>()
  // With these the output has one copy of the runtime, even if the bundler could not find the plugin's package.
  const aliases = runtimeAliases(parts.name)
  return {
    resolveId: {
      filter: { id: new RegExp(`${specifierFilter.source}|^(?:${[runtimeSpecifier, ...aliases.keys()].join('|')})$`) },
      async handler(source, importer, asked) {
        const context = this as unknown as Context
        if ((asked as ResolveOptions | undefined)?.custom?.[pluginName] === true) return undefined
        if (source === runtimeSpecifier) {
          return importer !== undefined && idFilter.test(importer) ? resolveRuntime(context, parts, source) : undefined
        }
        const part = importer === undefined ? undefined : partRequest(source, parseRequest(importer))
        if (part !== undefined) return { id: toId(part), moduleSideEffects: false } as Resolved
        const offered = aliases.get(source)
        if (offered !== undefined) return resolveRuntime(context, parts, offered)
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
        if (parts.watched?.(context) !== true) context.addWatchFile(request.path)
        const { code, summary, warning } = await convert({
          request,
          options,
          production: parts.production(context),
          named: hasTopLevelAwait(context.outputOptions?.format) ? 'available' : 'unavailable',
          project: { root: parts.root?.(context) ?? process.cwd(), plugin: parts.name },
          precompiled: options.precompiled ?? parts.precompiled?.(context) ?? false,
          place: (asset, importDefault) => parts.place(context, asset, importDefault),
          signal: parts.closing?.(context),
          watch: (dependencies) => watch(context, request.path, dependencies, parts),
        }).catch((error: unknown) => {
          parts.failed?.(context, id)
          // Rollup names the importer itself.
          throw presentable(error, context.meta.rolldownVersion === undefined ? undefined : importers.get(id))
        })
        if (summary !== '') context.info(summary)
        if (warning !== undefined) context.warn(warning)
        // An empty map says that the code has no source. Without a map, bundlers would report a broken chain. `moduleType` is for
        // Rolldown, which would go by the file extension.
        return { code, map: { mappings: '' }, moduleType: 'js' } as unknown as { code: string }
      },
    },
  }
}

function watch<Context extends RollupContext>(
  context: Context,
  program: string,
  dependencies: Dependencies,
  { watchFolders }: RollupParts<Context>,
): void {
  for (const file of dependencies.files) if (file !== program) context.addWatchFile(file)
  if (watchFolders) watchFolders(context, program, dependencies)
  else watchForNewFiles(context, dependencies)
}

/** Makes a build in watch mode start again when a folder gets a file, or loses one. */
export function watchForNewFiles(context: RollupContext, { folders }: Dependencies): void {
  if (context.meta.watchMode === true) for (const folder of folders) context.addWatchFile(stampOf(folder))
}

async function resolveRuntime<Context extends RollupContext>(
  context: Context,
  { universal }: RollupParts<Context>,
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
  const request = possibleRequest(source)
  if (request === undefined) return undefined
  const program = programInFolder(request.path, folderOf(importer))
  if (program !== undefined) return { id: toId({ ...request, path: program }), moduleSideEffects: false } as Resolved
  const resolved = await context.resolve(request.path, importer, { skipSelf: true, custom: ownQuestion })
  // If nothing is found, the bundler's own message names the importer.
  if (resolved === null) return undefined
  // This is a folder without a program, or a package whose name looks like a folder.
  if (!programFilter.test(request.path) && !programFilter.test(splitQuery(resolved.id)[0])) return undefined
  // What makes the file external does not see the query, and would lose it.
  if (resolved.external && source === request.path) return resolved
  const file = resolved.external ? readAllTheSame(request.path, importer, resolved.id) : splitQuery(resolved.id)[0]
  if (source === request.path && !options.claims(file)) {
    const warning = await unclaimedWarning(file, source)
    if (warning !== undefined) context.warn(warning)
    return undefined
  }
  return { id: toId({ ...request, path: file }), moduleSideEffects: false } as Resolved
}

/** The folder of a module, which may be virtual. */
function folderOf(importer = ''): string {
  const [file] = splitQuery(importer)
  return path.isAbsolute(file) ? path.dirname(file) : process.cwd()
}

/** `externalFile` for `importer`, which may be a virtual module. */
function readAllTheSame(source: string, importer: string | undefined, answer: string): string {
  try {
    return externalFile(source, folderOf(importer), answer)
  } catch (error) {
    throw presentable(error, importer)
  }
}
