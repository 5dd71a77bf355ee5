import { literal } from '@unwasi/core/text'

/**
 * JavaScript expressions of the running script's own URL where there is no `import.meta`. To be evaluated while the script runs for
 * the first time, since `currentScript` is gone later. A worker has no document.
 */
export const browserScriptUrl =
  '(typeof document === "object" ? document.currentScript && document.currentScript.src || document.baseURI : location.href)'

export const nodeScriptUrl = 'require("node:url").pathToFileURL(__filename).href'

/** The one or the other, for output that may run in either. */
export const scriptUrl = `(typeof document === "object" || typeof location === "object" ? ${browserScriptUrl} : ${nodeScriptUrl})`

/**
 * How to get from the text that a `file` loader (esbuild's, Bun's) gives to a URL: it is a path from the output file's folder, or one
 * below `publicPath`. The argument and the result are JavaScript expressions, as is `base`, the URL of the output file.
 */
export function fileUrl(base: string, publicPath = ''): (path: string) => string {
  // The text is that of a path: nothing in it is encoded. `publicPath` is the user's, and a URL.
  const encoded = publicPath === '' ? (path: string) => path : (path: string) => `${path}.slice(${publicPath.length})`
  const before = publicPath === '' ? '' : `${literal(publicPath)} + `
  return (path) => `new URL(${before}${encoded(path)}.replace(/[^/]+/g, encodeURIComponent), ${base})`
}
