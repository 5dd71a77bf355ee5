import { compileBytes } from './compile.js'
import { compileFetched, readFetched } from './fetch.js'
import { loadProblem } from './load-problem.js'
import { processInput, processOutput } from './node-streams.js'
import type { Sink } from '../stdio/streams.js'
import type { Platform, Progress } from './platform.js'

/**
 * The platform of Node, Deno and Bun. `process.getBuiltinModule` provides Node's built-in modules, so that bundlers for browsers
 * see no imports of them.
 */
export const node = (): Platform & { output(fd: 1 | 2): Sink } => {
  const builtin = process.getBuiltinModule
  const fs = builtin('node:fs')
  const readFile = async (source: string | URL, url: URL, onProgress?: Progress): Promise<Uint8Array<ArrayBuffer>> => {
    let bytes
    try {
      bytes = await fs.promises.readFile(url)
    } catch (error) {
      throw loadProblem(source, String(error), error)
    }
    onProgress?.({ loaded: bytes.length, total: bytes.length })
    return bytes as Uint8Array<ArrayBuffer>
  }
  return {
    monotonic: () => process.hrtime.bigint(),
    resolution: 1n,
    syncInstances: true,
    async revision(source) {
      const url = fileUrl(source)
      if (!url) return ''
      // If the file is missing, reading it will report that.
      const stats = await fs.promises.stat(url).catch(() => undefined)
      return stats ? `${stats.mtimeMs} ${stats.size}` : ''
    },
    async read(source, onProgress) {
      const url = fileUrl(source)
      return url ? readFile(source, url, onProgress) : readFetched(source, onProgress)
    },
    async compile(source, onProgress) {
      const url = fileUrl(source)
      if (!url) return compileFetched(source, onProgress)
      const bytes = await readFile(source, url, onProgress)
      try {
        return await compileBytes(bytes)
      } catch (error) {
        throw loadProblem(source, String(error), error)
      }
    },
    stdin: (context) => processInput(fs, context),
    output: (fd) => processOutput(fs, fd),
    isTerminal: (fd) => builtin('node:tty').isatty(fd),
  }

  /** The URL of a file, or undefined if `source` has to be fetched. A string is a path if it has no scheme, or a drive (`C:`). */
  function fileUrl(source: string | URL): URL | undefined {
    const text = String(source)
    if (/^file:/i.test(text)) return parsed(text)
    return /^[a-z][a-z+.-]+:/i.test(text) ? undefined : builtin('node:url').pathToFileURL(text)
  }
}

function parsed(text: string): URL {
  try {
    return new URL(text)
  } catch (error) {
    throw loadProblem(text, String(error), error)
  }
}
