// Encodes trees (tree.mjs) as bytes.

/** Unsigned LEB128. `pad` adds that many unnecessary bytes. */
export function leb(value, pad = 0) {
  const bytes = []
  let rest = BigInt(value)
  do {
    bytes.push(Number(rest & 0x7fn))
    rest >>= 7n
  } while (rest > 0n)
  for (let index = 0; index < pad; index++) bytes.push(0)
  return Uint8Array.from(bytes, (byte, index) => (index < bytes.length - 1 ? byte | 0x80 : byte))
}

export function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The bytes of a tree. Sizes and counts are right unless the node sets its own (`size`, `count`). */
export function encode(node) {
  const parts = []
  write(node, parts)
  return concat(parts)
}

function write(node, parts) {
  switch (node.t) {
    case 'raw':
      parts.push(node.bytes)
      break
    case 'leb':
      parts.push(node.bytes ?? leb(node.value, node.pad))
      break
    case 'name':
      parts.push(leb(node.size ?? node.bytes.length, node.pad), node.bytes)
      break
    case 'vec':
      parts.push(leb(node.count ?? countOf(node), node.pad))
      writeAll(node, parts)
      break
    case 'sized': {
      const content = []
      writeAll(node, content)
      const length = content.reduce((sum, part) => sum + part.length, 0)
      parts.push(leb(node.size ?? length, node.pad), ...(content.length < 1000 ? content : [concat(content)]))
      break
    }
    default:
      writeAll(node, parts)
  }
}

function writeAll(node, parts) {
  for (const child of node.children) {
    if (child.times === undefined) write(child, parts)
    else parts.push(repeated(child))
  }
}

const countOf = (node) => node.children.reduce((sum, child) => sum + (child.times ?? 1), 0)

/** A node that is repeated `times` times, with identical or with distinct names. */
function repeated({ times, named, ...node }) {
  if (named === undefined) {
    const one = encode(node)
    const all = new Uint8Array(one.length * times)
    for (let index = 0; index < times; index++) all.set(one, index * one.length)
    return all
  }
  return concat(Array.from({ length: times }, (_, index) => encode(withNames(node, (bytes) => named(bytes, index)))))
}

/** A copy of a tree whose last name is replaced. If a tree has several names, that is the one that must be unique. */
function withNames(node, rename) {
  const copy = clone(node)
  let last
  const visit = (one) => {
    if (one.t === 'name') last = one
    one.children?.forEach(visit)
  }
  visit(copy)
  if (last) last.bytes = rename(last.bytes)
  return copy
}

/** A copy of a tree that can be changed independently. Bytes are shared, because they are replaced and never written to. */
export function clone(node) {
  return node.children === undefined ? { ...node } : { ...node, children: node.children.map(clone) }
}
