/**
 * A property of what the caller gives, by a name that the guest chooses. What every object or function inherits does not count:
 * an object of the caller need not have a function `toString`, but a class of the caller may define one.
 */
export const member = (from: object, name: string): unknown => {
  const value = (from as Record<string, unknown>)[name]
  if (Object.hasOwn(from, name)) return value
  // These two are other values in each class.
  if (name === '__proto__' || name === 'constructor') return undefined
  const everywhere = typeof from === 'function' ? Function.prototype : Object.prototype
  return value === (everywhere as unknown as Record<string, unknown>)[name] ? undefined : value
}
