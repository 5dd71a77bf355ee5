/** Nested bytes, which `flatten` turns into one array. They keep generators readable: an expression is the list of its parts. */
export type Bytes = readonly (number | Bytes)[]

const utf8 = new TextEncoder()

/** Unsigned LEB128 of a number below 2^32. */
export function leb(value: number): number[] {
  const out: number[] = []
  let rest = value >>> 0
  do {
    const low = rest & 0x7f
    rest >>>= 7
    out.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return out
}

/** Signed LEB128 of a 32-bit number: the immediate of `i32.const`, and of `i64.const` for numbers that small. */
export function signedLeb(value: number): number[] {
  const out: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    out.push(done ? low : low | 0x80)
    if (done) return out
  }
}

/** A name: length-prefixed UTF-8. */
export function name(text: string): Bytes {
  const bytes = utf8.encode(text)
  return [leb(bytes.length), [...bytes]]
}

/** A vector: length-prefixed items. */
export function vec(items: readonly Bytes[]): Bytes {
  return [leb(items.length), items]
}

export function flatten(bytes: Bytes): number[] {
  const out: number[] = []
  const walk = (part: Bytes): void => {
    for (const item of part) {
      if (typeof item === 'number') out.push(item)
      else walk(item)
    }
  }
  walk(bytes)
  return out
}

/** A section: id, size, body. */
export function section(id: number, body: Bytes): number[] {
  const flat = flatten(body)
  return [id, ...leb(flat.length), ...flat]
}

/** The head of a section whose body of `size` bytes follows separately, so that large bodies need no copy. */
export function sectionHead(id: number, size: number): Uint8Array {
  return Uint8Array.of(id, ...leb(size))
}

/** Joins parts with a single allocation. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
