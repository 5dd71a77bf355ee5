import * as parts from '../preview2/parts.js'
import { resourcePassing } from '../preview2/resource-passing.js'
import { typed, type Glue } from '../preview2/typed.js'
import { unsupported } from '../preview2/unsupported.js'
import { serve } from './serve.js'
import { typedServed } from './served-exports.js'
import { partOf } from './served-setup.js'

// The script of a worker for one component, whose glue core puts before it (`core/src/transpile/worker.ts`).
const { unwasiGlue } = globalThis as typeof globalThis & { unwasiGlue: Glue }

serve({
  parts: {},
  glue: ({ modules, drops, parts: names, unsupported: missing, run, passes }, name) =>
    typed(
      modules,
      unwasiGlue,
      drops,
      [...names.map((part) => partOf(parts, part, name)), ...(missing ? [unsupported(missing)] : [])],
      run,
      passes ? resourcePassing : undefined,
    ),
  exports: typedServed,
})
