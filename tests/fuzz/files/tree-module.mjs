// Sections of core modules: https://webassembly.github.io/spec/core/binary/modules.html#sections
const leb = (input) => input.leb()
const byte = (input) => input.raw()
const name = (input) => input.name()

export function moduleSection(input, id, file) {
  const read = SECTIONS[id]
  return read ? read(input, file) : input.rest()
}

const SECTIONS = {
  0: custom,
  1: (input) => input.vec('types', type),
  2: (input) => input.vec('imports', (entry) => entry.seq('import', name, name, externType)),
  3: (input) => input.vec('functions', leb),
  4: (input) => input.vec('tables', (entry) => entry.seq('table', byte, limits)),
  5: (input) => input.vec('memories', limits),
  7: (input) => input.vec('exports', (entry) => entry.seq('export', name, byte, leb)),
  8: leb,
  10: (input) => input.vec('code', (entry) => entry.sized('body', (body) => body.rest())),
  12: leb,
}

/** A function type. Among the types of the GC proposal, only structs, recursion groups and subtypes are read. */
function type(input) {
  const form = input.peek()
  if (form === 0x4e) return input.seq('rec', byte, (entry) => entry.vec('types', type))
  if (form === 0x50 || form === 0x4f) return input.seq('sub', byte, (entry) => entry.vec('supertypes', leb), type)
  if (form === 0x5f) return input.seq('struct', byte, (entry) => entry.vec('fields', (field) => field.seq('field', byte, byte)))
  const values = (entry) => entry.vec('valtypes', byte)
  return input.seq('functype', byte, values, values)
}

export function limits(input) {
  const flags = input.peek()
  return input.seq('limits', byte, leb, ...(flags & 1 ? [leb] : []))
}

function externType(input) {
  const kind = input.peek()
  if (kind === 0) return input.seq('func', byte, leb)
  if (kind === 1) return input.seq('table', byte, byte, limits)
  if (kind === 2) return input.seq('memory', byte, limits)
  if (kind === 3) return input.seq('global', byte, byte, byte)
  return input.seq('tag', byte, byte, leb)
}

/** The name, and the contents of sections in a known format: https://github.com/WebAssembly/tool-conventions */
export function custom(input, file) {
  const title = input.name()
  const text = new TextDecoder().decode(title.bytes)
  const read = text.startsWith('component-type') ? file : (CUSTOM.get(text) ?? ((entry) => entry.rest()))
  const at = input.pos
  try {
    const content = read(input)
    if (input.done) return { t: 'seq', of: 'custom', name: text, children: [title, content] }
  } catch {
    // The section is malformed, which occurs in fixtures too.
  }
  input.pos = at
  return { t: 'seq', of: 'custom', name: text, children: [title, input.rest()] }
}

// An object's keys would not do, because sections may be called `constructor`.
const CUSTOM = new Map(
  Object.entries({
    name: subsections,
    'component-name': subsections,
    producers: (input) =>
      input.vec('fields', (field) =>
        field.seq('field', name, (entry) => entry.vec('tools', (tool) => tool.seq('tool', name, name))),
      ),
    target_features: (input) => input.vec('features', (feature) => feature.seq('feature', byte, name)),
  }),
)

function subsections(input) {
  const children = []
  while (!input.done) {
    const named = (body) => body.vec('names', (entry) => entry.seq('naming', leb, name))
    const content = (body) => (children.length === 0 && body.bytes[body.pos] > 0x20 ? body.name() : named(body))
    children.push(input.seq('subsection', byte, (entry) => entry.sized('subsection', content)))
  }
  return { t: 'seq', of: 'sections', children }
}
