// What callers give as `imports` that is nothing of the kind: for a preview1 program, and for a component with resources.
import { implement, parse } from '../../../fixtures/components.mjs'

import { Finding } from '../frame/finding.mjs'
import { prepare } from './program.mjs'

const PROGRAM = `(module
  (import "env" "code" (func $code (param i32) (result i32)))
  (import "env" "two" (func $two (result i64 f32)))
  (import "env" "none" (func $none))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $code (i32.const 1))) (call $two) drop drop (call $none)))`

const WIT = `package a:b;
  interface host {
    flags marks { first, second }
    record item { name: string, size: option<u8> }
    resource thing { constructor(size: u32); size: func() -> u32; make: static func() -> thing; }
    text: func() -> string;
    all: func() -> list<item>;
    find: func(name: string) -> result<thing, item>;
    mark: func() -> marks;
  }
  world w { import host; import now: func() -> u64; export wasi:cli/run@0.2.0; }
  package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`
const COMPONENT = `(module
  (import "a:b/host" "[constructor]thing" (func $new (param i32) (result i32)))
  (import "a:b/host" "[method]thing.size" (func $size (param i32) (result i32)))
  (import "a:b/host" "[static]thing.make" (func $make (result i32)))
  (import "a:b/host" "[resource-drop]thing" (func $drop (param i32)))
  (import "a:b/host" "text" (func $text (param i32)))
  (import "a:b/host" "all" (func $all (param i32)))
  (import "a:b/host" "find" (func $find (param i32 i32 i32)))
  (import "a:b/host" "mark" (func $mark (result i32)))
  (import "$root" "now" (func $now (result i64)))
  (memory (export "memory") 16) (global $end (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $end) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
    (global.set $end (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (func (export "wasi:cli/run@0.2.0#run") (result i32)
    (drop (call $now)) (drop (call $mark)) (call $text (i32.const 64)) (call $all (i32.const 64))
    (drop (call $size (call $new (i32.const 5))))
    (call $drop (call $make))
    (call $find (i32.const 0) (i32.const 1) (i32.const 64))
    (i32.const 0)))`

const mine = new Error('of the caller')
const raise = () => {
  throw mine
}

/** Values of all kinds. Code in them does nothing but throw `mine`. */
const LEAVES = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => 1.5,
  () => 1n,
  () => -1n,
  () => '',
  () => 'text',
  () => '\ud800',
  () => true,
  () => Symbol('x'),
  () => [],
  () => ({}),
  () => Object.create(null),
  () => new Map(),
  () => new Set(['x']),
  () => new Date(0),
  () => /x/,
  () => new Uint8Array(3),
  () => new Float64Array([1.5]),
  () => Promise.resolve({}),
  () => new Proxy({}, { get: raise }),
  () => new Proxy({}, { has: raise, ownKeys: raise, getOwnPropertyDescriptor: raise }),
  () => new Proxy(() => 1, { apply: raise }),
  () => ({ [Symbol.iterator]: raise }),
  () => ({ [Symbol.toPrimitive]: raise }),
  () => ({ tag: 'ok' }),
  () => ({ name: 'x' }),
  () => ({ first: true, second: 3 }),
  () => raise,
  () => () => 1,
  () => Object.freeze([1n, 2]),
]

const NAMES = [
  'code',
  'two',
  'none',
  'text',
  'all',
  'find',
  'mark',
  'Thing',
  'default',
  'then',
  'toString',
  '__proto__',
  'constructor',
]

/** A value, most often an object that has some of the functions, and functions that return values. */
const oddValue = (random, depth = 3) => {
  const inner = () => oddValue(random, depth - 1)
  if (depth === 0) return random.pick(LEAVES)()
  return random.weighted([
    [2, () => random.pick(LEAVES)()],
    [2, () => givenBack(inner())],
    [1, () => Array.from({ length: random.below(4) }, inner)],
    [1, () => withGetter(random.pick(NAMES), inner)],
    [4, () => filled(random, {}, inner)],
    [1, () => filled(random, Object.create(null), inner)],
  ])()
}

const givenBack = (value) => () => value
const withGetter = (name, get) => Object.defineProperty({}, name, { enumerable: true, get })
const filled = (random, object, make) => {
  for (const name of NAMES) {
    if (random.chance(0.6)) Object.defineProperty(object, name, { enumerable: true, configurable: true, value: make() })
  }
  return object
}

/** Right functions, some of which are replaced. */
const mostlyRight = (random, right) => {
  const object = Object.fromEntries(Object.entries(right))
  for (const name of Object.keys(right)) {
    if (!random.chance(0.2)) continue
    const odd = oddValue(random, random.below(3))
    object[name] = random.chance(0.9) ? () => odd : odd
  }
  return random.chance(0.1) ? () => object : object
}

class Thing {
  size() {
    return 1
  }
  static make() {
    return new Thing()
  }
}
const ENV = { code: () => 1, two: () => [1n, 2], none() {} }
const HOST = {
  Thing,
  text: () => 'text',
  all: () => [{ name: 'x', size: 1 }],
  find: () => new Thing(),
  mark: () => ({ first: true }),
}

const make = (random) => ({ random, kind: random.pick(['program', 'component']), note: '' })

const check = async ({ random, kind }, context) => {
  const value = () => (random.chance(0.6) ? mostlyRight(random, kind === 'program' ? ENV : HOST) : oddValue(random))
  const now = () => (random.chance(0.7) ? () => 1n : oddValue(random))
  const all = kind === 'program' ? { env: value() } : { 'a:b/host': value(), now: now() }
  const imports = random.chance(0.05) ? oddValue(random) : all
  try {
    await context[kind]([], { imports })
    return 'ran'
  } catch (error) {
    if (error === mine) return 'error of the caller'
    if (typeof error?.code !== 'string' || error.code === 'TRAP') {
      throw new Finding(`the run rejects with a raw ${error?.name ?? typeof error}: ${error?.message}`, { cause: error })
    }
    return error.code
  }
}

async function open() {
  const program = await parse(PROGRAM)
  const component = await implement('w', WIT, COMPONENT)
  return {
    program: await (await prepare(program, { imports: { env: true } }))(program),
    component: await (await prepare(component, { imports: { 'a:b/host': true, now: true } }))(component),
  }
}

export default { name: 'odd', share: 10, batch: 1000, limit: 2000, memory: false, open, make, check }
