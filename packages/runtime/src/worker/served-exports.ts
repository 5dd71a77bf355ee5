import type { CallMessage, DropMessage, GivenResources, RemoteClass, RemoteExports, RemoteInterface } from './protocol.js'
import { replaced } from './stand-ins.js'

export type Callable = (...args: readonly unknown[]) => unknown
type Class = Callable & { readonly prototype: object }

/** The exports of an instance in a worker, for the other side. */
export interface ServedExports {
  readonly described: RemoteExports
  /** Performs a call. */
  call(message: CallMessage | DropMessage): unknown
  /** Makes a value from there one that can be posted. */
  packed?(value: unknown): { readonly value: unknown; readonly resources?: GivenResources | undefined }
}

/** A resource that the other side has a handle for, or why its constructor failed. */
type Held = { readonly value: object } | { readonly error: unknown }

/** How jco's glue drops a resource. */
const disposing = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('dispose')

/** The exports of a component: functions, resources and interfaces. */
export const typedServed = (entries: readonly (readonly [name: string, value: unknown])[]): ServedExports => {
  const functions = new Map<string, Callable>()
  /** The keys of classes by their prototypes. */
  const keys = new Map<unknown, string>()
  const held = new Map<number, Held>()
  const interfaces = new Map<object, RemoteInterface>()
  let last = 0

  const classOf = (name: string, key: string, made: Class): RemoteClass => {
    const own = (target: object, before: string): string[] =>
      Object.entries(Object.getOwnPropertyDescriptors(target)).flatMap(([member, { value }]) => {
        if (member === 'constructor' || typeof value !== 'function') return []
        functions.set(before + member, value as Callable)
        return [member]
      })
    functions.set(key, (...args) => Reflect.construct(made, args) as object)
    keys.set(made.prototype, key)
    return { name, key, statics: own(made, `${key}.`), methods: own(made.prototype, `${key}#`) }
  }

  const describe = (members: readonly (readonly [string, unknown])[], before: string): RemoteExports => {
    const names: string[] = []
    const classes: RemoteClass[] = []
    const faces: (readonly [string, RemoteInterface])[] = []
    for (const [name, value] of members) {
      const key = before + name
      if (isClass(value)) classes.push(classOf(name, key, value))
      else if (typeof value === 'function') {
        functions.set(key, value as Callable)
        names.push(name)
      } else if (typeof value === 'object' && value !== null) faces.push([name, interfaceOf(`${key}#`, value)])
    }
    return { functions: names, classes, interfaces: faces }
  }

  const interfaceOf = (key: string, value: object): RemoteInterface => {
    const known = interfaces.get(value) ?? { ...describe(Object.entries(value), key), key }
    interfaces.set(value, known)
    return known
  }

  const alive = (handle: number): object => {
    const found = held.get(handle)
    if (found === undefined) throw new TypeError('Resource error: the resource was dropped.')
    if ('error' in found) throw found.error
    return found.value
  }

  const drop = (handle: number): void => {
    const found = held.get(handle)
    held.delete(handle)
    if (found && 'value' in found) (found.value as Record<symbol, () => void>)[disposing]?.()
  }

  const described = describe(entries, '')
  return {
    described,
    call(message) {
      if (message.type === 'drop') return drop(message.handle)
      const { name, resources, self, makes } = message
      const given = new Map(resources?.map(([standIn, handle]) => [standIn, alive(handle)]))
      const args = given.size === 0 ? message.args : message.args.map((one) => replaced(one, (object) => given.get(object)))
      const code = functions.get(name)!
      if (makes === undefined) return Reflect.apply(code, self === undefined ? undefined : alive(self), args)
      try {
        held.set(makes, { value: code(...args) as object })
      } catch (error) {
        held.set(makes, { error })
        throw error
      }
      return undefined
    },
    packed(value) {
      if (keys.size === 0) return { value }
      const resources: [object, number, string][] = []
      const standIns = replaced(value, (object) => {
        const key = keys.get(Object.getPrototypeOf(object))
        if (key === undefined) return undefined
        const standIn = {}
        held.set(++last, { value: object })
        resources.push([standIn, last, key])
        return standIn
      })
      return { value: standIns, resources }
    },
  }
}

/** The classes of resources are the only exported functions with a prototype. */
const isClass = (value: unknown): value is Class => typeof value === 'function' && Object.hasOwn(value, 'prototype')
