import type { Unsupported } from '@unwasi/runtime'
import type { FuncType } from './flat.js'
import { caseBytes, sum } from './layout.js'
import type { Shape } from './shape.js'

// The interfaces of WASI that unwasi lacks, such as wasi:keyvalue and wasi:config, are drafts. So the error that says "not supported"
// is found by the type of the function's result, as the component declares it.

/** Cases of errors that say so in words, the most general first. */
const WORDS = ['other', 'internal-error', 'io', 'upstream']
/** Cases of errors that say so by their name. */
const NAMES = ['not-supported', 'unsupported', 'access-denied']

/** Types with more parts than this are left out, because a component can have very many of them. */
const MOST_PARTS = 2000

type Bytes = (readonly [offset: number, byte: number])[]

/** What to write for an error: bytes, and the offset of a message, if it has one. */
interface Written {
  bytes: Bytes
  text: number | null
}

/**
 * Returns how the function `name` of an interface that the host lacks returns an error. Returns undefined for one that has no error
 * which says so, and for one that takes a resource, because no program gets a resource of such an interface.
 */
export function unsupported(interfaceName: string, name: string, type: FuncType): Unsupported | undefined {
  const { params, result, lowered, parts } = type
  if (!Array.isArray(result) || result[0] !== 'result' || result[2] === null) return undefined
  if (parts > MOST_PARTS || !params.every(({ shape }) => isPlain(shape)) || !isKnown(result)) return undefined
  const { size, align, offset } = sum([result[1], result[2]])
  const error = written(result[2], offset)
  if (error === undefined) return undefined
  return [interfaceName, name, lowered.params.length, size, align, [[0, 1], ...error.bytes], error.text]
}

function written(error: Shape, at: number): Written | undefined {
  if (error === 'string') return { bytes: [], text: at }
  if (typeof error === 'string') return undefined
  if (error[0] === 'enum') {
    const index = first(NAMES, error[1])
    return index === undefined ? undefined : { bytes: numbered(index, error[1].length, at), text: null }
  }
  if (error[0] !== 'variant') return undefined
  const cases = error[1]
  const payload = at + sum(cases.map(([, shape]) => shape)).offset
  const inWords = first(
    WORDS,
    cases.map(([name, shape]) => (shape === 'string' || isOptionalText(shape) ? name : '')),
  )
  if (inWords !== undefined) {
    const bytes = numbered(inWords, cases.length, at)
    return isOptionalText(cases[inWords]![1]) ? { bytes: [...bytes, [payload, 1]], text: payload + 4 } : { bytes, text: payload }
  }
  const named = first(
    NAMES,
    cases.map(([name, shape]) => (shape === null ? name : '')),
  )
  return named === undefined ? undefined : { bytes: numbered(named, cases.length, at), text: null }
}

const isOptionalText = (shape: Shape | null): boolean => Array.isArray(shape) && shape[0] === 'option' && shape[1] === 'string'

/** The place in `names` of the first of `wanted` that is there. */
const first = (wanted: readonly string[], names: readonly string[]): number | undefined =>
  wanted.map((name) => names.indexOf(name)).find((index) => index >= 0)

const numbered = (index: number, cases: number, at: number): Bytes =>
  Array.from({ length: caseBytes(cases) }, (_, byte) => [at + byte, (index >>> (8 * byte)) & 0xff] as const)

/** Whether all parts of a type satisfy `test`. */
function every(shape: Shape | null, test: (shape: Shape) => boolean): boolean {
  if (shape === null) return true
  if (!test(shape)) return false
  if (typeof shape === 'string') return true
  switch (shape[0]) {
    case 'list':
    case 'option':
      return every(shape[1], test)
    case 'tuple':
      return shape[1].every((one) => every(one, test))
    case 'record':
    case 'variant':
      return shape[1].every(([, one]) => every(one, test))
    case 'result':
      return every(shape[1], test) && every(shape[2], test)
    default:
      return true
  }
}

const isKnown = (shape: Shape): boolean => every(shape, (one) => one[0] !== 'other')
const isPlain = (shape: Shape): boolean => every(shape, (one) => one[0] !== 'other' && one[0] !== 'own' && one[0] !== 'borrow')
