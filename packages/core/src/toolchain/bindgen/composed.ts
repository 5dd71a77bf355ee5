import { changed, unexpected, type Change } from './changes.js'

// In a component that is composed of others, these call each other through modules that bindgen makes (adapters). Resources of one
// component pass to another through tables of the glue. Those of the host have the same handles in all components.

/** The functions that pass a handle on. jco's need tasks, and remember each representation that ever existed. */
const TRANSFERS = `
  function resourceTransferOwn(handle, fromTid, toTid) {
    const fromTable = TABLES[fromTid];
    if (fromTable === undefined && TABLES[toTid] === undefined) return handle;
    const { rep, own } = rscTableRemove(fromTable, handle);
    if (!own) throw new WebAssemblyRuntimeError('a borrowed handle was passed on as an owned one');
    return rscTableCreateOwn(TABLES[toTid] ??= [T_FLAG, 0], rep);
  }

  function resourceTransferBorrow(handle, fromTid, toTid) {
    const fromTable = TABLES[fromTid];
    if (fromTable === undefined && TABLES[toTid] === undefined) return handle;
    if (!(handle > 0 && 2 * handle < fromTable.length)) throw new WebAssemblyRuntimeError('handle ' + handle + ' is not live');
    const { rep } = rscTableGet(fromTable, handle);
    if (DEFINED.includes(toTid)) return rep;
    instantiateCore.created();
    return rscTableCreateBorrow(TABLES[toTid] ??= [T_FLAG, 0], rep, 0);
  }
`

const CHANGES: readonly Change[] = [
  // No call is asynchronous.
  {
    find: /^( *const trampoline\d+ = )_symmetricSyncGuestCall(?:Enter|Exit);$/gm,
    replace: '$1() => {};',
    mark: /= _symmetricSyncGuestCall(?:Enter|Exit);/g,
  },
  { find: /\bcontextGet\.bind\(null, \{ slot: \d \}\)/g, replace: '() => 0', mark: /\bcontextGet\.bind\(/g },
  { find: /\bcontextSet\.bind\(null, \{ slot: \d \}\)/g, replace: '() => {}', mark: /\bcontextSet\.bind\(/g },
  // Adapters set these globals while a component must not call others.
  { find: /^ *INSTANCE_FLAGS\.set\(\d+, instanceFlags\d+\);\n/gm, replace: '', mark: /\bINSTANCE_FLAGS\.set\(/g },
]

/** The functions of jco that pass a handle on. */
const TRANSFER = /^ *function resourceTransfer(?:Own|Borrow)\(handle, fromTid, toTid\) \{\n[^]*?^ {2}\}\n/gm
/** The function that makes the handles of a new resource, in the table of the component that defines it. */
const DEFINES = /\brscTableCreateOwn\.bind\(null, handleTable(\d+)\)/g
const LISTED = /^ *HANDLE_TABLES\[(\d+)\] = handleTable\1;\n/gm

/** Returns the glue of a component that is composed of others, in a form that does not need tasks. */
export function uncomposed(glue: string): string {
  const plain = changed(glue, CHANGES)
  const defined = [...plain.matchAll(DEFINES)].map(([, table]) => table)
  const functions = plain.match(TRANSFER)?.length ?? 0
  if (functions === 0) return plain
  const declared = /^ *const HANDLE_TABLES= \[\];\n/m
  if (!declared.test(plain)) throw unexpected('it has no list of tables')
  return plain
    .replace(declared, `  const TABLES = [];\n  const DEFINED = [${defined.join(', ')}];\n${TRANSFERS}`)
    .replaceAll(TRANSFER, (text) => (text.includes('HANDLE_TABLES') ? '' : text))
    .replaceAll(LISTED, (line, table: string) =>
      // Only resources that the components define have one. The host keeps all others.
      plain.includes(`const finalizationRegistry${table} =`) ? `${line}TABLES[${table}] = handleTable${table};\n` : line,
    )
}
