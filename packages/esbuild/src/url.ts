import { browserScriptUrl, fileUrl, nodeScriptUrl } from '@unwasi/unplugin'
import type { BuildOptions } from 'esbuild'

/** How to get from the text that esbuild's `file` loader gives to a URL, in the format of this build. Both are JavaScript expressions. */
export function urlExpression(options: BuildOptions): (path: string) => string {
  return fileUrl(baseExpression(options), options.publicPath)
}

function baseExpression({ format, platform }: BuildOptions): string {
  // https://esbuild.github.io/api/#format
  const output = format ?? (platform === 'node' ? 'cjs' : platform === 'neutral' ? 'esm' : 'iife')
  if (output === 'esm') return 'import.meta.url'
  return output === 'cjs' || platform === 'node' ? nodeScriptUrl : browserScriptUrl
}
