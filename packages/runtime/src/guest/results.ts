import { badOption } from '../errors/problem.js'
import type { ImportedFunction } from './missing-imports.js'

/** Whether JavaScript can't convert `value` to a number, or would have to call the caller's code for it. */
const isOdd = (value: unknown): boolean =>
  typeof value === 'symbol' || typeof value === 'function' || (typeof value === 'object' && value !== null)

/**
 * Returns a check of what an imported function of the caller returns: it passes a value on as the guest gets it. It throws a
 * TypeError that names the function if the guest can't get it, or what the caller's iterator throws.
 */
export const resultsOf = ([module, name, signature]: ImportedFunction): ((value: unknown) => unknown) => {
  const types = signature.slice(signature.indexOf(':') + 1)

  const unfit = (value: unknown, expected: string) =>
    badOption(`result of the imported function '${module}.${name}'`, value, expected, `Return ${expected}.`)
  const one = (type: string | undefined, value: unknown): unknown => {
    // The engine's own error would not name the function, and the guest could catch it.
    if (type !== undefined && 'iIfF'.includes(type) && ((typeof value === 'bigint') !== (type === 'I') || isOdd(value)))
      throw unfit(value, type === 'I' ? 'a bigint' : 'a number')
    return value
  }
  const several = (value: unknown): unknown[] => {
    const expected = `an array of ${types.length} values`
    const isIterable = (typeof value === 'object' || typeof value === 'function') && value !== null && Symbol.iterator in value
    if (!isIterable) throw unfit(value, expected)
    const all = [...(value as Iterable<unknown>)]
    if (all.length !== types.length) throw unfit(value, expected)
    return all.map((item, index) => one(types[index], item))
  }
  return types.length <= 1 ? (value) => one(types[0], value) : several
}
