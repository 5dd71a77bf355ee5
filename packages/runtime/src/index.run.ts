import { universal } from './platform/universal.js'
import { makeCommand } from './run/command.js'
import { makeReactor } from './run/reactor.js'

// The entry for `unwasi run`: `@unwasi/runtime` without the code that only components and workers need.
export * from './index.common.js'

/** Turns a WASI command into the function that its emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(universal)
/** Turns a WASI reactor into a function that makes instances. */
export const reactor = /* @__PURE__ */ makeReactor(universal)
