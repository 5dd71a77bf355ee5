import { asyncDisposeKey, disposeKey } from '../exports.js'
import type { CallMessage, RemoteClass, RemoteExports, RemoteInterface } from './protocol.js'
import type { Held, RemoteInstance, Unpack } from './remote-instance.js'
import { replaced } from './stand-ins.js'

type Call = Omit<CallMessage, 'type' | 'args' | 'resources'>
type Class = new (...args: unknown[]) => object

/** Drops resources that the caller has lost. */
const lost = /* @__PURE__ */ new FinalizationRegistry<readonly [RemoteInstance, number]>(([remote, handle]) => {
  // No caller is left to receive an error.
  remote.call({ type: 'drop', handle }).catch(() => {})
})

/** The resources of an instance, as objects of classes whose methods call the worker. */
class Resources {
  readonly #classes = new Map<string, Class>()
  /** The handles of objects that were not dropped. Those that are made here are negative. */
  readonly #handles = new WeakMap<object, number>()
  /** Why constructors failed. The worker does not know this if their arguments can't be posted. */
  readonly #failures = new WeakMap<object, { readonly error: unknown }>()
  #made = 0

  constructor(readonly held: Held) {}

  /** Calls a function. Objects of classes can't be posted, so others stand in for them. */
  async call(call: Call, args: readonly unknown[], self?: object): Promise<unknown> {
    const used = self ? [self] : []
    try {
      // While this waits, it holds the instance.
      return await this.held.remote.call({ type: 'call', ...call, ...this.#packed(args, used) }, this.#unpack)
    } catch (error) {
      for (const one of used) {
        const failure = this.#failures.get(one)
        if (failure) throw failure.error
      }
      throw error
    }
  }

  /** Adds the resources in `args` to `used`. */
  #packed(args: readonly unknown[], used: object[]): Pick<CallMessage, 'args' | 'resources'> {
    if (this.#classes.size === 0) return { args }
    const resources: [object, number][] = []
    const given = args.map((one) =>
      replaced(one, (object) => {
        const handle = this.#handles.get(object)
        if (handle === undefined) return undefined
        const standIn = {}
        resources.push([standIn, handle])
        used.push(object)
        return standIn
      }),
    )
    return { args: given, resources }
  }

  readonly #unpack: Unpack = (value, given) => {
    const objects = new Map(
      given.map(([standIn, handle, key]) => {
        const object = Object.create(this.#classes.get(key)!.prototype as object) as object
        this.#hold(object, handle)
        return [standIn, object]
      }),
    )
    return replaced(value, (object) => objects.get(object))
  }

  #hold(object: object, handle: number): void {
    this.#handles.set(object, handle)
    lost.register(object, [this.held.remote, handle], object)
  }

  async #drop(object: object): Promise<void> {
    const handle = this.#handles.get(object)
    if (handle === undefined) return
    this.#handles.delete(object)
    lost.unregister(object)
    await this.held.remote.call({ type: 'drop', handle })
  }

  /** The class of a resource. Its constructor returns at once. If it fails there, each use of the object rejects with its error. */
  classOf({ name, key, statics, methods }: RemoteClass): Class {
    const make = (object: object, args: readonly unknown[]): void => {
      const makes = --this.#made
      this.call({ name: key, makes }, args).catch((error: unknown) => void this.#failures.set(object, { error }))
      this.#hold(object, makes)
    }
    const method = async (object: object, own: string, args: readonly unknown[]): Promise<unknown> => {
      const self = this.#handles.get(object)
      if (self === undefined) throw new TypeError(`Resource error: Not a valid "${name}" resource.`)
      return await this.call({ name: `${key}#${own}`, self }, args, object)
    }
    const drop = (object: object): Promise<void> => this.#drop(object)
    const made = class {
      constructor(...args: unknown[]) {
        make(this, args)
      }
    }
    const define = (target: object, own: string | symbol, value: unknown) =>
      Object.defineProperty(target, own, { value, configurable: true, writable: true })
    define(made, 'name', name)
    for (const own of statics) define(made, own, (...args: readonly unknown[]) => this.call({ name: `${key}.${own}` }, args))
    for (const own of methods)
      define(made.prototype, own, function (this: object, ...args: readonly unknown[]) {
        return method(this, own, args)
      })
    define(made.prototype, disposeKey(), function (this: object) {
      drop(this).catch(() => {})
    })
    define(made.prototype, asyncDisposeKey(), function (this: object) {
      return drop(this)
    })
    this.#classes.set(key, made)
    return made
  }
}

/** The exports of a component in a worker, by name: functions, resources and interfaces. */
export const typedExports = (exports: RemoteExports, held: Held): [string, unknown][] => {
  const resources = new Resources(held)
  const faces = new Map<RemoteInterface, object>()
  const members = ({ functions, classes = [], interfaces = [] }: RemoteExports, key: string): [string, unknown][] => [
    ...functions.map((name): [string, unknown] => [
      name,
      (...args: readonly unknown[]) => resources.call({ name: key + name }, args),
    ]),
    ...classes.map((one): [string, unknown] => [one.name, resources.classOf(one)]),
    ...interfaces.map(([name, face]): [string, unknown] => [name, interfaceOf(face)]),
  ]
  const interfaceOf = (face: RemoteInterface): object => {
    const known = faces.get(face) ?? Object.freeze(Object.fromEntries(members(face, face.key)))
    faces.set(face, known)
    return known
  }
  return members(exports, '')
}
