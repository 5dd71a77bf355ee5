import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { UnwasiError } from '@unwasi/core/errors'
import { literal } from '@unwasi/core/text'

import { make } from './conversions.js'
import type { Project } from './dts/file.js'
import { aboutImported, readGuestFile, type Dependencies, type GuestFile } from './guest-file.js'
import { toId, type Part, type Request } from './ids.js'
import { importsFor, missingGuests, once, withRemark } from './imports.js'
import { badOption, type ResolvedOptions } from './options.js'
import { workerScript } from './runtime-location.js'

/** A file that the emitted module needs: the guest, the portable component, or the script of a worker. */
export interface Emitted {
  role: 'guest' | 'component' | 'worker'
  /** The suggested file name, without a folder. */
  name: string
  bytes: Uint8Array
  /** The absolute path of the imported file, if it has exactly these bytes. */
  original?: string
  /** Returns the absolute path of a file with exactly these bytes: the imported file, or one in the cache, if there may be one. */
  onDisk(): string | undefined
}

/**
 * Returns the JavaScript expression for the URL of a file: a string or a URL at run time. Each plugin has its own.
 * `importDefault` adds an import to the emitted module and returns the identifier of its default export.
 */
export type Place = (asset: Emitted, importDefault: (specifier: string) => string) => string

export interface Conversion {
  /** The path in it is absolute. */
  request: Request
  options: ResolvedOptions
  /** Decides the defaults of `strip`, `compact` and `trace`. */
  production: boolean
  place: Place
  /** Called with what else the program depends on, if it is built from its source. */
  watch?: (dependencies: Dependencies) => void
  /** Ends the build of a source that is under way. */
  signal?: AbortSignal | undefined
  /** Whether the program is imported as compiled modules, and `place` is not asked. Absent if the bundler has no such imports. */
  precompiled?: boolean
  /** The folder to which paths in the options are relative. Default: the project's, or the working directory. */
  root?: string
  /** How the emitted module imports a file of the option `imports`. Default: by its path relative to the guest. */
  fileSpecifier?: (file: string) => string
  /** The module specifier of the runtime. Default: `@unwasi/runtime`. */
  runtime?: string
  /** The project for the option `dts`, which has no effect without one. */
  project?: Project
  /** Whether the file was imported without the query. Default: whether the options claim it. */
  included?: boolean
  /** How the emitted module imports the file that it is made from. Default: `./` and the file's name. */
  itself?: string
  /**
   * How the named exports of a library are emitted. They need top-level await. In an output format without it, they can be
   * symbols without a value (`unavailable`), so that the plugin sees which ones are used, or be left out (`omitted`). Default:
   * `available`.
   */
  named?: 'available' | 'unavailable' | 'omitted'
  /** Whether the bundler can export a name. Other names are left out. Default: it can export all. */
  exportable?: (name: string) => boolean
}

export interface Converted {
  /** The text of an ES module. */
  code: string
  /** A line for people about what was converted. It is empty for `&url`. */
  summary: string
  /** A line for people about what they may want to change. */
  warning?: string
  /** The names that a library exports beside `default`, including those that `named` and `exportable` leave out. */
  names: readonly string[]
}

/** Reads the requested file, or builds it from its source, and turns it into an ES module. Throws `UnwasiError`. */
export async function convert(conversion: Conversion): Promise<Converted> {
  const { request, options, production, watch, signal } = conversion
  const guest = await readGuestFile(request.path, { options, production, root: rootOf(conversion), watch, signal })
  try {
    return await converted(conversion, guest)
  } catch (error) {
    throw aboutImported(error, request.path, guest)
  }
}

const rootOf = ({ root, project }: Conversion): string => root ?? project?.root ?? process.cwd()

async function converted(conversion: Conversion, guest: GuestFile): Promise<Converted> {
  const { request, options, production, place, runtime, project, included = options.claims(request.path) } = conversion
  const { named, exportable = () => true, precompiled = false, fileSpecifier } = conversion
  // Core is loaded only when there is a guest to convert. Other projects must not pay for it.
  const { cachedFile, classify, componentize, namedExportsText } = await import('@unwasi/core')
  const root = rootOf(conversion)
  const { bytes, file } = guest
  const toCore = {
    file,
    name: guest.name,
    strip: options.strip ?? (production ? ('debug' as const) : ('none' as const)),
    compact: options.compact ?? production,
    ...options.cache,
    ...options.maxMemory,
  }

  const imports: string[] = []
  const importDefault = (specifier: string) => {
    const name = `unwasi_${imports.length}`
    imports.push(`import ${name} from ${literal(specifier)}`)
    return name
  }
  const assetUrl = (asset: Emitted) => (request.inline ? dataUrl(asset) : place(asset, importDefault))

  if (request.url) {
    if (request.worker) throw notBoth(file)
    const isComponent = classify(bytes).kind === 'component'
    if (isComponent && options.maxMemory.maxMemory !== undefined) throw unlimited(file)
    const name = `${path.basename(guest.name, '.wasm')}${isComponent ? '' : '.component'}.wasm`
    const component = isComponent ? bytes : await componentize(bytes, toCore)
    const onDisk = () => (isComponent ? file : cachedFile(component, toCore))
    const url = assetUrl({
      role: 'component',
      name,
      bytes: component,
      onDisk,
      ...(isComponent && file === request.path && { original: file }),
    })
    return { code: [...imports, `export default String(${url})`, ''].join('\n'), summary: '', names: [] }
  }
  if (conversion.precompiled === undefined && options.precompiled === true) throw notPrecompiled(file)
  if (precompiled && request.inline) throw notInlined(file)
  const missing = missingGuests(options.imports, root)
  const host = request.preview2 ? 'preview2' : options.host
  const { asset, names, program, script, summary, types } = await make(bytes, {
    ...toCore,
    host,
    imports: importsFor(options.imports, request.path, root, fileSpecifier),
    trace: options.trace ?? !production,
    precompiled,
    ...(request.worker && { worker: workerScript }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(project === undefined ? {} : { typesRuntime: project.plugin }),
  }).catch((error: unknown) => {
    throw withRemark(error, missing)
  })
  const warnings = [...guest.warnings, once(missing)]
  if (options.dts !== false && project !== undefined && request.part === undefined) {
    const { recordTypes } = await import('./dts/file.js')
    warnings.push(
      await recordTypes(options, project, {
        file: request.path,
        types,
        included,
        preview2: request.preview2,
        worker: request.worker,
      }),
    )
  }
  const warning = warnings.filter((text) => text !== undefined).join('\n')
  const about = { summary: request.part === undefined ? summary : '', names, ...(warning !== '' && { warning }) }
  const exported = named === 'omitted' ? [] : names.filter(exportable)
  if (exported.length > 0 && request.part !== 'program') {
    const { itself = `./${path.basename(request.path)}` } = conversion
    const specifier = (part: Part) => toId({ ...request, path: itself, part })
    const texts = namedExportsText(exported, { program: specifier('program'), named: specifier('named') })
    const code = request.part === undefined ? texts.main : named === 'unavailable' ? texts.unavailable : texts.named
    return { code, ...about }
  }
  if (precompiled) return { code: program(''), ...about }
  const { path: exact, ...rest } = asset
  const url = assetUrl({ role: 'guest', ...rest, onDisk: () => exact, ...(exact === request.path && { original: exact }) })
  const scriptUrl = script && assetUrl({ role: 'worker', ...script, onDisk: () => script.path })
  return { code: [...imports, program(url, scriptUrl)].join('\n'), ...about }
}

/** The place of a program that runs in this process, where it can read files. */
export const placeHere: Place = ({ bytes, role, onDisk }) => {
  const file = onDisk()
  return file === undefined ? dataUrl({ bytes, role }) : literal(pathToFileURL(file).href)
}

/** The bytes as a `data:` URL in a JavaScript string literal. */
export function dataUrl({ bytes, role }: Pick<Emitted, 'bytes'> & Partial<Pick<Emitted, 'role'>>): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return `"data:${role === 'worker' ? 'text/javascript' : 'application/wasm'};base64,${base64}"`
}

function unlimited(file: string): UnwasiError {
  return badOption(
    "option 'maxMemory' can't limit a component that is imported with &url",
    'The component file is served unchanged, so the limit would not apply.',
    "Leave 'maxMemory' out and set the limit where the component runs, or import it without &url.",
    file,
  )
}

function notBoth(file: string): UnwasiError {
  return badOption(
    "&worker and &url can't be combined",
    '&url gives the URL of a file, and nothing that runs.',
    'Leave out one of them.',
    file,
  )
}

function notPrecompiled(file: string): UnwasiError {
  return badOption(
    "option 'precompiled' is not supported by this plugin",
    'Its bundler has no imports of compiled modules.',
    "Leave 'precompiled' out, build with Vite, Rollup, Rolldown, webpack or Rspack, or run `unwasi transpile --precompiled`.",
    file,
  )
}

function notInlined(file: string): UnwasiError {
  return badOption(
    "a program that is compiled at build time can't be imported with &inline",
    'The bundle would contain its bytes, and places such as Cloudflare Workers forbid compiling them at run time.',
    "Leave out &inline. If the program may be compiled at run time, set the option 'precompiled' to false.",
    file,
  )
}
