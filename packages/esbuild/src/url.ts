import { browserScriptUrl, nodeScriptUrl } from '@unwasi/unplugin'
import type { BuildOptions } from 'esbuild'

/**
 * How to get from the text that esbuild's `file` loader gives (a path from the output file's folder, or one below `publicPath`) to a
 * URL, in the format of this build. The argument is a JavaScript expression, and so is the result.
 */
export function urlExpression(options: BuildOptions): (path: string) => string {
  const base = baseExpression(options)
  return (path) => `new URL(${path}, ${base})`
}

function baseExpression({ format, platform }: BuildOptions): string {
  // https://esbuild.github.io/api/#format
  const output = format ?? (platform === 'node' ? 'cjs' : platform === 'neutral' ? 'esm' : 'iife')
  if (output === 'esm') return 'import.meta.url'
  return output === 'cjs' || platform === 'node' ? nodeScriptUrl : browserScriptUrl
}
