import type { Reactor, ExportedFunction } from '../classify/facts.js'
import { list } from '../classify/names.js'
import { UnwasiError } from '../errors.js'

/** MAX_FLAT_PARAMS of the canonical ABI. More parameters are passed in memory, which no core function expects. */
const MAX_PARAMS = 16

/** wit-component takes time that grows with the square of these: half a second for 2,000 functions, a minute for 20,000. */
const MAX_FUNCTIONS = 2000
const MAX_NAMES = 100_000

/** Returns why a component can't export a reactor's functions, if it can't. An ES module does not have these limits. */
/** Those functions that a component can export. WIT has no functions with several results. */
export const singleResults = (exports: readonly ExportedFunction[]): ExportedFunction[] =>
  exports.filter(({ type }) => type.results.length <= 1)

export function reactorRefusal(all: readonly ExportedFunction[]): UnwasiError | undefined {
  const exports = singleResults(all)
  const wide = exports.filter(({ type }) => type.params.length > MAX_PARAMS).map(({ name }) => name)
  if (wide.length > 0) {
    return refusal(
      `functions of the library have more than ${MAX_PARAMS} parameters (${list(wide)})`,
      'A component passes more parameters than that in memory, but these functions take each parameter directly.',
      'Pass a pointer to a structure, or use the library as an ES module, where there is no such limit.',
    )
  }
  const names = exports.reduce((sum, { name }) => sum + name.length, 0)
  if (exports.length <= MAX_FUNCTIONS && names <= MAX_NAMES) return undefined
  return refusal(
    exports.length > MAX_FUNCTIONS
      ? `the library exports ${exports.length} functions, but a component may export only ${MAX_FUNCTIONS}`
      : `the names of the library's functions have ${names} characters in total, but a component allows only ${MAX_NAMES}`,
    'Making a component would take too long, because the time grows with the square of these numbers.',
    'Export only functions that are called from outside, or use the library as an ES module, where there is no such limit.',
  )
}

const refusal = (headline: string, why: string, fix: string): UnwasiError =>
  new UnwasiError({ code: 'UNSUPPORTED', headline, why, fix })

/** Functions with which callers allocate memory in the guest: those of C, AssemblyScript, and others. */
const ALLOCATORS = ['malloc', 'free', 'realloc', 'alloc', 'allocate', 'deallocate', '__new', 'stackAlloc']

/**
 * Returns a remark for a reactor whose functions work with addresses in its memory. In a component the numbers remain, but its callers
 * do not reach the memory.
 */
export function pointerRemark({ exports, memory }: Reactor): string | undefined {
  const found = exports.map(({ name }) => name).filter((name) => ALLOCATORS.includes(name))
  if (found.length === 0 || memory === undefined) return undefined
  return `In a component, functions that take or return addresses are useless, because its callers can't reach its memory: it exports ${list(found)}. Use it as an ES module, which exports the memory.`
}
