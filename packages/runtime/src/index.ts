import { universal } from './platform/universal.js'
import { makeCommand } from './run/command.js'
import { makeReactor } from './run/reactor.js'
import { makeWorkerCommand } from './worker/command.js'
import { makeWorkerReactor } from './worker/library.js'

export * from './index.common.js'
export { component } from './preview2/command.js'
export { compilePieces, compileRanges } from './preview2/core-modules.js'
export { resourcePassing } from './preview2/resource-passing.js'
export { unsupported } from './preview2/unsupported.js'
export { interfaces } from './preview2/given/interfaces.js'
export * from './preview2/parts.js'
export { typed } from './preview2/typed.js'
export { typedExports } from './worker/typed-exports.js'
export { waitingRun } from './preview2/waiting-run.js'
export type { Item, LinkPlan, Step } from './preview2/command.js'
export type { Unsupported } from './preview2/unsupported.js'
export type { GivenFunction, GivenInterface, GivenShape } from './preview2/given/shapes.js'
export type { ComponentPart } from './preview2/part.js'
export type { Glue } from './preview2/typed.js'

/** Turns a WASI command into the function that its emitted module exports. */
export const command = /* @__PURE__ */ makeCommand(universal)
/** Turns a WASI reactor into a function that makes instances. */
export const reactor = /* @__PURE__ */ makeReactor(universal)
/** Turns a WASI command into the function that its emitted module exports if it runs in workers. */
export const workerCommand = /* @__PURE__ */ makeWorkerCommand(universal)
/** Turns a WASI reactor into a function that makes instances in workers. */
export const workerReactor = /* @__PURE__ */ makeWorkerReactor(universal)
