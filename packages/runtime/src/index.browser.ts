import { makeLibrary } from './run/reactor.js'
import { browser } from './platform/browser.js'
import { makeCommand } from './run/command.js'

export * from './index.common.js'
export * from './components.js'

/** A WASI command as a function: what an emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(browser)
/** A WASI library as a function that makes instances. */
export const library = /* @__PURE__ */ makeLibrary(browser)
