import { PAGE_LOG2 } from '../wasm/format.js'
import type { Extern } from './externs.js'
import type { FuncType, GlobalType, MemoryType, TableType } from './shapes.js'

// This module follows https://webassembly.github.io/spec/core/valid/matching.html, as far as the reader's data allows. Types that
// a module declares by index are left for the engine to compare.

interface Limits<N> {
  readonly min: N
  readonly max?: N
}

/** Whether `given` can be used where `wanted` is imported. */
export function matches(given: Extern, wanted: Extern): boolean {
  switch (wanted.kind) {
    case 'func':
      return given.kind === 'func' && sameFunction(given.type, wanted.type)
    case 'tag':
      return given.kind === 'tag' && (!given.type || !wanted.type || sameFunction(given.type, wanted.type))
    case 'memory':
      return given.kind === 'memory' && memoryMatches(given.type, wanted.type)
    case 'table':
      return given.kind === 'table' && (!given.type || !wanted.type || tableMatches(given.type, wanted.type))
    case 'global':
      return given.kind === 'global' && (!given.type || !wanted.type || globalMatches(given.type, wanted.type))
  }
}

const isByIndex = (ref: string): boolean => ref.includes('type')

const sameReference = (a: string, b: string): boolean => a === b || isByIndex(a) || isByIndex(b)

function sameFunction(a: FuncType, b: FuncType): boolean {
  if (a.params.join() !== b.params.join() || a.results.join() !== b.results.join()) return false
  const { refs = [] } = a
  const others = b.refs ?? []
  // The other types in its group count, too, and its supertypes.
  return a.nominal === true || b.nominal === true || refs.every((ref, index) => sameReference(ref, others[index]!))
}

const within = <N extends number | bigint>(given: Limits<N>, wanted: Limits<N>): boolean =>
  given.min >= wanted.min && (wanted.max === undefined || (given.max !== undefined && given.max <= wanted.max))

const memoryMatches = (given: MemoryType, wanted: MemoryType): boolean =>
  within(given, wanted) &&
  given.shared === wanted.shared &&
  given.memory64 === wanted.memory64 &&
  (given.pageSizeLog2 ?? PAGE_LOG2) === (wanted.pageSizeLog2 ?? PAGE_LOG2)

const tableMatches = (given: TableType, wanted: TableType): boolean =>
  within(given, wanted) && given.table64 === wanted.table64 && sameReference(given.element, wanted.element)

function globalMatches(given: GlobalType, wanted: GlobalType): boolean {
  if (given.mutable !== wanted.mutable || given.type !== wanted.type) return false
  // An immutable global may be of a subtype.
  return !wanted.mutable || given.ref === undefined || wanted.ref === undefined || sameReference(given.ref, wanted.ref)
}
