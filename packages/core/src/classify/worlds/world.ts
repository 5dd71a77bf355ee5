import type { UnwasiErrorInit } from '../../errors.js'
import type { CoreModule, Import } from '../../read/shapes.js'

/** A host other than WASI, which the imports of a module reveal. */
export interface World {
  /** Whether an import belongs to this world. */
  claims: (entry: Import) => boolean
  /**
   * Whether it is this world and no other, given the imports that it claims. Default: it is. Worlds whose functions have names that
   * others may give to theirs need it.
   */
  certain?: (claimed: readonly Import[], module: CoreModule) => boolean
  refusal: Pick<UnwasiErrorInit, 'why' | 'fix'> & { code?: UnwasiErrorInit['code']; headline: (imports: string) => string }
}

/** Claims imports from modules with these names. */
export const from =
  (...modules: string[]) =>
  (entry: Import): boolean =>
    modules.includes(entry.module)

/** Claims imports from modules whose names match. */
export const like =
  (pattern: RegExp) =>
  ({ module }: Import): boolean =>
    pattern.test(module)

/** Claims imports from `env` whose names match. */
export const env =
  (pattern: RegExp) =>
  (entry: Import): boolean =>
    entry.module === 'env' && pattern.test(entry.name)

export const JAVASCRIPT_GLUE =
  'These functions are JavaScript that another tool generates together with the module. WASI has no such functions.'
