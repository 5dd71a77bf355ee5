import { literal } from '@unwasi/core/text'

/**
 * JavaScript expression for the URL of the running script in formats without `import.meta`. It must be evaluated while the script
 * runs for the first time, because `currentScript` is null later. A worker has no document.
 */
export const browserScriptUrl =
  '(typeof document === "object" ? document.currentScript && document.currentScript.src || document.baseURI : location.href)'

export const nodeScriptUrl = 'require("node:url").pathToFileURL(__filename).href'

/** The URL of the running script, for output that may run in browsers and in Node. */
export const scriptUrl = `(typeof document === "object" || typeof location === "object" ? ${browserScriptUrl} : ${nodeScriptUrl})`

/**
 * Returns a function that turns the text from a `file` loader (of esbuild or Bun) into a URL. The text is a path, relative to the
 * output file's folder or below `publicPath`. The argument, the result and `base`, the URL of the output file, are JavaScript
 * expressions.
 */
export function fileUrl(base: string, publicPath = ''): (path: string) => string {
  // The text is a path, in which nothing is encoded. `publicPath` comes from the user and is a URL.
  const encoded = publicPath === '' ? (path: string) => path : (path: string) => `${path}.slice(${publicPath.length})`
  const before = publicPath === '' ? '' : `${literal(publicPath)} + `
  return (path) => `new URL(${before}${encoded(path)}.replace(/[^/]+/g, encodeURIComponent), ${base})`
}
