import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { literal } from '@unwasi/core/text'

import { make } from './conversions.js'
import { recordTypes, type Project } from './dts/file.js'
import { toId, type Part, type Request } from './ids.js'
import type { ResolvedOptions } from './options.js'

/** A file that the emitted module needs: the guest, or the portable component. */
export interface Emitted {
  role: 'guest' | 'component'
  /** Suggested file name, without folder. */
  name: string
  bytes: Uint8Array
  /** Absolute path of the imported file, if that has exactly these bytes. */
  original?: string
}

/**
 * A bundler's answer to "what JavaScript expression is the URL of this file?" (a string or a URL at run time).
 * `importDefault` adds an import to the emitted module and returns the identifier of its default export.
 */
export type Place = (asset: Emitted, importDefault: (specifier: string) => string) => string

export interface Conversion {
  /** Its path is absolute. */
  request: Request
  options: ResolvedOptions
  /** Decides the defaults of `strip` and `trace`. */
  production: boolean
  place: Place
  /** Module specifier of the runtime. Default: `@unwasi/runtime`. */
  runtime?: string
  /** For the option `dts`, which is without effect where there is none. */
  project?: Project
  /** Whether the file was imported without the query. Default: whether the options claim it. */
  included?: boolean
  /** How the emitted module imports the file that it is made of. Default: `./` and the file's name. */
  itself?: string
  /**
   * How the named exports of a library are emitted. They need top-level await, which not every output format has: there they can be
   * symbols without a value (`unavailable`), so that the adapter sees which are used, or be left out (`omitted`). Default: `available`.
   */
  named?: 'available' | 'unavailable' | 'omitted'
  /** Which names the bundler can export. The others are left out. Default: all. */
  exportable?: (name: string) => boolean
}

export interface Converted {
  /** ES module text. */
  code: string
  /** One line for people about what was converted; empty for `&url`. */
  summary: string
  /** A line for people about what they may want to change. */
  warning?: string
  /** What a library exports beside `default`, or would without `named: 'omitted'` and `exportable`. */
  names: readonly string[]
}

/** Reads the requested file and turns it into an ES module. Throws `UnwasiError`. */
export async function convert(conversion: Conversion): Promise<Converted> {
  const { request, options, production, place, runtime, project, included = options.claims(request.path) } = conversion
  const { named, exportable = () => true } = conversion
  // Not before there is something to convert: a project without a guest must not pay for it.
  const { classify, componentize, namedExportsText } = await import('@unwasi/core')
  const file = request.path
  const bytes = await read(file)
  const toCore = {
    file,
    strip: options.strip ?? (production ? ('debug' as const) : ('none' as const)),
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
    const converted = classify(bytes).kind !== 'component'
    if (!converted && options.maxMemory.maxMemory !== undefined) throw unlimited(file)
    const url = assetUrl(
      converted
        ? { role: 'component', name: `${path.basename(file, '.wasm')}.component.wasm`, bytes: await componentize(bytes, toCore) }
        : { role: 'component', name: path.basename(file), bytes, original: file },
    )
    return { code: [...imports, `export default String(${url})`, ''].join('\n'), summary: '', names: [] }
  }
  const host = request.preview2 ? 'preview2' : options.host
  const { asset, names, program, summary, types } = await make(bytes, {
    ...toCore,
    host,
    trace: options.trace ?? !production,
    ...(runtime === undefined ? {} : { runtime }),
    ...(project === undefined ? {} : { typesRuntime: project.adapter }),
  })
  const warning =
    project !== undefined && request.part === undefined
      ? await recordTypes(options, project, { file, types, included, preview2: request.preview2 })
      : undefined
  const about = { summary: request.part === undefined ? summary : '', names, ...(warning !== undefined && { warning }) }
  const exported = named === 'omitted' ? [] : names.filter(exportable)
  if (exported.length > 0 && request.part !== 'program') {
    const { itself = `./${path.basename(file)}` } = conversion
    const specifier = (part: Part) => toId({ ...request, path: itself, part })
    const texts = namedExportsText(exported, { program: specifier('program'), named: specifier('named') })
    const code = request.part === undefined ? texts.main : named === 'unavailable' ? texts.unavailable : texts.named
    return { code, ...about }
  }
  const { path: original, ...rest } = asset
  const url = assetUrl({ role: 'guest', ...rest, ...(original === file && { original: file }) })
  return { code: [...imports, program(url)].join('\n'), ...about }
}

/** A JavaScript string literal with the bytes in it. */
export function dataUrl({ bytes }: Pick<Emitted, 'bytes'>): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return `"data:application/wasm;base64,${base64}"`
}

function unlimited(file: string): UnwasiError {
  return new UnwasiError({
    code: 'BAD_OPTION',
    headline: "a component imported with &url can't have the limit of option 'maxMemory'",
    why: 'Its file is served as it is, so whoever runs it would run it without the limit.',
    fix: "limit it where it is run, and leave 'maxMemory' out; or import it without &url",
    file,
  })
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new UnwasiError({
      code: 'NOT_FOUND',
      headline: "the file can't be read",
      why: cause instanceof Error ? cause.message : String(cause),
      fix: 'build the guest first, and check the path in the import',
      file,
      cause,
    })
  }
}
