import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import {
  convert,
  externalFile,
  fileKind,
  hasTopLevelAwait,
  idFilter,
  partRequest,
  pluginName,
  possibleRequest,
  presentable,
  programFilter,
  programInFolder,
  runtimeImporter,
  runtimeSpecifier,
  slashes,
  specifierFilter,
  toId,
  unclaimedWarning,
  type Emitted,
  type LeftOut,
  type Request,
  type ResolvedOptions,
} from '@unwasi/unplugin'
import type { BuildOptions, OnLoadResult, OnResolveArgs, OnResolveResult, PartialMessage, PluginBuild } from 'esbuild'

import { literalUrls } from './literal-urls.js'
import { leftOutErrors, toMessage, toMessages } from './messages.js'
import { formatOf, urlExpression } from './url.js'

const namespace = pluginName
/**
 * The namespaces of files for esbuild's own `file` loader, which names, hashes and writes them as the user configured it. A
 * program that is imported in several forms has several files with one name.
 */
const files = { preview1: `${pluginName}-file`, preview2: `${pluginName}-file-preview2`, url: `${pluginName}-file-url` }

/** Marks the calls of `resolveGuest` to other resolvers, so that our own hook ignores them. */
const ownQuestion = Symbol(pluginName)

/** Registers the hooks. They use esbuild's own filters, so a build without WebAssembly never calls JavaScript. */
export function setup(build: PluginBuild, options: ResolvedOptions): void {
  // Bun passes plugins an object that looks like esbuild's.
  if ('config' in build) throw presentable(inBun())
  const emitted = new Map<string, Emitted>()
  const url = urlExpression(build.initialOptions)
  const format = formatOf(build.initialOptions)
  /** The libraries, by the names of their modules in esbuild's messages. */
  const leftOut = new Map<string, LeftOut>()

  build.onResolve({ filter: specifierFilter }, (args) => resolvePart(args) ?? resolveGuest(build, options, args))

  build.onResolve({ filter: new RegExp(`^${runtimeSpecifier}$`), namespace }, () =>
    build.resolve(runtimeSpecifier, { kind: 'import-statement', resolveDir: path.dirname(runtimeImporter) }),
  )

  // CommonJS output can require it, but esbuild knows that only with `platform: 'node'`.
  build.onResolve({ filter: /^node:url$/, namespace }, ({ path }) => ({ path, external: true }))

  build.onLoad({ filter: /.*/, namespace }, async (args): Promise<OnLoadResult> => {
    const request: Request = args.pluginData
    const watchFiles = [request.path]
    const watchDirs: string[] = []
    try {
      const { code, summary, warning, names } = await convert({
        request,
        options,
        production: isProduction(build.initialOptions),
        // esbuild refuses even an unused `await`.
        named: hasTopLevelAwait(format) ? 'available' : 'omitted',
        project: { root: workingDirectory(build), plugin: '@unwasi/esbuild' },
        watch({ files, folders }) {
          watchFiles.push(...files)
          watchDirs.push(...folders)
        },
        place(asset, importDefault) {
          const file = path.posix.join(path.posix.dirname(args.path), asset.name)
          const specifier = `${files[fileKind(request)]}:${file}`
          emitted.set(specifier, asset)
          // The specifier has no extension, because other plugins may answer for it.
          return url(importDefault(specifier.replace(/\.wasm$/, '').replace(/\.js$/, '.worker')))
        },
      })
      report(build, summary)
      if (!hasTopLevelAwait(format)) leftOut.set(`${args.namespace}:${args.path}${args.suffix}`, { request, names })
      const warnings = warning === undefined ? [] : [{ text: warning }]
      return {
        contents: code,
        loader: 'js',
        resolveDir: path.dirname(request.path),
        watchFiles,
        watchDirs,
        pluginData: request,
        warnings,
      }
    } catch (error) {
      if (!(error instanceof UnwasiError)) throw error
      return { errors: toMessages(error), watchFiles, watchDirs }
    }
  })

  // The list of output files is in the metafile.
  const { metafile } = build.initialOptions
  if (format === 'esm') build.initialOptions.metafile = true

  build.onEnd(async (result) => {
    if (format === 'esm' && emitted.size > 0 && result.errors.length === 0) await literalUrls(result, build.initialOptions)
    if (metafile !== true) Reflect.deleteProperty(result, 'metafile')
    return leftOutErrors([...result.errors, ...result.warnings], leftOut, format)
  })

  for (const kind of Object.values(files)) {
    build.onResolve({ filter: new RegExp(`^${kind}:`), namespace }, (args) => ({
      path: fileOf(args.path.slice(kind.length + 1)),
      namespace: kind,
      sideEffects: false,
    }))

    build.onLoad({ filter: /.*/, namespace: kind }, (args): OnLoadResult => {
      const asset = emitted.get(`${kind}:${args.path}`)
      if (asset === undefined) throw new Error(`nothing was emitted as ${args.path}`)
      return { contents: asset.bytes, loader: 'file' }
    })
  }
}

/** The path of a file that is imported without its extension. */
const fileOf = (specifier: string): string =>
  specifier.endsWith('.worker') ? specifier.replace(/worker$/, 'js') : `${specifier}.wasm`

/** Resolves the parts that an emitted module imports. */
function resolvePart({ path: source, importer, namespace: from, pluginData }: OnResolveArgs): OnResolveResult | undefined {
  const part = from === namespace ? partRequest(source, pluginData as Request) : undefined
  if (part === undefined) return undefined
  const file = importer.replace(/\?[^?]*$/, '')
  return { path: file, suffix: toId({ ...part, path: '' }), namespace, sideEffects: false, pluginData: part }
}

async function resolveGuest(
  build: PluginBuild,
  options: ResolvedOptions,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (args.pluginData === ownQuestion) return undefined
  const request = possibleRequest(args.path)
  if (request === undefined) return undefined
  const { kind, importer, resolveDir } = args
  const program = programInFolder(request.path, resolveDir)
  if (program !== undefined) return found(build, { ...request, path: program })
  const resolved = await build.resolve(request.path, {
    kind,
    importer,
    namespace: args.namespace,
    resolveDir,
    with: args.with,
    pluginData: ownQuestion,
  })
  if (request.path === args.path) {
    if (resolved.errors.length > 0 || resolved.external || resolved.namespace !== 'file') return undefined
    if (!options.claims(resolved.path)) {
      const text = await unclaimedWarning(resolved.path, args.path)
      return text === undefined ? undefined : { warnings: [{ text }] }
    }
  }
  // Others may know what it is, if it could be a folder.
  if (resolved.errors.length > 0 && !programFilter.test(request.path)) return undefined
  // Like esbuild, watch the missing file, because it may exist in the next build.
  if (resolved.errors.length > 0) return { errors: resolved.errors, watchFiles: [path.resolve(resolveDir, request.path)] }
  const file = resolved.external ? externalGuest(request.path, resolveDir, resolved.path) : resolved.path
  if (typeof file !== 'string') return { errors: [file] }
  // A package whose name looks like that of a folder.
  if (!idFilter.test(toId({ ...request, path: file }))) return undefined
  return found(build, { ...request, path: file })
}

/**
 * The paths of a namespace are in comments of the output and in the metafile. Relative paths make them the same on every machine.
 */
function found(build: PluginBuild, request: Request): OnResolveResult {
  const relative = slashes(path.relative(workingDirectory(build), request.path))
  return { path: relative, suffix: toId({ ...request, path: '' }), namespace, sideEffects: false, pluginData: request }
}

/** The path of a guest that is external, or the error if there is no such file. */
function externalGuest(source: string, folder: string, answer: string): string | PartialMessage {
  try {
    return externalFile(source, folder, answer)
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
    return toMessage(error)
  }
}

function workingDirectory({ initialOptions }: PluginBuild): string {
  return initialOptions.absWorkingDir ?? process.cwd()
}

/** esbuild uses the same rule for `process.env.NODE_ENV`: https://esbuild.github.io/api/#platform */
function isProduction({ minify, minifyIdentifiers, minifySyntax, minifyWhitespace }: BuildOptions): boolean {
  return minify === true || (minifyIdentifiers === true && minifySyntax === true && minifyWhitespace === true)
}

function report(build: PluginBuild, summary: string): void {
  const level = build.initialOptions.logLevel
  if (summary !== '' && (level === 'info' || level === 'debug' || level === 'verbose')) console.error(summary)
}

function inBun(): UnwasiError {
  return new UnwasiError({
    code: 'BAD_OPTION',
    headline: '@unwasi/esbuild is used as a plugin of Bun',
    why: "Bun's bundler takes esbuild's plugins, but lacks functions that this one calls.",
    fix: "Install @unwasi/unplugin, and import the plugin from '@unwasi/unplugin/bun'.",
  })
}
