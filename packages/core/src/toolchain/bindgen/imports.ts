import type { Change } from './changes.js'

// jco's glue works with any host. Other hosts may lack functions, wait, or represent resources by objects of JavaScript. The runtime's
// host has all functions, none of them waits, and it keeps its own handles.

/** The changes that connect the component's imports directly with the runtime's host. */
export const IMPORTS: readonly Change[] = [
  // No import is missing.
  {
    find: /^ *if \(\S+ *=== undefined\) \{\n *const err = new Error\("unexpectedly undefined instance import .*\n *console\.error\(.*\);\n *throw err;\n *\}\n/gm,
    replace: '',
    mark: /"unexpectedly undefined /g,
  },
  // Each function that a core module imports is marked as one that never waits.
  {
    find: /\bObject\.assign\((?:_guardMayLeave\(\d+, (\w+)\)|(.+)), \{ _jcoMaySuspend: false \}\),$/gm,
    replace: '$1$2,',
    mark: /\{ _jcoMaySuspend: /g,
  },
  {
    find: /^ *if \((.*)\[symbolCabiLower\]\) \{\n( *trampoline\d+ = \1\[symbolCabiLower\]\(\{.*?)(?:, )?(?:resourceTables: \[.*\],?)?\}\);\n *\}\n/gm,
    replace: '$2});\n',
    mark: /\[symbolCabiLower\]\)/g,
  },
  // The runtime replaces the functions that drop its resources (`Drops` in runtime/src/preview2/typed.ts).
  {
    find: /^ *function (trampoline\d+)\(handle\) \{\n *const handleEntry = rscTableRemove\(handleTable\d+, handle\);\n *if \(handleEntry\.own\) \{\n\s*(?:const rsc = captureTable\d+\.get\([^]*?\n *\}|throw new TypeError\('unreachable trampoline .*)\n *\}\n *\}\n/gm,
    replace: 'let $1;\n',
    mark: /\bconst rsc = captureTable\d+\.get\(|'unreachable trampoline /g,
  },
  // The list of all tables, which serves resources that one component passes to another.
  {
    find: /^ *HANDLE_TABLES\[\d+\] = handleTable\d+;\n/gm,
    replace: '',
    mark: /^ *const handleTable\d+ = /gm,
  },
  {
    find: /^ *const (handleTable\d+) = \[T_FLAG, 0\];\n(?: *\1\..*\n)*\s* const captureTable(\d+)= new Map\(\);\n *let captureCnt\2= 0;\n/gm,
    replace: '',
    mark: /\bconst captureTable\d+ *=/g,
  },
]
