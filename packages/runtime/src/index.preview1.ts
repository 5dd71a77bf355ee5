import { universal } from './platform/universal.js'
import { makeCommand } from './run/command.js'
import { makeReactor } from './run/reactor.js'
import { makeWorkerCommand } from './worker/command.js'
import { makeWorkerReactor } from './worker/library.js'

// The entry for emitted modules whose program is a core module: `@unwasi/runtime` without the code that only components need.
export * from './index.common.js'

/** Turns a WASI command into the function that its emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(universal)
/** Turns a WASI reactor into a function that makes instances. */
export const reactor = /* @__PURE__ */ makeReactor(universal)
/** Turns a WASI command into the function that its emitted module exports if it runs in workers. */
export const workerCommand = /* @__PURE__ */ makeWorkerCommand(universal)
/** Turns a WASI reactor into a function that makes instances in workers. */
export const workerReactor = /* @__PURE__ */ makeWorkerReactor(universal)
