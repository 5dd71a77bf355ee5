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
  switch (format ?? (platform === 'node' ? 'cjs' : platform === 'neutral' ? 'esm' : 'iife')) {
    case 'esm':
      return 'import.meta.url'
    case 'cjs':
      return 'require("node:url").pathToFileURL(__filename)'
    default:
      // A worker has no document. `currentScript` is there because the module is evaluated while its script runs.
      return platform === 'node'
        ? 'require("node:url").pathToFileURL(__filename)'
        : '(typeof document === "object" && document.currentScript && document.currentScript.src || location.href)'
  }
}
