// Interfaces that JavaScript gives to a component: values of random types in both directions, and hostile guests.
import { implement } from '../../../fixtures/components.mjs'
import { Finding } from '../frame/finding.mjs'
import { flatten, makeType, makeValue, misfit, same } from './given-types.mjs'
import { prepare } from './program.mjs'
import { int32, int64 } from './values.mjs'

const OUT = 1024
const HOST = 'acme:echo/host'
/** So many core parameters are always passed in memory. */
const PADDING = 17

/** An allocator, honest or not. */
const REALLOCS = {
  honest: `(local $at i32)
    (local.set $at (i32.and (i32.add (global.get $end) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
    (global.set $end (i32.add (local.get $at) (local.get 3)))
    (if (i32.gt_u (global.get $end) (i32.const 0x3f0000)) (then unreachable))
    (local.get $at)`,
  zero: '(i32.const 0)',
  odd: '(i32.const 4097)',
  outside: '(i32.const 0xfffffff8)',
  end: '(i32.const 0x3fffff)',
  overlap: `(i32.const ${OUT})`,
  trap: 'unreachable',
  nested: '(call $make (i32.const 0x1000)) (i32.const 4096)',
  drop: '(call $drop (i32.const 1)) (i32.const 4096)',
  grow: '(drop (memory.grow (i32.const 1))) (i32.const 0x8000)',
}

const constant = (random, type) => {
  if (type === 'i64') return `(i64.const ${BigInt.asIntN(64, int64(random))})`
  if (type !== 'i32') return `(${type}.const ${random.pick(['0', '-0', 'nan', 'inf', '1.5'])})`
  const value = random.chance(0.5) ? BigInt(random.below(4)) : random.chance(0.5) ? BigInt(OUT + random.below(64)) : int32(random)
  return `(i32.const ${BigInt.asIntN(32, value)})`
}

const make = (random) => {
  const definitions = []
  const type = makeType(random, definitions)
  const params = Array.from({ length: random.between(1, 3) }, () =>
    random.chance(0.2) ? { is: 'borrow', text: 'borrow<thing>' } : makeType(random, definitions, 2),
  )
  const flat = params.flatMap(flatten)
  const inMemory = flat.length > 16
  const core = inMemory ? ['i32'] : flat
  const realloc = random.chance(0.6) ? 'honest' : random.pick(Object.keys(REALLOCS))
  const wit = `package acme:echo;
    interface host {
      resource thing { constructor(); }
      ${definitions.join('\n')}
      make: func() -> tuple<${type.text}, u64>;
      back: func(value: ${type.text}, ${Array.from({ length: PADDING }, (_, index) => `p${index}: u32`).join(', ')});
      hostile: func(${params.map(({ text }, index) => `a${index}: ${text}`).join(', ')}) -> tuple<${type.text}, u64>;
    }
    world echo { import host; export wasi:cli/run@0.2.0; }
    package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`
  const call = () => {
    const args = inMemory ? [constant(random, 'i32')] : core.map((one) => constant(random, one))
    return `(call $hostile ${args.join(' ')} (i32.const ${random.chance(0.9) ? 2048 : BigInt.asIntN(32, int32(random))}))`
  }
  const steps = Array.from({ length: random.between(0, 4) }, () =>
    random.weighted([
      [4, call],
      [2, () => '(drop (call $new))'],
      [1, () => `(call $drop ${constant(random, 'i32')})`],
      [1, () => '(call $make (i32.const 1024)) (call $back (i32.const 1024)) (call $back (i32.const 1024))'],
    ])(),
  )
  const data = random.chance(0.5) ? random.bytes(256) : Uint8Array.from({ length: 256 }, () => random.below(4))
  const wat = `(module
    (import "${HOST}" "make" (func $make (param i32)))
    (import "${HOST}" "back" (func $back (param i32)))
    (import "${HOST}" "hostile" (func $hostile (param ${core.join(' ')} i32)))
    (import "${HOST}" "[constructor]thing" (func $new (result i32)))
    (import "${HOST}" "[resource-drop]thing" (func $drop (param i32)))
    (memory (export "memory") 64)
    (global $end (mut i32) (i32.const 65536))
    (data (i32.const 0) "${[...data].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}")
    (data (i32.const ${OUT}) "${[...data].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}")
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) ${REALLOCS[realloc]})
    (func (export "wasi:cli/run@0.2.0#run") (result i32)
      ${random.chance(0.7) ? '(call $make (i32.const 1024)) (call $back (i32.const 1024))' : ''}
      ${steps.join('\n      ')}
      (i32.const 0)))`
  const fault = random.chance(0.7) ? undefined : random.pick(['throw', 'wrong', 'getter', 'fake trap'])
  return { wit, wat, type, params, realloc, fault, random, note: `${realloc} ${fault ?? ''}` }
}

const WRONG = [
  undefined,
  null,
  0,
  -1,
  1.5,
  2 ** 40,
  1n,
  -1n,
  2n ** 70n,
  'text',
  '',
  true,
  [],
  {},
  () => 1,
  Symbol('x'),
  [1, 2],
  { tag: 'x' },
]

/** Replaces a random part of a value. */
const spoil = (random, value, by) => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || random.chance(0.3)) return by()
  const keys = Object.keys(value)
  if (keys.length === 0) return by()
  const key = random.pick(keys)
  const copy = Array.isArray(value) ? [...value] : Object.assign(Object.create(Object.getPrototypeOf(value)), value)
  copy[key] = spoil(random, value[key], by)
  return copy
}

const check = async ({ wit, wat, type, params, realloc, fault, random }) => {
  const bytes = await implement('echo', wit, wat)
  let start
  try {
    start = await prepare(bytes, { imports: { [HOST]: true } })
  } catch (error) {
    // Large variants in others may have too many parts.
    if (error.code === 'UNSUPPORTED') return error.code
    throw error
  }
  const run = await start(bytes)
  const problems = []
  const mine = new Error('of the caller')
  const disposed = new Map()
  const returned = new Set()
  class Thing {
    [Symbol.dispose]() {
      disposed.set(this, (disposed.get(this) ?? 0) + 1)
      if (returned.has(this)) problems.push('a resource was disposed of after it was passed on')
    }
  }
  const isThing = (value) => value instanceof Thing
  const things = (value) => {
    if (isThing(value)) returned.add(value)
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) Object.values(value).forEach(things)
  }
  let last
  let faulty = false
  const give = () => {
    const value = [makeValue(random, type, () => new Thing()), 7n]
    last = value
    if (fault === undefined || random.chance(0.5)) return value
    faulty = true
    if (fault === 'throw') throw mine
    if (fault === 'fake trap') throw new WebAssembly.RuntimeError('of the caller')
    if (fault === 'wrong') return spoil(random, value, () => random.pick(WRONG))
    return {
      __proto__: Array.prototype,
      0: value[0],
      get 1() {
        throw mine
      },
    }
  }
  const verify = (types, values) => {
    types.forEach((one, index) => {
      if (one.is === 'borrow') return void (isThing(values[index]) || problems.push('a borrowed handle stands for nothing'))
      const found = misfit(one, values[index], isThing)
      if (found) problems.push(`JavaScript got ${found}`)
      things(values[index])
    })
  }
  let backs = 0
  const host = {
    Thing,
    make: give,
    back(value, ...padding) {
      verify([type], [value])
      if (padding.length !== PADDING) problems.push('parameters are missing')
      if (realloc === 'honest' && !faulty && backs++ === 0 && last && !same(last[0], value)) {
        problems.push(`a value came back changed`)
        problems.detail = [last[0], value]
      }
    },
    hostile(...values) {
      verify(params, values)
      return give()
    },
  }
  let error
  try {
    await run([], { imports: { [HOST]: host }, maxHandles: 200 })
  } catch (thrown) {
    error = thrown
  }
  for (const [, times] of disposed) if (times > 1) problems.push('a resource was disposed of twice')
  if (problems.length > 0)
    throw new Finding(problems[0], {
      cause: problems.detail && new Error(JSON.stringify(problems.detail, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))),
    })
  if (error === undefined) return fault !== undefined && faulty ? `ran (${fault})` : 'ran'
  if (error === mine) return faulty ? 'error of the caller' : 'odd'
  if (error.code === undefined) throw new Finding(`the run rejects with a raw ${error.name}: ${error.message}`, { cause: error })
  if (error.code === 'BAD_OPTION' && !faulty) throw new Finding(`a right value is refused: ${error.message}`, { cause: error })
  return error.code
}

export default {
  name: 'given',
  share: 6,
  batch: 200,
  limit: 2000,
  memory: false,
  make,
  check,
}
