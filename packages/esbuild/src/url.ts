import { literal } from '@unwasi/core/text'
import { browserScriptUrl, nodeScriptUrl } from '@unwasi/unplugin'
import type { BuildOptions, Format } from 'esbuild'

/**
 * How to get from the text that esbuild's `file` loader gives (a path from the output file's folder, or one below `publicPath`) to a
 * URL, in the format of this build. The argument is a JavaScript expression, and so is the result.
 */
export function urlExpression(options: BuildOptions): (path: string) => string {
  const base = baseExpression(options)
  // The text is that of a path: esbuild encodes nothing. `publicPath` is the user's, and a URL.
  const start = options.publicPath?.length ?? 0
  const encoded = start === 0 ? (path: string) => path : (path: string) => `${path}.slice(${start})`
  const before = start === 0 ? '' : `${literal(options.publicPath)} + `
  return (path) => `new URL(${before}${encoded(path)}.replace(/[^/]+/g, encodeURIComponent), ${base})`
}

/** https://esbuild.github.io/api/#format */
export function formatOf({ format, platform }: BuildOptions): Format {
  return format ?? (platform === 'node' ? 'cjs' : platform === 'neutral' ? 'esm' : 'iife')
}

function baseExpression(options: BuildOptions): string {
  const { platform } = options
  const output = formatOf(options)
  if (output === 'esm') return 'import.meta.url'
  return output === 'cjs' || platform === 'node' ? nodeScriptUrl : browserScriptUrl
}
