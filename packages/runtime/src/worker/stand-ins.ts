/**
 * Copies `value` with everything replaced for which `find` returns something. Objects of classes can't be posted, so other objects
 * stand in for them. Values of components consist of arrays, plain objects and what needs no copy.
 */
export const replaced = (value: unknown, find: (one: object) => unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const found = find(value)
  if (found !== undefined) return found
  if (Array.isArray(value)) return value.map((one) => replaced(one, find))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, replaced(own, find)]))
}
