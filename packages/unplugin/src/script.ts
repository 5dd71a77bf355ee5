/**
 * JavaScript expressions of the running script's own URL where there is no `import.meta`. To be evaluated while the script runs for
 * the first time, since `currentScript` is gone later. A worker has no document.
 */
export const browserScriptUrl =
  '(typeof document === "object" ? document.currentScript && document.currentScript.src || document.baseURI : location.href)'

export const nodeScriptUrl = 'require("node:url").pathToFileURL(__filename).href'

/** The one or the other, for output that may run in either. */
export const scriptUrl = `(typeof document === "object" || typeof location === "object" ? ${browserScriptUrl} : ${nodeScriptUrl})`
