import { browserScriptUrl, fileUrl } from '../script.js'
import type { BunConfig } from './types.js'

/** Bun writes into the output what `import.meta.url` and `__filename` are during the build, but for this: Node's module wrapper. */
const nodeScriptUrl = 'require("node:url").pathToFileURL(arguments[3]).href'

/** How to get from the text that Bun's `file` loader gives to a URL, in the format of this build. Both are JavaScript expressions. */
export function urlExpression({ format = 'esm', target = 'browser', publicPath }: BunConfig): (path: string) => string {
  if (format === 'esm') return fileUrl('import.meta.url', publicPath)
  return fileUrl(format === 'cjs' && target !== 'browser' ? nodeScriptUrl : browserScriptUrl, publicPath)
}
