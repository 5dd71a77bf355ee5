import { browserScriptUrl, fileUrl } from '../script.js'
import type { BunConfig } from './types.js'

/** Bun replaces `import.meta.url` and `__filename` by their values in the build. The arguments of Node's module wrapper stay. */
const nodeScriptUrl = 'require("node:url").pathToFileURL(arguments[3]).href'

/**
 * Returns a function that turns the text from Bun's `file` loader into a URL, in the build's format. Both are JavaScript
 * expressions.
 */
export function urlExpression({ format = 'esm', target = 'browser', publicPath }: BunConfig): (path: string) => string {
  if (format === 'esm') return fileUrl('import.meta.url', publicPath)
  return fileUrl(format === 'cjs' && target !== 'browser' ? nodeScriptUrl : browserScriptUrl, publicPath)
}
