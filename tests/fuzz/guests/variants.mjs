// Components around the interpreter. Number 0 correctly imports all of WASI 0.2, and every other one has a fault.
import { Random } from '../frame/random.mjs'
import { lowered } from './canonical.mjs'
import { ComponentBuilder } from './component.mjs'
import { HANDLERS, interpreter } from './interpreter.mjs'
import { memoryModule } from './memory.mjs'
import { AT } from './records.mjs'
import { interfaces, parseType } from './wit.mjs'

/** The blocks of a script, by their first records. */
export const BLOCKS = { main: 0, second: 22, third: 43, realloc: 64, post: 80, release: 85 }

const MEMBERS = [
  'keys',
  'getPrototypeOf',
  'getOwnPropertyNames',
  'assign',
  'freeze',
  'create',
  'entries',
  'is',
  'name',
  'length',
  'call',
  'apply',
  'bind',
]
const INHERITED = [
  'constructor',
  '__proto__',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupGetter__',
  'then',
  'prototype',
]
/** Names that a host may use for itself. */
const PRIVATE = ['preopen', 'directory', 'file', 'timer', 'stdin']
const ALIEN = [
  'descriptor',
  'pollable',
  'input-stream',
  'output-stream',
  'error',
  'directory-entry-stream',
  'terminal-input',
  'socket',
]

const ODDITIES = {
  /** A resource that the interface does not have. */
  resource(made, random) {
    const face = random.pick(made.faces)
    const label = random.pick(random.pick(made.kind === 'command' ? [PRIVATE, PRIVATE, ALIEN, INHERITED] : [PRIVATE, ALIEN]))
    if (face.resources.includes(label) || face.uses.some(([, used]) => used === label)) return
    face.resources.push(label)
    made.drops.push([face.face, label, true])
  },
  /** An interface or a function with the name of a property that every object has. */
  inherited(made, random) {
    const own = random.chance(0.6)
    const name = random.pick(own ? MEMBERS : INHERITED)
    let face = own ? undefined : random.pick(made.faces)
    if (own) {
      const label = random.pick(INHERITED)
      face = made.faces.find((one) => one.face === label)
      if (!face) made.faces.push((face = { face: label, bare: true, uses: [], resources: [], types: [], functions: [] }))
    }
    if (face.functions.some((one) => one.name === name)) return
    face.functions.push({ name, params: [], result: parseType('u32'), odd: signature(random) })
  },
  /** A core import that no argument gives. */
  missing(made, random) {
    made.missing.push({
      module: random.pick(INHERITED),
      name: random.pick(random.pick([MEMBERS, INHERITED])),
      ...signature(random),
    })
  },
  /** A function of WASI, imported with a wrong signature. */
  signature(made, random) {
    const face = random.pick(made.faces.filter(({ functions }) => functions.length > 0))
    const one = random.pick(face.functions)
    if (!one.odd) one.odd = signature(random)
  },
  /** Functions lowered without memory, or without an allocator. */
  options(made, random) {
    made.without = random.pick(['memory', 'realloc'])
  },
  unknown(made, random) {
    const face = random.pick(made.faces)
    const name = random.pick([
      '[method]descriptor.escape',
      '[static]descriptor.open',
      '[constructor]descriptor',
      'fork',
      '[resource-drop]descriptor',
    ])
    face.functions.push({ name, params: [], result: parseType('u32') })
  },
  /** A wrong result of `run`, which has two cases. */
  answer(made, random) {
    made.answer = random.pick([1, 2, 255, 256, 300, 65536, -1])
  },
  version(made, random) {
    made.version = random.pick(['0.2.0', '0.2.12', '0.2.99'])
  },
}

const signature = (random) => ({
  params: Array.from({ length: random.between(0, 3) }, () => random.pick(['i32', 'externref', 'externref', 'i64'])),
  results: random.pick([[], ['i32'], ['externref'], ['externref']]),
})

const sameSignature = (odd, { params, results }) =>
  odd.params.join() === params.map(({ type }) => type).join() && odd.results.join() === results.join()

/** JavaScript glue needs names that are valid in WIT. */
const SPEAKABLE = ['resource', 'resource', 'version', 'missing']

/**
 * Makes variant `number` of a `command` or a `library`: `{ bytes, scriptAt, poolAt, calls }`. `calls` are the calls that its
 * script can make, by number: `{ name, face, params, results, resource, out, odd?, drops? }`.
 */
export const makeVariant = (number, kind) => {
  const random = new Random(`variant:${kind}:${number}`)
  const made = { kind, faces: interfaces(), drops: [], missing: [], version: '0.2.6', without: undefined, answer: 0 }
  const handlers = HANDLERS.length > 0 && kind === 'command' ? random.pick(HANDLERS) : undefined
  if (number > 0) {
    const wanted = kind === 'command' ? ['resource', 'resource', 'resource', ...Object.keys(ODDITIES)] : SPEAKABLE
    for (let left = random.between(1, 3); left > 0; left--) ODDITIES[random.pick(wanted)](made, random)
  }
  return assemble(made, kind, handlers, random)
}

function assemble({ faces, drops, missing, version, without, answer }, kind, handlers, random) {
  const component = new ComponentBuilder()
  const named = new Map()
  for (const face of faces) {
    for (const [label, type] of face.types) named.set(label, type)
    component.importInterface(face, face.bare ? '' : version)
  }
  const memory = component.instantiate(component.module(memoryModule()), [])
  const sharedMemory = component.coreExport(memory, 'memory', 'memory')
  const realloc = component.coreExport(memory, 'realloc', 'coreFunc')
  const calls = []
  const functions = []
  for (const { face, functions: all } of faces) {
    for (const { name, params, result, odd } of all) {
      const core = lowered({ params, result }, named)
      const partial = without !== undefined && random.chance(0.5)
      const index = component.lower(
        face,
        name,
        partial && without === 'memory' ? undefined : sharedMemory,
        partial ? undefined : realloc,
      )
      functions.push([String(calls.length), index])
      // Chance may choose the right signature.
      const wrong = odd !== undefined && !sameSignature(odd, core)
      const own = wrong ? { params: odd.params.map((type) => ({ type, role: 'any' })), results: odd.results } : core
      calls.push({ face, name, ...own, odd: wrong || !known(face, name) })
    }
  }
  const all = faces.flatMap(({ face, resources, uses }) => [
    ...resources.map((label) => [face, label, drops.some(([where, one]) => where === face && one === label)]),
    // These use the name that another interface has for the resource.
    ...(random.chance(0.2) ? uses.filter(([from]) => !from.endsWith('wall-clock')).map(([, label]) => [face, label, false]) : []),
  ])
  for (const [face, label, odd] of all) {
    functions.push([String(calls.length), component.drop(face, label)])
    const params = [{ type: 'i32', role: 'borrow', kind: label }]
    calls.push({ face, name: `[resource-drop]${label}`, params, results: [], drops: label, odd })
  }
  const imports = calls.map(({ params, results }, index) => ({
    module: 'h',
    name: String(index),
    params: params.map(({ type }) => type),
    results,
  }))
  for (const { module, name, params, results } of missing) {
    imports.push({ module, name, params, results })
    calls.push({ face: module, name, params: params.map((type) => ({ type, role: 'any' })), results, odd: true })
  }
  const exports =
    kind === 'command'
      ? [{ name: 'run', params: [], results: ['i32'], block: BLOCKS.main, answer }]
      : [
          { name: 'act', params: ['i32'], results: ['i32'], block: undefined, answer: AT.slots - 16 },
          { name: 'post', params: ['i32'], results: [], block: BLOCKS.post },
        ]
  const main = interpreter({ imports, shared: true, handlers, exports })
  const module = component.module(main.bytes)
  const instance = component.instantiate(module, [
    ['m', memory],
    ['h', component.bundle(functions)],
  ])
  if (kind === 'command') {
    const run = component.coreExport(instance, 'run', 'coreFunc')
    component.exportRun(component.lift(run, { params: [], result: parseType('result<_,_>') }), version)
  } else {
    const act = component.coreExport(instance, 'act', 'coreFunc')
    const post = component.coreExport(instance, 'post', 'coreFunc')
    const type = { params: [['block', parseType('u32')]], result: parseType('string') }
    component.exportFunction('act', component.lift(act, type, sharedMemory, post))
  }
  const bytes = component.build()
  const start = bytes.indexOf(main.bytes)
  return { bytes, scriptAt: start + main.scriptAt, poolAt: start + main.poolAt, calls, handlers }
}

const WASI = new Map(interfaces().map(({ face, functions }) => [face, functions.map(({ name }) => name)]))
const known = (face, name) => WASI.get(face)?.includes(name) ?? false
