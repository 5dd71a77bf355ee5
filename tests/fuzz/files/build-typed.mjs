// Builds well-formed typed components from scratch. Their names and docs go into JavaScript and TypeScript.
import { body, bytesOf, customs, functype, MODULE, name, section, utf8, vec } from './build.mjs'
import { leb } from './encode.mjs'
import { hostileText } from './names.mjs'

const COMPONENT = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0)

/** Value types that need no memory, and how they are passed if not as an i32. */
const PRIMITIVES = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x7a, 0x79, 0x78, 0x77, 0x76, 0x75, 0x74]
const FLAT = { 0x78: 0x7e, 0x77: 0x7e, 0x76: 0x7d, 0x75: 0x7c }

const WORDS = [
  ...['a', 'b', 'foo-bar', 'foobar', 'then', 'default', 'constructor', 'proto', 'x1', 'class', 'await', 'memory', 'set-up'],
  ...['setup', 'new', 'F-OO', 'enum', 'arguments', 'prototype', 'to-string', 'value-of', 'get-x', 'option', 'result', 'list'],
  ...[
    'instantiate',
    'export0',
    'run',
    'length',
    'name',
    'call',
    'tag',
    'val',
    'eval',
    'function',
    'exports',
    'instance',
    'error',
  ],
]

/** Labels that WIT mostly considers distinct. */
function labels(random, count) {
  const found = new Map()
  for (let at = 0; at < count; at++) {
    const label = random.pick(WORDS) + (random.chance(0.2) ? `-${random.pick(WORDS)}` : '')
    found.set(random.chance(0.9) ? label.toLowerCase().replaceAll('-', '') : label, label)
  }
  return [...found.values()]
}

/** An enum, or flags. */
const definedType = (random) =>
  bytesOf(random.pick([0x6d, 0x6e]), vec(labels(random, random.between(1, 5)).map((label) => name(label))))

function valueType(random, types) {
  if (random.chance(0.4) && types.length > 0) return { type: random.below(types.length), flat: 0x7f }
  const primitive = random.pick(PRIMITIVES)
  return { primitive, flat: FLAT[primitive] ?? 0x7f }
}

/** A function type whose defined types begin at index `base`. */
const typeOf = ({ params, result }, base) => {
  const valtype = ({ primitive, type }) => (primitive === undefined ? leb(base + type) : Uint8Array.of(primitive))
  const all = vec(params.map((one) => bytesOf(name(one.label), valtype(one))))
  return bytesOf(0x40, all, ...(result ? [0, valtype(result)] : [1, 0]))
}

/** A typed component: functions over primitives or, in an interface, also over its own types. */
export function buildTyped(random) {
  const word = () => random.pick(WORDS).toLowerCase()
  const face = random.chance(0.6) ? `${random.chance(0.4) ? 'root:component' : `${word()}:${word()}`}/${word()}` : undefined
  const types =
    face === undefined ? [] : labels(random, random.below(4)).map((label) => ({ label: `t-${label}`, type: definedType(random) }))
  const functions = labels(random, random.between(1, 6)).map((label) => {
    const params = labels(random, random.below(4)).map((param) => ({ label: param, ...valueType(random, types) }))
    return { label, params, result: random.chance(0.7) ? valueType(random, types) : undefined }
  })
  return bytesOf(
    COMPONENT,
    section(1, coreModule(random, functions)),
    section(2, vec([bytesOf(0, 0, vec([]))])),
    section(6, vec(functions.map((_, at) => bytesOf(0, 0, 1, 0, name(`c${at}`))))),
    section(7, vec([...types.map(({ type }) => type), ...functions.map((one) => typeOf(one, 0))])),
    section(8, vec(functions.map((_, at) => bytesOf(0, 0, leb(at), vec([]), leb(types.length + at))))),
    ...(face === undefined
      ? [section(11, vec(functions.map(({ label }, at) => bytesOf(0, name(label), 1, leb(at), 0))))]
      : interfaceSections(face, types, functions)),
    ...(random.chance(0.4) ? [docs(random, face, functions, types)] : []),
    ...customs(random),
  )
}

function coreModule(random, functions) {
  const types = functions.map(({ params, result }) => [params.map(({ flat }) => flat), result ? [result.flat] : []])
  return bytesOf(
    MODULE,
    section(1, vec(types.map(([params, results]) => functype(params, results)))),
    section(3, vec(types.map((_, at) => leb(at)))),
    section(7, vec(types.map((_, at) => bytesOf(name(`c${at}`), 0, leb(at))))),
    section(10, vec(types.map(([, results]) => body(random, results)))),
  )
}

/** An interface is the instance of a component that gives names to types and functions, as in wit-component's output. */
function interfaceSections(face, types, functions) {
  const [count, total] = [types.length, functions.length]
  const imported = [
    ...types.map((_, at) => bytesOf(0, name(`import-type-${at}`), 3, 0, leb(at))),
    ...functions.map((_, at) => bytesOf(0, name(`import-func-${at}`), 1, leb(2 * count + at))),
  ]
  const exported = [
    ...types.map(({ label }, at) => bytesOf(0, name(label), 3, leb(at), 0)),
    ...functions.map(({ label }, at) => bytesOf(0, name(label), 1, leb(at), 1, 1, leb(3 * count + total + at))),
  ]
  const inner = bytesOf(
    COMPONENT,
    section(7, vec(types.map(({ type }) => type))),
    section(10, vec(imported.slice(0, count))),
    section(7, vec(functions.map((one) => typeOf(one, count)))),
    section(10, vec(imported.slice(count))),
    section(11, vec(exported.slice(0, count))),
    section(7, vec(functions.map((one) => typeOf(one, 2 * count + total)))),
    section(11, vec(exported.slice(count))),
  )
  const given = [
    ...types.map((_, at) => bytesOf(name(`import-type-${at}`), 3, leb(at))),
    ...functions.map((_, at) => bytesOf(name(`import-func-${at}`), 1, leb(at))),
  ]
  return [section(4, inner), section(5, vec([bytesOf(0, 0, vec(given))])), section(11, vec([bytesOf(0, name(face), 5, 0, 0)]))]
}

/** Doc comments as wit-component writes them. jco puts them into declarations. */
function docs(random, face, functions, types) {
  const text = () => ({ docs: `${hostileText(random)} ${hostileText(random)}` })
  const all = (named) => Object.fromEntries(named.map(({ label }) => [label, text()]))
  const [scope, short] = face?.split('/') ?? []
  const root = { ...text(), ...(face === undefined && { func_exports: all(functions) }) }
  const interfaces = scope === 'root:component' ? { [short]: { ...text(), funcs: all(functions), types: all(types) } } : {}
  return section(0, name('package-docs'), 1, utf8(JSON.stringify({ ...text(), worlds: { root }, interfaces })))
}
