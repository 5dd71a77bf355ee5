import type { Change } from './changes.js'

// Objects of imported resources that JavaScript passes to an export, or gets from one: the host has their handles, not the glue.

const PASSED =
  /^( *)if \(!\((\w+) instanceof ([\w$]+)\)\) \{\n *throw new TypeError\('Resource error: .*\n *\}\n *var (handle\d+) = \2\[symbolRscHandle\];\n *if \(!\4\) \{\n *const rep = \2\[symbolRscRep\] \|\| \+\+captureCnt\d+;\n *captureTable\d+\.set\(rep, \2\);\n *\4 = rscTableCreate(Own|Borrow)\(.*\);\n *\}\n/gm
const RECEIVED =
  /^( *)var rep\d+ = handleTable\d+\[\((handle\d+) << 1\) \+ 1\] & ~T_FLAG;\n *var (rsc\d+) = captureTable\d+\.get\(rep\d+\);\n *if \(!\3\) \{\n *\3 = Object\.create\(([\w$]+)\.prototype\);\n(?: *Object\.defineProperty.*\n)* *\}\n\s*else \{\n *captureTable\d+\.delete\(.*\);\n *\}\n *rscTableRemove\(.*\);\n/gm

/**
 * The changes to this code. Functions in JavaScript for imports have similar code, so it can't be counted in another way. They are left
 * out later, and if this code is then left anywhere else, it is noticed: it uses variables that do not exist any more.
 */
export const PASSING: readonly Change[] = [
  { find: PASSED, replace: "$1var $4 = instantiateCore.passed($3, $2, '$5');\n", mark: PASSED },
  { find: RECEIVED, replace: '$1var $3 = instantiateCore.received($4, $2);\n', mark: RECEIVED },
]
