import { UnwasiError } from './errors.js'
import type { TableType } from './read/shapes.js'

/** The limit of engines for the elements of one table: https://webassembly.github.io/spec/js-api/#limits */
const ENGINE = 10_000_000

/**
 * The number of elements to which all tables of a program may grow together. They take 800 MB of V8's heap, and V8 ends the
 * process when its heap is full. A program has one or two tables, most of them with a fixed size.
 */
const MAX_ELEMENTS = 10 * ENGINE

/** Returns the number of elements to which `tables` may grow together. */
export function capacity(tables: readonly TableType[]): number {
  return tables.reduce((sum, { max, min }) => sum + Math.max(Number(min), Math.min(Number(max ?? ENGINE), ENGINE)), 0)
}

/** Throws if tables with so many elements could fill the engine's heap. */
export function checkCapacity(elements: number): void {
  if (elements <= MAX_ELEMENTS) return
  throw new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the tables of the program may grow to ${elements} elements, but the limit for all tables together is ${MAX_ELEMENTS}`,
    why: 'Engines keep tables on the JavaScript heap, and V8 ends the whole process when the heap is full.',
    fix: 'Build the program with fewer tables, or give each table a maximum size, as wasm-ld does unless `--growable-table` is set.',
  })
}
