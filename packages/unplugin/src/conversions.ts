import type { Asset, TranspileOptions, Transpiled } from '@unwasi/core'
import { badOption } from './options.js'
import { slashes } from './slashes.js'

/** Options of `transpile` that do not depend on where files are put. */
export type ConversionOptions = Omit<TranspileOptions, 'assetUrl' | 'assetModule'>

export interface Made extends Omit<Transpiled, 'code' | 'program' | 'assets'> {
  /** The program's file. */
  asset: Asset
  /** The script of its worker. */
  script?: Asset
  /**
   * The text of the module with the default export. `url` is the JavaScript expression for the program's URL, which has no effect
   * with `precompiled`. `script` is that for the URL of the worker's script, if there is one.
   */
  program(url: string, script?: string): string
}

/**
 * Bundlers load the three modules of a library one after the other, and its glue takes a while to make. So the last few
 * conversions are kept, the newest first. They are few because each holds the library's bytes.
 */
const LIMIT = 8
const libraries: { bytes: Uint8Array; options: string; made: Made }[] = []

/** Calls `transpile` without a bundler. The result does not depend on where the files are put. */
export async function make(bytes: Uint8Array, options: ConversionOptions): Promise<Made> {
  const key = JSON.stringify({ ...options, worker: options.worker !== undefined })
  // A comparison costs other programs nothing, because their sizes differ.
  const known = libraries.find((one) => one.options === key && Buffer.compare(one.bytes, bytes) === 0)
  if (known !== undefined) return known.made
  const { transpile } = await import('@unwasi/core')
  // Stands for the URL, which only the bundler knows. It is random, because the guest chooses names that appear in the text.
  const mark = `unwasi_url_${crypto.randomUUID().replaceAll('-', '')}`
  const scriptMark = `${mark}_script`
  const { program, assets, names, summary, types } = await transpile(bytes, {
    ...options,
    assetUrl: ({ name }) => (options.worker && name.endsWith('.js') ? scriptMark : mark),
    assetModule: compiledModule,
  })
  const [asset, script] = assets
  if (asset === undefined) throw new Error('transpile() returned no asset')
  const made: Made = {
    asset,
    ...(options.worker && script && { script }),
    names,
    summary,
    types,
    program: (url, scriptUrl = '') => program.replace(scriptMark, () => scriptUrl).replace(mark, () => url),
  }
  if (names.length > 0) {
    libraries.unshift({ bytes, options: key, made })
    libraries.length = Math.min(libraries.length, LIMIT)
  }
  return made
}

/** The specifier by which the bundler finds a file that it must import as a compiled module. */
function compiledModule({ name, path }: Asset): string {
  if (path !== undefined) return `${slashes(path)}?module`
  throw badOption(
    `${name} can't be imported as a compiled module`,
    'It is not a file on disk, because the cache is turned off, or its folder is not writable or not safe.',
    "Set the option 'cache' to a folder that only you can write to, or leave it out.",
  )
}
