import { universal } from './platform/universal.js'
import { makeCommand } from './run/command.js'
import { makeReactor } from './run/reactor.js'

// What emitted modules import whose program is a core module: `@unwasi/runtime` without what components need.
export * from './index.common.js'

/** A WASI command as a function: what an emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(universal)
/** A WASI reactor as a function that makes instances. */
export const reactor = /* @__PURE__ */ makeReactor(universal)
