// Scripts over preview1 and wasi_unstable: all functions in any order, with open and other descriptors.
import { AT, END, OWN, RECORDS } from './records.mjs'
import { PARTS, Pool, buffer, int32, int64, path } from './values.mjs'
import { widthOf } from './modules.mjs'

const SLOT = 64
const SLOTS = 30
const RIGHTS = (1n << 30n) - 1n
const FLOODS = [
  'path_open',
  'path_symlink',
  'path_create_directory',
  'fd_write',
  'random_get',
  'fd_pwrite',
  'path_link',
  'clock_time_get',
]
const FLOOD = 80
/** The size of a subscription, and the offset of its clock. */
const SUBSCRIPTIONS = { poll_oneoff: [48, 16], unstable_poll_oneoff: [56, 24] }

export class Preview1Script {
  pool = new Pool()
  records = Array.from({ length: RECORDS }, () => ({ op: END }))
  notes = new Set()
  #slot = 0
  #at = 0

  constructor(random, calls, handlers, size) {
    this.random = random
    this.calls = calls
    this.handlers = handlers
    /** The size of memory in bytes. */
    this.size = size
    this.care = random.chance(0.6)
    this.own = Object.fromEntries(OWN.map((name, index) => [name, calls.length + index]))
  }

  add(record) {
    if (this.#at < FLOOD - 1) this.records[this.#at++] = record
  }

  do(name, ...args) {
    this.add({ op: this.own[name], args })
  }

  #nextSlot() {
    return AT.slots + SLOT * (this.#slot++ % SLOTS)
  }

  #fd() {
    const { random } = this
    return random.weighted([
      [this.care ? 20 : 6, () => BigInt(random.between(3, 8))],
      [3, () => 3n],
      [2, () => BigInt(random.below(3))],
      [1, () => int32(random)],
    ])()
  }

  /** The address of a result. It occasionally overlaps the arguments, or lies at the end of memory or beyond. */
  #out(size, others) {
    const { random } = this
    const end = BigInt(this.size)
    return random.weighted([
      [this.care ? 100 : 10, () => BigInt(this.#nextSlot())],
      [1, () => others.find((one) => typeof one === 'bigint' && one > 1000n) ?? 0n],
      [1, () => end - BigInt(size) + BigInt(random.below(2))],
      [1, () => BigInt.asUintN(32, end - BigInt(random.below(size + 1)))],
      [0.5, () => int32(random)],
    ])()
  }

  /** An array of buffers. Some overlap each other, and some overlap the array. */
  #iovecs() {
    const { random } = this
    const count = random.weighted([
      [4, 1],
      [3, random.below(5)],
      [1, random.pick([0, 1000, 0x10000, 0x1fffffff, 0xffffffff])],
    ])
    const own = Math.min(count, 5)
    const [at] = this.pool.add(new Uint8Array(8 * own), 4)
    for (let index = 0; index < own; index++) {
      const [address, length] = random.chance(0.1)
        ? [BigInt(at), BigInt(8 * own)]
        : this.care
          ? [BigInt(AT.buffers), BigInt(random.below(300))]
          : buffer(random)
      new DataView(this.pool.bytes.buffer).setBigUint64(
        at - AT.pool + 8 * index,
        BigInt.asUintN(32, address) | (BigInt.asUintN(32, length) << 32n),
        true,
      )
    }
    return [random.chance(0.03) ? int32(random) : BigInt(at), BigInt(count)]
  }

  #subscriptions([size, clock]) {
    const { random } = this
    const count = random.pick([1, 1, 2, 3, 0])
    const bytes = new Uint8Array(size * count)
    const view = new DataView(bytes.buffer)
    for (let index = 0; index < count; index++) {
      const at = size * index
      view.setBigUint64(at, int64(random), true)
      view.setUint8(at + 8, random.pick([0, 1, 2, 0, 1, 2, 3, 255]))
      for (const field of new Set([16, clock]))
        view.setUint32(at + field, Number(random.chance(0.9) ? BigInt(random.below(6)) : int32(random)), true)
      view.setBigUint64(at + clock + 8, int64(random), true)
      view.setUint16(at + clock + 24, random.below(4), true)
    }
    return [BigInt(this.pool.add(bytes, 8)[0]), BigInt(count)]
  }

  #args({ name, roles }) {
    const { random } = this
    const args = []
    for (const role of roles) {
      const { kind } = role
      if (kind === 'fd') args.push(this.#fd())
      else if (kind === 'in-string')
        args.push(...(random.chance(0.03) ? buffer(random) : this.pool.add(path(random)).map(BigInt)))
      else if (kind === 'out') args.push(this.#out(role.size, args))
      else if (kind === 'out-buffer') args.push(...(this.care ? [BigInt(AT.buffers), BigInt(random.below(400))] : buffer(random)))
      else if (widthOf(role) === 2) args.push(...this.#iovecs())
      else if (role.type === 'i64')
        args.push(
          role.name.startsWith('fs_rights') && random.chance(0.8)
            ? RIGHTS
            : random.chance(0.6)
              ? BigInt(random.below(100))
              : int64(random),
        )
      else if (kind === 'pointer') args.push(this.#out(32, args))
      else args.push(random.chance(0.85) ? BigInt(random.below(role.name === 'oflags' ? 16 : 5)) : int32(random))
    }
    if (Object.hasOwn(SUBSCRIPTIONS, name) && random.chance(0.8)) {
      const [at, count] = this.#subscriptions(SUBSCRIPTIONS[name])
      args[0] = at
      args[2] = random.chance(0.95) ? count : random.pick([65537n, 1n << 28n, 0xffffffffn])
    }
    return args
  }

  #record(op) {
    const { random } = this
    return {
      op,
      repeat: random.chance(0.05) ? 3 : 1,
      handler: this.handlers && random.chance(0.3),
      args: this.#args(this.calls[op]),
    }
  }

  step() {
    const { random, calls } = this
    const op = random.weighted([
      [1, () => calls.findIndex(({ name }) => name === 'path_open')],
      [6, () => random.below(calls.length)],
    ])()
    if (calls[op].name.startsWith('proc_') && random.chance(0.9)) return
    this.add(this.#record(op))
  }

  trick() {
    if (this.size < 2 ** 31) this.do('grow', BigInt(this.random.pick([0, 1, 1, 2, 16])))
  }

  /** Requests as much as possible of anything that can be large, with a new name each time. */
  flood(many) {
    const { random, calls, records } = this
    const name = random.pick(FLOODS)
    this.notes.add(`flood of ${name}`)
    const op = calls.findIndex((one) => one.name === name)
    const [at] = this.pool.add(new TextEncoder().encode('aaaaaaaa'), 8).map(BigInt)
    const [target, length] = this.pool.add(new Uint8Array(2000).fill(0x61)).map(BigInt)
    const own = {
      path_open: [3n, 0n, at, 8n, 1n, RIGHTS, RIGHTS, 0n, BigInt(AT.slots)],
      path_symlink: [target, length, 3n, at, 8n],
      path_create_directory: [3n, at, 8n],
    }[name]
    records[FLOOD] = { op: this.own.name, args: [at] }
    records[FLOOD + 1] = own ? { op, args: own } : { ...this.#record(op), repeat: 1 }
    this.add({ op: this.own.block, args: [BigInt(FLOOD)], repeat: many && own ? 40_000 : 1000 })
  }

  huge() {
    const { random, calls } = this
    if (this.size >= 2 ** 31) return
    const pages = random.pick([400, 1600])
    const size = BigInt(pages) * 65536n
    const at = 0x100000n
    this.do('grow', BigInt(pages) + 16n)
    this.do('fill', at, BigInt(random.pick([0x2f, 0x2f, 0x2f, 0x61, 0x2e, 0, 0xff])), size)
    if (random.chance(0.8)) this.do('store', at, PARTS)
    for (let count = random.between(1, 3); count > 0; count--) {
      const op = random.below(calls.length)
      const record = this.#record(op)
      this.notes.add(`huge ${calls[op].name}`)
      let index = 0
      for (const role of calls[op].roles) {
        if (role.kind === 'fd' && calls[op].name.startsWith('path_')) record.args[index] = 3n
        if (widthOf(role) === 2 && !/iovecs/.test(role.kind)) Object.assign(record.args, { [index]: at, [index + 1]: size })
        index += widthOf(role)
      }
      this.add({ ...record, repeat: 1 })
    }
  }
}
