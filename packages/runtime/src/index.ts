import { makeLibrary } from './library.js'
import { universal } from './load/universal.js'
import { makeCommand } from './run.js'

export * from './common.js'
export * from './components.js'

/** A WASI command as a function: what an emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(universal)
/** A WASI library as a function that makes instances. */
export const library = /* @__PURE__ */ makeLibrary(universal)
