import { UnwasiError } from './errors.js'
import type { TableType } from './read/shapes.js'

/** What engines let one table have: https://webassembly.github.io/spec/js-api/#limits */
const ENGINE = 10_000_000

/**
 * Elements that all tables of a program may have together once they have grown: 800 MB of V8's heap, which ends the process when it is
 * full. A program has one table or two, most of them of a fixed size.
 */
const MAX_ELEMENTS = 10 * ENGINE

/** How many elements `tables` may come to have. */
export function capacity(tables: readonly TableType[]): number {
  return tables.reduce((sum, { max, min }) => sum + Math.max(Number(min), Math.min(Number(max ?? ENGINE), ENGINE)), 0)
}

/** Raises if tables that may have so many elements could fill the engine's heap. */
export function checkCapacity(elements: number): void {
  if (elements <= MAX_ELEMENTS) return
  throw new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the tables of the program may grow to ${elements} elements, and ${MAX_ELEMENTS} is the most for all of them`,
    why: 'Engines keep tables on the heap of JavaScript, and V8 ends the whole process when that is full.',
    fix: 'Build it with fewer tables, or give them a maximum (wasm-ld does, unless it is told `--growable-table`).',
  })
}
