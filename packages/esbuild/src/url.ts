import { browserScriptUrl, fileUrl, nodeScriptUrl } from '@unwasi/unplugin'
import type { BuildOptions, Format } from 'esbuild'

/**
 * Returns a function that turns the text from esbuild's `file` loader into a URL, in the build's format. Both are JavaScript
 * expressions.
 */
export function urlExpression(options: BuildOptions): (path: string) => string {
  return fileUrl(baseExpression(options), options.publicPath)
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
