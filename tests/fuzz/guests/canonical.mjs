// How values cross the canonical ABI: the core signature of each function, and the meaning of its core parameters.
// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md

const NARROW = { bool: 1, u8: 1, u32: 4, u64: 8 }

/** `named` returns the type that a name stands for, or undefined if it is a resource. */
const resolve = (type, named) => (type.of.length === 0 && named.has(type.kind) ? named.get(type.kind) : type)

const join = (a, b) => (a === b ? a : 'i64')

/** The flat core types, each with its role: `{ type, role, kind }`. */
export const flatten = (given, named) => {
  const type = resolve(given, named)
  const { kind, of } = type
  const one = (core, role = kind) => [{ type: core, role, kind: of[0]?.kind }]
  const all = (types) => types.flatMap((each) => (each ? flatten(each, named) : []))
  switch (kind) {
    case '_':
      return []
    case 'u64':
      return one('i64')
    case 'string':
      return [...one('i32', 'pointer'), ...one('i32', 'length')]
    case 'list':
      return [{ type: 'i32', role: 'pointer', kind: of[0].kind, element: of[0] }, ...one('i32', 'length')]
    case 'record':
    case 'tuple':
      return all(of)
    case 'variant':
    case 'option':
    case 'result': {
      const payload = []
      for (const each of of) {
        all([each]).forEach((core, index) => {
          payload[index] = payload[index] ? { ...core, type: join(payload[index].type, core.type) } : core
        })
      }
      return [...one('i32', 'discriminant'), ...payload]
    }
    default:
      return one('i32')
  }
}

const up = (at, align) => Math.ceil(at / align) * align

/**
 * The layout in memory: `{ size, align, handles }`. `handles` has the places of possible handles as `[offset, resource]`, except
 * for those in lists.
 */
export const layout = (given, named) => {
  const type = resolve(given, named)
  const { kind, of } = type
  const word = { size: 4, align: 4, handles: [] }
  if (kind === '_') return { size: 0, align: 1, handles: [] }
  if (kind === 'own') return { ...word, handles: [[0, of[0].kind]] }
  if (kind === 'string' || kind === 'list') return { ...word, size: 8 }
  if (kind === 'borrow') return word
  if (kind in NARROW) return { size: NARROW[kind], align: NARROW[kind], handles: [] }
  if (kind === 'enum' || kind === 'flags') return { size: 1, align: 1, handles: [] }
  const parts = of.map((each) => (each ? layout(each, named) : { size: 0, align: 1, handles: [] }))
  const align = Math.max(1, ...parts.map((part) => part.align))
  if (kind === 'record' || kind === 'tuple') {
    let at = 0
    const handles = parts.flatMap((part) => {
      const start = up(at, part.align)
      at = start + part.size
      return part.handles.map(([offset, resource]) => [start + offset, resource])
    })
    return { size: up(at, align), align, handles }
  }
  const payload = up(1, align)
  const handles = parts.flatMap((part) => part.handles.map(([offset, resource]) => [payload + offset, resource]))
  return { size: up(payload + Math.max(...parts.map((part) => part.size)), align), align, handles }
}

/** The result of `canon lower`: `{ params: [{ type, role }], results, out }`. More than one flat result goes to memory. */
export const lowered = ({ params, result }, named) => {
  const flat = params.flatMap(([, type]) => flatten(type, named))
  const results = result ? flatten(result, named) : []
  if (results.length <= 1) {
    const resource = result?.kind === 'own' ? result.of[0].kind : undefined
    return { params: flat, results: results.map(({ type }) => type), resource, out: undefined }
  }
  const out = layout(result, named)
  return { params: [...flat, { type: 'i32', role: 'out' }], results: [], resource: undefined, out }
}
