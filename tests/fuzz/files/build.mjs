// Builds well-formed files from scratch that are hostile in their names, in their counts, and in the sections about their origin.
import { concat, leb } from './encode.mjs'
import { hostileName, hostileText, NAMINGS } from './names.mjs'

export const MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

export const utf8 = (text) => new TextEncoder().encode(text)
export const bytesOf = (...parts) => concat(parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part)))
export const name = (text) => {
  const bytes = typeof text === 'string' ? utf8(text) : text
  return bytesOf(leb(bytes.length), bytes)
}
export const vec = (items) => bytesOf(leb(items.length), ...items)
export const section = (id, ...content) => {
  const body = bytesOf(...content)
  return bytesOf(id, leb(body.length), body)
}

const NUMERIC = [0x7f, 0x7e, 0x7d, 0x7c]
const ODD = [0x7b, 0x70, 0x6f]

/** The preview1 functions by type. `params` and `results` are value types. */
const PREVIEW1 = [
  ['fd_write', [0x7f, 0x7f, 0x7f, 0x7f], [0x7f]],
  ['fd_read', [0x7f, 0x7f, 0x7f, 0x7f], [0x7f]],
  ['proc_exit', [0x7f], []],
  ['random_get', [0x7f, 0x7f], [0x7f]],
  ['clock_time_get', [0x7f, 0x7e, 0x7f], [0x7f]],
  ['fd_seek', [0x7f, 0x7e, 0x7f, 0x7f], [0x7f]],
  ['path_open', [0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7e, 0x7e, 0x7f, 0x7f], [0x7f]],
  ['fd_prestat_get', [0x7f, 0x7f], [0x7f]],
  ['args_sizes_get', [0x7f, 0x7f], [0x7f]],
  ['sched_yield', [], [0x7f]],
]

export const functype = (params, results) =>
  bytesOf(0x60, vec(params.map((type) => Uint8Array.of(type))), vec(results.map((type) => Uint8Array.of(type))))

const CONSTANTS = { 0x7f: [0x41, 0], 0x7e: [0x42, 0], 0x7d: [0x43, 0, 0, 0, 0], 0x7c: [0x44, 0, 0, 0, 0, 0, 0, 0, 0] }
const constant = (type) => Uint8Array.from(CONSTANTS[type] ?? [0])

/** A body that returns zeros, or traps. */
export function body(random, results) {
  const content = random.chance(0.8) ? bytesOf(0, ...results.map(constant), 0x0b) : Uint8Array.of(0, 0, 0x0b)
  return bytesOf(leb(content.length), content)
}

const producers = (random) => {
  const field = () => {
    const values = Array.from({ length: random.below(4) }, () => bytesOf(name(hostileText(random)), name(hostileText(random))))
    return bytesOf(name(random.pick(['language', 'processed-by', 'sdk', hostileText(random)])), vec(values))
  }
  return section(0, name('producers'), vec(Array.from({ length: random.below(5) }, field)))
}

const features = (random) => {
  const feature = () => bytesOf(random.pick([0x2b, 0x2d, 0x3d]), name(hostileText(random)))
  return section(0, name('target_features'), vec(Array.from({ length: random.below(5) }, feature)))
}

/** The name section, with the names of the module and of functions. */
const nameSection = (random, functions) => {
  const namings = Array.from({ length: functions }, (_, at) => bytesOf(leb(at), name(hostileName(random))))
  return section(0, name('name'), section(0, name(hostileName(random))), section(1, vec(namings)))
}

const unknown = (random) => section(0, name(hostileName(random, [], random.chance(0.95))), random.bytes(random.below(20)))

const CUSTOMS = [producers, features, unknown]
export const customs = (random) => Array.from({ length: random.below(3) }, () => random.pick(CUSTOMS)(random))

const several = (random, most) =>
  random.weighted([
    [8, random.between(0, 3)],
    [3, random.between(0, most)],
    [0.15, most * 100],
  ])

/** A command or a library that compiles and links. */
export function buildModule(random) {
  const imports = Array.from({ length: several(random, 10) }, () => random.pick(PREVIEW1))
  const command = random.chance(0.4)
  const count = several(random, 30)
  const naming = random.pick(NAMINGS)
  const sound = random.chance(0.95)
  const types = random.chance(0.8) ? NUMERIC : [...NUMERIC, ...ODD]
  const exported = Array.from({ length: count }, (_, at) => ({
    name: count > 100 ? naming(utf8('f'), at) : hostileName(random, [utf8('fooBar'), utf8('foo-bar')], sound),
    params: Array.from({ length: random.below(4) }, () => random.pick(types)),
    results: random.chance(0.7) ? [random.pick(types)] : random.chance(0.8) ? [] : [0x7f, 0x7f],
  }))
  // Names of exports must differ, or no engine accepts the module.
  const seen = new Set(['memory', '_start', '_initialize'])
  const unique = exported.filter((one) => {
    const key = Buffer.from(one.name).toString('latin1')
    return !seen.has(key) && seen.add(key)
  })
  const first = command ? ['_start'] : random.chance(0.4) ? ['_initialize'] : []
  const functions = [...first.map((entry) => ({ name: utf8(entry), params: [], results: [] })), ...unique]
  const own = [...imports.map(([, ...type]) => type), ...functions.map(({ params, results }) => [params, results])]
  const exports = functions.map((one, at) => bytesOf(name(one.name), 0, leb(imports.length + at)))
  const start = random.chance(0.1) && first.length > 0
  return bytesOf(
    MODULE,
    ...customs(random),
    section(1, vec(own.map(([params, results]) => functype(params, results)))),
    section(2, vec(imports.map(([one], at) => bytesOf(name('wasi_snapshot_preview1'), name(one), 0, leb(at))))),
    section(3, vec(functions.map((_, at) => leb(imports.length + at)))),
    section(5, vec([bytesOf(0, leb(1))])),
    section(7, vec([bytesOf(name('memory'), 2, 0), ...exports])),
    ...(start ? [section(8, leb(imports.length))] : []),
    section(10, vec(functions.map(({ results }) => body(random, results)))),
    ...(random.chance(0.3) ? [nameSection(random, own.length)] : []),
    ...customs(random),
  )
}
