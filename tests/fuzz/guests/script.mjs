// Scripts over WASI 0.2: calls in any order, mostly with plausible handles and occasionally with wrong ones.
import { AT, END, OWN, RECORDS } from './records.mjs'
import { sort } from './sorted.mjs'
import { BLOCKS } from './variants.mjs'
import { Pool, buffer, int32, int64, outside, path } from './values.mjs'

export const SLOTS = 38
export const SLOT = 64

/** The reasons for which a call must not return, as they appear in findings. */
export const NEVER = {
  unknown: 'a function that WASI does not have returned',
  nested: 'a call from inside realloc or post-return returned',
  pointer: 'a pointer out of memory or not aligned was taken',
  handle: 'a handle that was never given out was taken',
  value: 'a discriminant out of range was taken',
}

export class Script {
  pool = new Pool()
  records = Array.from({ length: RECORDS }, () => ({ op: END }))
  /** The records that must not return, with the reason. */
  never = new Map()
  notes = new Set()
  #handles = []
  #slot = 0
  #at = 0
  #end = 0

  constructor(random, calls, handlers) {
    this.random = random
    this.calls = calls
    this.handlers = handlers
    /** Most calls of a careful script are right, so that it gets far before it traps. */
    this.care = random.chance(0.6)
    this.own = Object.fromEntries(OWN.map((name, index) => [name, calls.length + index]))
  }

  /** Writes a block of at most `length` records that begins at record `from`. */
  block(from, length, fill) {
    this.#at = from
    this.#end = from + length
    fill()
  }

  get full() {
    return this.#at >= this.#end
  }

  /** Returns the number of the record, or undefined if the block is full. */
  add(record, never) {
    if (this.full) return undefined
    if (never) this.never.set(this.#at, never)
    this.records[this.#at] = record
    return this.#at++
  }

  do(name, ...args) {
    this.add({ op: this.own[name], args })
  }

  #nextSlot() {
    const slot = AT.slots + SLOT * (this.#slot++ % SLOTS)
    // The handles stored there are overwritten.
    this.#handles = this.#handles.filter(({ at }) => at < slot || at >= slot + SLOT)
    return slot
  }

  /** An argument that is mostly a handle of `kind`. */
  handle(kind) {
    const { random } = this
    const matching = this.#handles.filter((one) => one.kind === kind)
    if (this.care && matching.length > 0 && random.chance(0.98)) return random.pick(matching).from
    return random.weighted([
      [matching.length ? 14 : 0, () => random.pick(matching).from],
      [this.#handles.length ? 1 : 0, () => random.pick(this.#handles).from],
      [1, () => BigInt(random.between(0, 12))],
      [0.3, () => int32(random)],
    ])()
  }

  /** A list of handles in memory. */
  #list(kind) {
    const { random } = this
    const count = random.pick(this.care ? [1, 1, 2, 3] : [0, 1, 1, 2, 3])
    const at = AT.buffers + 4 * random.below(200)
    for (let index = 0; index < count; index++)
      this.add({ op: this.own.store, careful: this.care, args: [BigInt(at + 4 * index), this.handle(kind)] })
    return [BigInt(at), BigInt(count)]
  }

  #pair(param) {
    const { random, pool } = this
    if (param.element?.kind === 'borrow')
      return random.chance(this.care ? 0.98 : 0.85) ? this.#list(param.element.of[0].kind) : buffer(random)
    if (param.kind !== undefined || random.chance(0.03))
      return this.care ? [BigInt(AT.buffers), BigInt(random.below(200))] : buffer(random)
    return pool.add(path(random)).map(BigInt)
  }

  /** Adds a call of import `op`, and returns the number of its record. `nested` marks a call where calls are forbidden. */
  call(op, { nested = false, repeat } = {}) {
    const { random } = this
    const one = this.calls[op]
    let never = one.odd ? 'unknown' : undefined
    const args = []
    let slot = 0
    for (const param of one.params) {
      if (args.length > one.params.indexOf(param)) continue
      if (param.role === 'borrow') {
        // A host that keeps handles for itself would use the first numbers.
        const value = one.odd && random.chance(0.8) ? BigInt(random.pick([1, 1, 2, 3])) : this.handle(param.kind)
        args.push(value)
        if (!Array.isArray(value) && (value === 0n || value > 0x4000_0000n)) never ??= 'handle'
      } else if (param.role === 'pointer') {
        const [address, length] = this.#pair(param)
        args.push(address, length)
        if (outside(address, length)) never ??= 'pointer'
      } else if (param.role === 'out') {
        slot = this.#nextSlot()
        const kind = random.weighted([
          [this.care ? 400 : 30, 'good'],
          [1, 'unaligned'],
          [1, 'outside'],
          [0.5, 'any'],
        ])
        const { align, size } = one.out
        if (kind === 'good') args.push(BigInt(slot))
        else if (kind === 'unaligned') args.push(BigInt(slot + (align > 1 ? 1 : 0)))
        else args.push(kind === 'outside' ? 0xffffffffn - BigInt(random.below(size)) : int32(random))
        if (outside(args.at(-1), BigInt(size)) || args.at(-1) % BigInt(align) !== 0n) never ??= 'pointer'
        if (kind !== 'good') slot = 0
      } else if (param.role === 'discriminant') {
        // A script has one exit, at its end.
        const wild = one.name === 'exit' ? 0.5 : this.care ? 0.01 : 0.1
        const value = random.chance(wild) ? int32(random) : BigInt(random.below(3))
        args.push(value)
        if (value > 2n) never ??= 'value'
      } else if (param.type === 'i64') args.push(random.chance(0.7) ? BigInt(random.below(200)) : int64(random))
      else if (param.role === 'any') args.push(BigInt(random.below(8)))
      else args.push(random.chance(0.8) ? BigInt(random.below(16)) : int32(random))
    }
    if (nested) never = one.odd ? 'unknown' : 'nested'
    let to = 0
    if (one.resource) to = this.#nextSlot()
    const record = this.add(
      {
        op,
        repeat: repeat ?? (random.chance(0.05) ? 3 : 1),
        handler: this.handlers && random.chance(0.4),
        careful: this.care,
        to,
        args,
      },
      never,
    )
    if (one.resource) this.#handles.push({ kind: one.resource, at: to, from: [1, BigInt(to)] })
    if (slot === 0) return record
    for (const [offset, kind] of one.out.handles)
      this.#handles.push({ kind, at: slot, from: [offset === 4 ? 4 : 1, BigInt(slot + offset)] })
    if (one.name === 'get-directories') this.#handles.push({ kind: 'descriptor', at: slot, from: [2, BigInt(slot)] })
    return record
  }

  /** The number of the call `name`. */
  named(name) {
    return this.calls.findIndex((one) => one.name === name)
  }

  /** Opens some files and streams, like a program. */
  begin() {
    const { random } = this
    if (random.chance(0.9)) this.call(this.named('get-directories'))
    for (const name of ['[method]descriptor.open-at', 'get-stdin', 'get-stdout', '[method]descriptor.read-via-stream']) {
      if (random.chance(0.5)) this.call(this.named(name))
    }
  }

  /** Whether this variant has a fault that a call can reach. */
  get isOdd() {
    return sort(this.calls).odd.length > 0
  }

  /** Adds up to `count` calls to faults of this variant. */
  odd(count) {
    const { odd } = sort(this.calls)
    for (let left = this.isOdd ? count : 0; left > 0; left--) this.call(this.random.pick(odd))
  }

  /** Adds any call. */
  step(options) {
    const { random, calls } = this
    const { odd, drops, usual, borrowed } = sort(calls)
    const kinds = new Set(this.#handles.map(({ kind }) => kind))
    const fits = (op) => borrowed[op].every((kind) => kinds.has(kind))
    const one = (list, test) => {
      let op = random.pick(list)
      for (let tries = 0; tries < 30 && !test(op); tries++) op = random.pick(list)
      return op
    }
    const op = random.weighted([
      [odd.length ? 2 : 0, () => random.pick(odd)],
      [this.care ? 0.3 : 1, () => random.pick(drops)],
      [kinds.size > 0 ? 5 : 0, () => one(usual, (any) => borrowed[any].length > 0 && fits(any))],
      [3, () => (this.care ? one(usual, fits) : random.pick(usual))],
    ])()
    // After an exit there is no guest to check.
    if (calls[op].name.startsWith('exit') && random.chance(0.9)) return
    this.call(op, options)
  }

  /** Adds an operation that is not a call: memory growth, an allocator fault, or a call that `realloc` makes. */
  trick() {
    const { random } = this
    const armed = () => {
      const at = BLOCKS.realloc + random.below(4) * 4
      this.do('arm', BigInt(at))
    }
    random.weighted([
      [4, () => this.do('grow', BigInt(random.pick([0, 1, 1, 2, 16])))],
      [6, armed],
      [this.care ? 0.1 : 1, () => this.do('mode', 1n)],
      [
        this.care ? 0.2 : 2,
        () =>
          this.do(
            'mode',
            2n,
            random.pick([0n, 1n, BigInt(AT.buffers), 0x3ffffn, 0x40000n, 0xfffffff0n, 0xffffffffn, int32(random)]),
          ),
      ],
      [this.care ? 0.1 : 1, () => this.do('mode', 3n)],
      [3, () => this.do('mode', 0n)],
    ])()
  }
}
