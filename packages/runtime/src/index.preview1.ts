import { universal } from './platform/universal.js'
import { makeWorkerCommand } from './worker/command.js'
import { makeWorkerReactor } from './worker/library.js'

// The entry for emitted modules whose program is a core module: `@unwasi/runtime` without the code that only components need.
export * from './index.run.js'

/** Turns a WASI command into the function that its emitted module exports if it runs in workers. */
export const workerCommand = /* @__PURE__ */ makeWorkerCommand(universal)
/** Turns a WASI reactor into a function that makes instances in workers. */
export const workerReactor = /* @__PURE__ */ makeWorkerReactor(universal)
