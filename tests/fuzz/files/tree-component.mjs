// Sections of components: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
import { custom } from './tree-module.mjs'

const leb = (input) => input.leb()
const byte = (input) => input.raw()
const name = (input) => input.name()

export function componentSection(input, id, file) {
  const read = SECTIONS[id]
  return read ? read(input, file) : input.rest()
}

const vec = (of, item) => (input) => input.vec(of, item)
const seq =
  (of, ...parts) =>
  (input) =>
    input.seq(of, ...parts)

const coreSortIndex = seq('core-sort-index', byte, leb)
const sort = (input) => (input.peek() === 0 ? input.seq('sort', byte, byte) : input.raw())
const sortIndex = seq('sort-index', sort, leb)
/** The name follows a 0, a 1, or a 2, which also has the rest of its version. */
const externName = (input) => input.seq('extern-name', byte, name)
const optional = (read) => (input) => (input.peek() === 0 ? input.raw() : input.seq('some', byte, read))

const SECTIONS = {
  0: custom,
  1: (input, file) => file(input),
  2: vec('core-instances', (input) =>
    input.peek() === 0
      ? input.seq('core-instantiate', byte, leb, vec('core-arguments', seq('core-argument', name, byte, leb)))
      : input.seq('core-exports', byte, vec('core-inline', seq('core-export', name, coreSortIndex))),
  ),
  4: (input, file) => file(input),
  5: vec('instances', (input) =>
    input.peek() === 0
      ? input.seq('instantiate', byte, leb, vec('arguments', seq('argument', name, sortIndex)))
      : input.seq('instance-exports', byte, vec('inline', seq('inline-export', externName, sortIndex))),
  ),
  6: vec('aliases', alias),
  7: vec('component-types', type),
  8: vec('canons', canon),
  10: vec('component-imports', seq('component-import', externName, externDesc)),
  11: vec('component-exports', seq('component-export', externName, sortIndex, optional(externDesc))),
}

function alias(input) {
  const kind = sort(input)
  const target = input.peek()
  const rest = target === 2 ? [byte, leb, leb] : [byte, leb, name]
  return { t: 'seq', of: 'alias', children: [kind, ...rest.map((part) => part(input))] }
}

function externDesc(input) {
  const kind = input.peek()
  if (kind === 0) return input.seq('extern', byte, byte, leb)
  if (kind === 3) return input.seq('extern', byte, typeBound)
  return input.seq('extern', byte, leb)
}

const typeBound = (input) => (input.peek() === 0 ? input.seq('bound', byte, leb) : input.raw())
const label = seq('label', name)
const labelled = seq('labelled', name, leb)

const TYPES = {
  0x3f: seq('resource', byte, byte, optional(leb)),
  0x40: seq('component-func', byte, vec('parameters', labelled), (input) =>
    input.peek() === 0 ? input.seq('result', byte, leb) : input.raw(2),
  ),
  0x41: seq('component-type', byte, vec('declarations', declaration)),
  0x42: seq('instance-type', byte, vec('declarations', declaration)),
  0x72: seq('record', byte, vec('record-fields', labelled)),
  0x71: seq('variant', byte, vec('cases', seq('case', name, optional(leb), byte))),
  0x70: seq('list', byte, leb),
  0x6f: seq('tuple', byte, vec('tuple-types', leb)),
  0x6e: seq('flags', byte, vec('labels', label)),
  0x6d: seq('enum', byte, vec('labels', label)),
  0x6b: seq('option', byte, leb),
  0x6a: seq('result', byte, optional(leb), optional(leb)),
  0x69: seq('own', byte, leb),
  0x68: seq('borrow', byte, leb),
}

function type(input) {
  const read = TYPES[input.peek()]
  return read ? read(input) : input.seq('primitive', byte)
}

function declaration(input) {
  const kind = input.peek()
  if (kind === 1) return input.seq('declare-type', byte, type)
  if (kind === 2) return input.seq('declare-alias', byte, alias)
  if (kind === 3 || kind === 4) return input.seq('declare-extern', byte, externName, externDesc)
  return input.rest()
}

const options = vec('canon-options', (input) =>
  input.peek() <= 2 || input.peek() === 6 ? input.raw() : input.seq('option', byte, leb),
)

function canon(input) {
  const kind = input.peek()
  if (kind === 0) return input.seq('lift', byte, byte, leb, options, leb)
  if (kind === 1) return input.seq('lower', byte, byte, leb, options)
  return input.seq('canon', byte, leb)
}
