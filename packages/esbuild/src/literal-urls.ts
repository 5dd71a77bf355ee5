import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { BuildOptions, BuildResult } from 'esbuild'

/** What `fileUrl` of `@unwasi/unplugin` returns for ES modules without `publicPath`, with or without esbuild's minification. */
const url = /new URL\(([\w$]+)\.replace\(\/\[\^\/\]\+\/g, ?encodeURIComponent\), ?import\.meta\.url\)/g

/**
 * Writes the paths of guests into `new URL()` in the output. Bundlers that bundle the output again, for example as a package, look
 * for `new URL('./main.wasm', import.meta.url)`. The names of files are known only when esbuild has written the output.
 */
export async function literalUrls(
  { outputFiles, metafile }: BuildResult,
  { absWorkingDir = process.cwd() }: BuildOptions,
): Promise<void> {
  if (outputFiles !== undefined) {
    const paths = new Set(outputFiles.map((file) => file.path))
    for (const file of outputFiles.filter((file) => isScript(file.path))) {
      const before = file.text
      const after = withLiterals(before, file.path, paths)
      if (after !== before) file.contents = new TextEncoder().encode(after)
    }
    return
  }
  const paths = new Set(Object.keys(metafile?.outputs ?? {}).map((file) => path.resolve(absWorkingDir, file)))
  await Promise.all(
    // While esbuild serves, its output is not on disk.
    [...paths]
      .filter((file) => isScript(file) && existsSync(file))
      .map(async (file) => {
        const before = await readFile(file, 'utf8')
        const after = withLiterals(before, file, paths)
        if (after !== before) await writeFile(file, after)
      }),
  )
}

const isScript = (file: string) => /\.[cm]?js$/.test(file)

/** @param outputs the absolute paths of all files in the output */
function withLiterals(text: string, script: string, outputs: ReadonlySet<string>): string {
  return text.replace(url, (expression, name: string) => {
    const escaped = name.replaceAll('$', String.raw`\$`)
    const assigned = text.matchAll(new RegExp(String.raw`(?<![\w$.])${escaped} ?= ?"([^"\\\n]*)"`, 'g'))
    for (const [, file] of assigned) {
      if (file === undefined) continue
      // Some bundlers take the text for a path and others for a URL. With one of these characters, they would differ.
      if (/[%#?]/.test(file) || !outputs.has(path.resolve(path.dirname(script), file))) continue
      // The length stays the same where possible, because source maps count columns.
      return `new URL(${JSON.stringify(file)}, import.meta.url)`.padEnd(expression.length)
    }
    // The output runs, but can't be bundled again.
    return expression
  })
}
