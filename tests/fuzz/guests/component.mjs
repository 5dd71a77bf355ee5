// Builds components byte by byte: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
import { COMPONENT, flat, leb, name, section, signed, vec } from './bytes.mjs'

const PRIMITIVE = { bool: 0x7f, u8: 0x7d, u32: 0x79, u64: 0x77, string: 0x73 }
const outer = (text) => [0x00, name(text)]
const maybe = (type, encode) => (type === undefined || type.kind === '_' ? [0x00] : [0x01, encode(type)])

/** The types of one scope, numbered in the order in which they are made. */
class Types {
  items = []
  #indexOf = new Map()

  constructor(define) {
    this.define = define
    this.count = 0
  }

  /** Adds a definition that makes one more type, under `label` if given. */
  add(item, label) {
    this.items.push(item)
    if (label !== undefined) this.#indexOf.set(label, this.count)
    return this.count++
  }

  index(label) {
    return this.#indexOf.get(label)
  }

  /** A value type: a primitive, or the index of a defined type. */
  value = (type) => {
    if (type.kind in PRIMITIVE) return PRIMITIVE[type.kind]
    const index = type.of.length === 0 ? this.index(type.kind) : this.compound(type)
    if (index === undefined) throw new Error(`no type ${type.kind}`)
    // Primitive types have negative numbers.
    return signed(index)
  }

  /** Defines a compound type. Equal types are defined again, which is allowed. */
  compound({ kind, of, names }) {
    const labels = names.map((label) => name(label))
    const values = () => of.map((type) => type && this.value(type))
    const code = {
      record: () => [0x72, vec(values().map((type, index) => [labels[index], type]))],
      variant: () => [0x71, vec(of.map((type, index) => [labels[index], maybe(type, this.value), 0x00]))],
      list: () => [0x70, values()],
      tuple: () => [0x6f, vec(values())],
      flags: () => [0x6e, vec(labels)],
      enum: () => [0x6d, vec(labels)],
      option: () => [0x6b, values()],
      result: () => [0x6a, maybe(of[0], this.value), maybe(of[1], this.value)],
      own: () => [0x69, leb(this.index(of[0].kind))],
      borrow: () => [0x68, leb(this.index(of[0].kind))],
    }[kind]()
    return this.add(this.define(code))
  }

  function({ params, result }) {
    const list = params.map(([label, type]) => [name(label), this.value(type)])
    return this.add(this.define([0x40, vec(list), result ? [0x00, this.value(result)] : [0x01, 0x00]]))
  }
}

/** Assembles a component section by section, and counts its items. */
export class ComponentBuilder {
  #parts = [COMPONENT]
  #counts = { type: 0, instance: 0, func: 0, module: 0, coreInstance: 0, coreFunc: 0, memory: 0, table: 0 }
  /** Component-level types by `face name`. */
  #types = new Map()
  #instances = new Map()

  #next(space) {
    return this.#counts[space]++
  }

  #section(id, ...items) {
    this.#parts.push(section(id, vec(items)))
  }

  /** Imports an interface in the form of `wit.mjs`, and makes its resources and shared types known. */
  importInterface({ face, uses, resources, types, functions }, version) {
    const made = new Types((code) => [0x01, code])
    for (const [from, label] of uses) {
      const local = made.add([0x02, 0x03, 0x02, 1, leb(this.#types.get(`${from} ${label}`))])
      made.add([0x04, outer(label), 0x03, 0x00, leb(local)], label)
    }
    for (const label of resources) made.add([0x04, outer(label), 0x03, 0x01], label)
    for (const [label, type] of types) {
      const local = made.compound(type)
      made.add([0x04, outer(label), 0x03, 0x00, leb(local)], label)
    }
    for (const one of functions) {
      const index = made.function(one)
      made.items.push([0x04, outer(one.name), 0x01, leb(index)])
    }
    this.#section(7, [0x42, vec(made.items)])
    this.#section(10, [outer(version ? `${face}@${version}` : face), 0x05, leb(this.#next('type'))])
    const instance = this.#next('instance')
    this.#instances.set(face, instance)
    const labels = [...uses.map(([, label]) => label), ...resources, ...types.map(([label]) => label)]
    for (const label of labels) {
      this.#section(6, [0x03, 0x00, leb(instance), name(label)])
      this.#types.set(`${face} ${label}`, this.#next('type'))
    }
  }

  /** The core function that drops a resource. `face` may be an interface that only uses it. */
  drop(face, label) {
    this.#section(8, [0x03, leb(this.#types.get(`${face} ${label}`))])
    return this.#next('coreFunc')
  }

  /** The core function that a function of `face` is lowered to. */
  lower(face, label, memory, realloc) {
    this.#section(6, [0x01, 0x00, leb(this.#instances.get(face)), name(label)])
    const options = [
      ...(memory === undefined ? [] : [[0x03, leb(memory)]]),
      ...(realloc === undefined ? [] : [[0x04, leb(realloc)]]),
    ]
    this.#section(8, [0x01, 0x00, leb(this.#next('func')), vec(options)])
    return this.#next('coreFunc')
  }

  /** Returns the index of the module, and its offset in the component built so far. */
  module(bytes) {
    this.#parts.push([1, leb(bytes.length)])
    this.#parts.push(bytes)
    return this.#next('module')
  }

  instantiate(module, args) {
    this.#section(2, [0x00, leb(module), vec(args.map(([label, instance]) => [name(label), 0x12, leb(instance)]))])
    return this.#next('coreInstance')
  }

  /** A core instance with functions by name. */
  bundle(functions) {
    this.#section(2, [0x01, vec(functions.map(([label, index]) => [name(label), 0x00, leb(index)]))])
    return this.#next('coreInstance')
  }

  coreExport(instance, label, sort) {
    const code = { coreFunc: 0x00, table: 0x01, memory: 0x02 }[sort]
    this.#section(6, [0x00, code, 0x01, leb(instance), name(label)])
    return this.#next(sort)
  }

  /** Lifts a core function. `post` is its post-return function. */
  lift(core, { params, result }, memory, post) {
    const made = new Types((code) => code)
    made.count = this.#counts.type
    made.function({ params, result })
    this.#section(7, ...made.items)
    this.#counts.type = made.count
    const options = [...(memory === undefined ? [] : [[0x03, leb(memory)]]), ...(post === undefined ? [] : [[0x05, leb(post)]])]
    this.#section(8, [0x00, 0x00, leb(core), vec(options), leb(made.count - 1)])
    return this.#next('func')
  }

  exportFunction(label, index) {
    this.#section(11, [outer(label), 0x01, leb(index), 0x00])
    this.#next('func')
  }

  exportRun(index, version) {
    this.#section(5, [0x01, vec([[outer('run'), 0x01, leb(index)]])])
    this.#section(11, [outer(`wasi:cli/run@${version}`), 0x05, leb(this.#next('instance')), 0x00])
    this.#next('instance')
  }

  build() {
    return Buffer.concat(this.#parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(flat(part)))))
  }
}
