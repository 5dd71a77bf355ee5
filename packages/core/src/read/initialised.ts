import { skipConstExpression } from './const-expression.js'
import type { Reader } from './reader.js'
import type { GlobalType, TableType } from './shapes.js'
import type { TypeReader } from './types.js'

// This module reads tables and globals, which can have initialisers between their types.

/** Introduces a table with an initialiser: https://webassembly.github.io/spec/core/binary/modules.html#table-section */
const WITH_INITIALISER = 0x40

/** Adds the types of a table section to `types`, up to the first unreadable initialiser. Returns the number of tables. */
export function readTables(r: Reader, t: TypeReader, types: TableType[]): number {
  const count = r.count()
  for (let n = count; n > 0; n--) {
    const initialised = r.bytes[r.pos] === WITH_INITIALISER
    if (initialised) r.skip(2)
    types.push(t.table())
    if (initialised && !skipConstExpression(r, t.features)) return count
  }
  return count
}

/** Does the same as `readTables` for a global section. */
export function readGlobals(r: Reader, t: TypeReader, types: GlobalType[]): number {
  const count = r.count()
  for (let n = count; n > 0; n--) {
    types.push(t.global())
    if (!skipConstExpression(r, t.features)) return count
  }
  return count
}
