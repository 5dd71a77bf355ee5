import { pathToFileURL } from 'node:url'

import { literal } from '@unwasi/core/text'
import { convert, dataUrl, runtimeFile, type Place, type Request, type ResolvedOptions } from '@unwasi/unplugin'

export interface Result {
  /** The text of the ES module. */
  code: string
  /** The names that a library exports beside `default`. */
  names: readonly string[]
  warning?: string
}

/** The program runs in this process, so its file can stay where it is. */
const place: Place = ({ original, bytes }) =>
  original === undefined ? dataUrl({ bytes }) : literal(pathToFileURL(original).href)

/** Makes the module for a request. Throws `UnwasiError`. */
export async function moduleFor(request: Request, options: ResolvedOptions): Promise<Result> {
  const { code, names, warning } = await convert({
    request,
    options,
    // Nothing is downloaded, so a smaller program has no advantage.
    production: false,
    place,
    // The user's package.json need not name the runtime.
    runtime: pathToFileURL(runtimeFile()).href,
    fileSpecifier: (file) => pathToFileURL(file).href,
    project: { root: process.cwd(), plugin: '@unwasi/node' },
  })
  return warning === undefined ? { code, names } : { code, names, warning }
}
