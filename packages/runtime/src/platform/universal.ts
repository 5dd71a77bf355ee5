import type { Platform } from './platform.js'
import { browser } from './browser.js'
import { node } from './node.js'

/** Decides at run time, for bundles that may end up in either. */
export const universal = (): Platform =>
  typeof process === 'object' && typeof process.getBuiltinModule === 'function' ? node() : browser()
