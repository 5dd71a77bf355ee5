// Preview1 programs that import functions from JavaScript, and functions that do everything wrong. The program catches everything that
// can be caught.
import wabt from 'wabt'

import { Finding } from '../frame/finding.mjs'
import { prepare } from './program.mjs'
import { int32, int64 } from './values.mjs'

const TYPES = ['i32', 'i64', 'f32', 'f64']
const NAMES = [
  'f',
  'then',
  'constructor',
  '__proto__',
  'memory',
  'toString',
  'a b',
  '',
  '\u{1f600}',
  'default',
  'prototype',
  'call',
]
const MODULES = ['env', '__proto__', 'constructor', 'then', '', 'a/b', 'default', 'wasi_snapshot_preview2', 'toString']
const ACTIONS = [
  [10, 'right'],
  [2, 'wrong'],
  [1, 'throw'],
  [1, 'throw undefined'],
  [1, 'throw exception'],
  [1, 'fake trap'],
  [1, 'overflow'],
  [2, 'promise'],
  [1, 'rejection'],
  [2, 'nested'],
  [2, 'nested trap'],
  [1, 'nested exit'],
  [1, 'run'],
  [1, 'grow'],
]

const constant = (random, type) => {
  if (type === 'i32') return `(i32.const ${BigInt.asIntN(32, int32(random))})`
  if (type === 'i64') return `(i64.const ${BigInt.asIntN(64, int64(random))})`
  return `(${type}.const ${random.pick(['0', '-0', 'nan', 'inf', '1.5'])})`
}

/** A name in the text of a module. */
const quoted = (name) =>
  `"${[...new TextEncoder().encode(name)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}"`

const list = (random, most) => Array.from({ length: random.below(most + 1) }, () => random.pick(TYPES))

const make = (random) => {
  const functions = Array.from({ length: random.between(1, 4) }, () => ({
    module: random.chance(0.5) ? 'env' : random.pick(MODULES),
    name: random.pick(NAMES),
    params: list(random, 4),
    results: random.chance(0.2) ? list(random, 3) : list(random, 1),
    actions: Array.from({ length: 6 }, () => random.weighted(ACTIONS)),
  }))
  // Two imports of one name have one function, which can't suit two types.
  const distinct = [...new Map(functions.map((one) => [JSON.stringify([one.module, one.name]), one])).values()]
  const declared = distinct.map(({ module, name, params, results }, index) => {
    const type = `(param ${params.join(' ')}) (result ${results.join(' ')})`
    return `(import ${quoted(module)} ${quoted(name)} (func $f${index} ${type}))`
  })
  const calls = () =>
    Array.from({ length: random.between(1, 4) }, () => {
      const index = random.below(distinct.length)
      const { params, results } = distinct[index]
      const call = `(call $f${index} ${params.map((one) => constant(random, one)).join(' ')})${' drop'.repeat(results.length)}`
      return random.chance(0.7) ? `(try (do ${call}) (catch_all (call $caught)))` : call
    }).join('\n')
  const kind = random.chance(0.7) ? 'command' : 'library'
  const text = `(module
    ${declared.join('\n')}
    (import "harness" "caught" (func $caught))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "nested") ${calls()})
    (func (export "nested trap") ${random.pick(['unreachable', '(drop (i32.load (i32.const -1)))', '(drop (i32.div_s (i32.const 1) (i32.const 0)))'])})
    (func (export "nested exit") (call $exit (i32.const ${random.between(0, 255)})))
    (func (export "${kind === 'command' ? '_start' : 'go'}") ${calls()}))`
  const how = random.pick(['object', 'factory', 'proxy', 'getters'])
  const swallows = random.chance(0.5)
  return { text, functions: distinct, kind, how, swallows, sync: random.chance(0.3), random, note: `${kind} ${how}` }
}

const right = (type) => (type === 'i64' ? -1n : 1)
const WRONG = [
  1n,
  'x',
  null,
  undefined,
  {},
  [],
  Symbol('x'),
  () => 1,
  Number.NaN,
  new Date(0),
  { [Symbol.toPrimitive]: () => 1 },
  [1, 2],
  [1n, 2n],
  2n ** 70n,
]

/** The functions, and what they did. */
const implement = ({ functions, how, swallows, random }, mine, run) => {
  const seen = { thrown: [], problems: [], ended: false, guest: undefined }
  let depth = 0
  const act = (action, guest, { results }) => {
    const values = results.map(right)
    const value = values.length > 1 ? values : values[0]
    const raise = (error) => {
      seen.ended = true
      seen.thrown.push(error)
      throw error
    }
    switch (action) {
      case 'wrong':
        return random.pick(WRONG)
      case 'throw':
        return raise(mine)
      case 'throw undefined':
        return raise(undefined)
      case 'throw exception':
        return raise(new WebAssembly.Exception(new WebAssembly.Tag({ parameters: [] }), []))
      case 'fake trap':
        throw new WebAssembly.RuntimeError('of the caller')
      case 'overflow': {
        const again = () => again() + 1
        return again()
      }
      case 'promise':
        return Promise.resolve(value)
      case 'rejection':
        return Promise.reject(mine)
      case 'grow':
        guest?.memory.grow(1)
        return value
      case 'run':
        if (run.sync) void run.load().then(() => {})
        return value
      case 'nested':
      case 'nested trap':
      case 'nested exit': {
        if (!guest || depth > 3) return value
        depth++
        try {
          guest.exports[action]()
        } catch (error) {
          if (!swallows) throw error
        } finally {
          depth--
        }
        return value
      }
      default:
        return value
    }
  }
  const modules = new Map()
  for (const one of functions) {
    const all = modules.get(one.module) ?? []
    modules.set(one.module, [...all, one])
  }
  const made = (all, guest) => {
    const object = Object.create(null)
    for (const one of all) {
      let calls = 0
      const code = (...args) => {
        if (seen.ended && depth === 0) seen.problems.push('the guest goes on after its end')
        if (args.length !== one.params.length) seen.problems.push('a function got another number of parameters')
        one.params.forEach((type, index) => {
          if (typeof args[index] !== (type === 'i64' ? 'bigint' : 'number')) seen.problems.push('a parameter has another type')
        })
        return act(one.actions[calls++] ?? 'right', guest, one)
      }
      const property = how === 'getters' ? { get: () => code } : { value: code }
      Object.defineProperty(object, one.name, { enumerable: true, configurable: true, ...property })
    }
    return how === 'proxy' ? new Proxy(object, { get: (target, key) => Reflect.get(target, key), has: () => true }) : object
  }
  const entries = [...modules].map(([module, all]) => [
    module,
    how === 'factory' ? (guest) => made(all, (seen.guest = guest)) : made(all),
  ])
  const caught = () => seen.problems.push('the guest caught what an imported function did')
  const imports = Object.fromEntries([...entries, ['harness', { caught }]])
  return { imports, seen }
}

/** The exports of a program can't be called after its run. They do not exist if it never began. */
const checkEnded = (guest) => {
  let code
  try {
    guest?.exports.nested()
    code = guest ? 'none' : 'ENDED'
  } catch (error) {
    code = error.code
  }
  if (code !== 'ENDED' && code !== 'UNSUPPORTED_MODE') throw new Finding('an export can be called after the run')
}

let tools

const check = async (input) => {
  tools ??= await wabt()
  const module = tools.parseWat('guest.wat', input.text, { exceptions: true, multi_value: true })
  const bytes = module.toBinary({}).buffer.slice()
  module.destroy()
  const names = ['harness', ...input.functions.map(({ module: name }) => name)]
  const given = Object.fromEntries(names.map((name) => [name, true]))
  const start = await (await prepare(bytes, { imports: given }))(bytes)
  const mine = new Error('of the caller')
  const { imports, seen } = implement(input, mine, start)
  let error
  let failed = false
  try {
    if (input.kind === 'library') {
      const lib = await start({ imports })
      lib.go()
      lib.go()
    } else if (input.sync) {
      await start.load()
      start.sync([], { imports })
    } else await start([], { imports })
  } catch (thrown) {
    error = thrown
    failed = true
  }
  if (seen.problems.length > 0) throw new Finding(seen.problems[0])
  if (input.kind === 'command') checkEnded(seen.guest)
  if (!failed) {
    if (seen.thrown.length > 0 && !input.swallows) throw new Finding('an error of the caller is lost')
    return 'ran'
  }
  if (error === mine || error === undefined || seen.thrown.includes(error)) return 'error of the caller'
  if (error instanceof RangeError && /call stack/.test(error.message)) return 'overflow'
  if (error.code === undefined || error.code === 'MISSING_IMPORT')
    throw new Finding(`it rejects with a raw ${error.name}: ${error.message}`, { cause: error })
  return error.code
}

export default { name: 'imports', share: 20, batch: 500, limit: 2000, memory: false, make, check }
