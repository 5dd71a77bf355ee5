import type { Platform } from './platform.js'
import { browser } from './browser.js'
import { node } from './node.js'

/** Picks the platform at run time, for bundles that may run in Node or in a browser. */
export const universal = (): Platform =>
  typeof process === 'object' && typeof process.getBuiltinModule === 'function' ? node() : browser()
