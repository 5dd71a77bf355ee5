import type { Exports } from '../exports.js'
import type { Enter } from '../guest/instance.js'

type Callable = (...args: unknown[]) => unknown
type Class = Callable & { prototype: object }

// Interfaces are plain objects. A memory, table or global of a core module has a class.
const isInterface = (value: unknown): value is Exports =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const isClass = (value: Callable): value is Class => /^class\b/.test(Function.prototype.toString.call(value))

/** Wraps the exports of a component: calls of its functions, and of those in its interfaces and resources, go through `enter`. */
export const guardedBy = (enter: Enter): ((exports: Exports) => Exports) => {
  // An interface is exported under two names.
  const known = new Map<unknown, unknown>()
  const guarded = (value: unknown): unknown => {
    if (!known.has(value)) known.set(value, make(value))
    return known.get(value)
  }
  const make = (value: unknown): unknown => {
    if (isInterface(value))
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, own]) => [key, guarded(own)])))
    if (typeof value !== 'function') return value
    const call = value as Callable
    return isClass(call) ? resource(call, enter) : (...args: unknown[]) => enter(() => call(...args))
  }
  return guarded as (exports: Exports) => Exports
}

/** Wraps a resource's methods in place, because the component makes objects of the same class. */
const resource = (own: Class, enter: Enter): Class => {
  for (const target of [own, own.prototype]) {
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
      const code: unknown = property.value
      if (key === 'constructor' || typeof code !== 'function') continue
      const value = function (this: unknown, ...args: unknown[]): unknown {
        return enter(() => Reflect.apply(code, this, args) as unknown)
      }
      Object.defineProperty(target, key, { ...property, value })
    }
  }
  const outer = new Proxy(own, {
    construct: (target, args, made) => enter(() => Reflect.construct(target, args, made) as object),
  })
  Object.defineProperty(own.prototype, 'constructor', { value: outer, writable: true, configurable: true })
  return outer
}
