import { UnwasiError } from '../errors.js'
import type { FuncType, Import } from '../read/shapes.js'
import { EXTERNREF } from '../wasm/format.js'
import { fullName, list, printable, signatureText } from './names.js'

/** `externref`, which can be any value of JavaScript. Engines check other references that a function returns. */
const ANY_VALUE = `null ${EXTERNREF}`
/** References to exceptions (`exn`, `noexn`), which JavaScript can't have. */
const EXCEPTION = /(?:^| )(?:105|116)$/

/**
 * Refuses functions from JavaScript with types that engines can't convert in every call. Such a call is a `TypeError`, which the
 * program might catch. https://webassembly.github.io/spec/js-api/#towebassemblyvalue
 */
export function refuseUnpassable(imports: readonly Import[]): void {
  const found = imports.filter(({ kind, type }) => kind === 'func' && type !== undefined && !isPassable(type))
  if (found.length === 0) return
  const [first] = found
  const signature = first?.type ? ` ${signatureText(first.type)}` : ''
  const others = found.length > 1 ? `, and also ${list(found.slice(1).map(fullName))}` : ''
  throw new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the program imports functions over values that JavaScript can't pass: ${printable(first ? fullName(first) : '')}${signature}${others}`,
    why: 'JavaScript has no vectors (v128) and no references to exceptions, and a function can only return a reference if it is an `externref`.',
    fix: 'Pass vectors through the memory, with their address as a parameter. Return other references as numbers, such as indices of a table. If a library defines these functions, link it.',
  })
}

function isPassable({ params, results, refs = [] }: FuncType): boolean {
  if (params.includes('v128') || results.includes('v128')) return false
  const returned = results.filter((type) => type === 'ref').length
  const [taken, given] = [refs.slice(0, refs.length - returned), refs.slice(refs.length - returned)]
  return !taken.some((ref) => EXCEPTION.test(ref)) && given.every((ref) => ref === ANY_VALUE)
}
