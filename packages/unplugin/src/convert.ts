import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { literal } from '@unwasi/core/text'

import { recordTypes, type Project } from './dts/file.js'
import type { Request } from './ids.js'
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
}

export interface Converted {
  /** ES module text. */
  code: string
  /** One line for people about what was converted; empty for `&url`. */
  summary: string
}

/** Reads the requested file and turns it into an ES module. Throws `UnwasiError`. */
export async function convert(conversion: Conversion): Promise<Converted> {
  const { request, options, production, place, runtime, project, included = options.claims(request.path) } = conversion
  // Not before there is something to convert: a project without a guest must not pay for it.
  const { classify, componentize, transpile } = await import('@unwasi/core')
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
    return { code: [...imports, `export default String(${url})`, ''].join('\n'), summary: '' }
  }
  const host = request.preview2 ? 'preview2' : options.host
  const { code, summary } = await transpile(bytes, {
    ...toCore,
    host,
    trace: options.trace ?? !production,
    ...(runtime === undefined ? {} : { runtime }),
    assetUrl: ({ name, bytes, path }) => assetUrl({ role: 'guest', name, bytes, ...(path === file ? { original: file } : {}) }),
  })
  if (project !== undefined) await recordTypes(options, project, { file, bytes, included, preview2: request.preview2 })
  return { code: [...imports, code].join('\n'), summary }
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
