/** What emitted modules import whose program is a core module: `@unwasi/runtime` without what components need. */
export * from './index.common.js'
export { command, library } from './index.js'
