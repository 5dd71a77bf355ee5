// The few encodings that modules and components consist of. It is a separate encoder, because these guests break rules that tools
// follow.

const utf8 = new TextEncoder()

/** Unsigned LEB128 of a number below 2^32. */
export const leb = (value) => {
  const out = []
  for (let rest = value >>> 0; ;) {
    const low = rest & 0x7f
    rest >>>= 7
    out.push(rest ? low | 0x80 : low)
    if (!rest) return out
  }
}

/** Signed LEB128 of a bigint. */
export const signed = (value) => {
  const out = []
  for (let rest = BigInt(value); ;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    const done = (rest === 0n && !(low & 0x40)) || (rest === -1n && (low & 0x40) !== 0)
    out.push(done ? low : low | 0x80)
    if (done) return out
  }
}

export const name = (text) => {
  const bytes = utf8.encode(text)
  return [leb(bytes.length), ...bytes]
}

export const vec = (items) => [leb(items.length), items]

/** Nested arrays of numbers as bytes. */
export const flat = (parts) => {
  const out = []
  const walk = (part) => {
    for (const item of part) {
      if (typeof item === 'number') out.push(item)
      else walk(item)
    }
  }
  walk(parts)
  return out
}

export const section = (id, body) => {
  const bytes = flat(body)
  return [id, leb(bytes.length), bytes]
}

export const MODULE = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
export const COMPONENT = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]
