/** A small encoder, independent of the one in src. The reader under test must understand what it writes. */

export type Part = number | readonly Part[] | Uint8Array | string

/** Numbers are bytes, strings are names (length-prefixed UTF-8), arrays are concatenated. */
export function bytes(...parts: Part[]): Uint8Array {
  return Uint8Array.from(flat(parts))
}

function flat(part: Part): number[] {
  if (typeof part === 'number') return [part]
  if (typeof part === 'string') return flat([uleb(new TextEncoder().encode(part).length), [...new TextEncoder().encode(part)]])
  return part instanceof Uint8Array ? [...part] : part.flatMap(flat)
}

export function uleb(value: number | bigint): number[] {
  const out: number[] = []
  let rest = BigInt(value)
  do {
    const byte = Number(rest & 0x7fn)
    rest >>= 7n
    out.push(rest === 0n ? byte : byte | 0x80)
  } while (rest !== 0n)
  return out
}

export function sleb(value: number | bigint): number[] {
  const out: number[] = []
  let rest = BigInt(value)
  for (;;) {
    const byte = Number(rest & 0x7fn)
    rest >>= 7n
    const last = (rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40)
    out.push(last ? byte : byte | 0x80)
    if (last) return out
  }
}

export const vec = (items: readonly Part[]): Part => [uleb(items.length), items]

export const section = (id: number, ...content: Part[]): Part => {
  const body = flat(content)
  return [id, uleb(body.length), body]
}

export const custom = (name: string, ...payload: Part[]): Part => section(0, name, payload)

const MAGIC = [0x00, 0x61, 0x73, 0x6d]
export const module = (...sections: Part[]): Uint8Array => bytes(MAGIC, [1, 0, 0, 0], sections)
export const component = (...sections: Part[]): Uint8Array => bytes(MAGIC, [0x0d, 0, 1, 0], sections)

export const I32 = 0x7f
export const I64 = 0x7e
export const F32 = 0x7d
export const F64 = 0x7c
export const V128 = 0x7b
export const FUNCREF = 0x70
export const EXTERNREF = 0x6f

export const func = (params: readonly Part[] = [], results: readonly Part[] = []): Part => [0x60, vec(params), vec(results)]
export const types = (...entries: Part[]): Part => section(1, vec(entries))
export const imports = (...entries: Part[]): Part => section(2, vec(entries))
export const importFunc = (from: string, name: string, type: number): Part => [from, name, 0, uleb(type)]
export const exports = (...entries: Part[]): Part => section(7, vec(entries))
export const exportOf = (name: string, kind: number, index: number): Part => [name, kind, uleb(index)]
export const memory = (...limits: Part[]): Part => section(5, vec([limits]))

/** The function and code sections for functions of the given types. Each body is `unreachable`. */
export const functions = (...typeIndices: number[]): { declared: Part; code: Part } => ({
  declared: section(3, vec(typeIndices.map((index) => uleb(index)))),
  code: section(10, vec(typeIndices.map(() => [3, 0, 0x00, 0x0b]))),
})

interface Program {
  types?: readonly Part[]
  imports?: readonly Part[]
  /** The type indices of the defined functions. */
  functions?: readonly number[]
  /** The limits of each memory. Default: one memory of one page. */
  memories?: readonly Part[]
  exports?: readonly Part[]
  start?: number
  customs?: readonly Part[]
}

/** Assembles a module from its parts, in the right order. Sections without entries are left out. */
export function program(parts: Program): Uint8Array {
  const { declared, code } = functions(...(parts.functions ?? []))
  const memories = parts.memories ?? [[0, 1]]
  const some = (list: readonly unknown[] | undefined, part: Part): Part => (list?.length ? part : [])
  return module(
    some(parts.types, types(...(parts.types ?? []))),
    some(parts.imports, imports(...(parts.imports ?? []))),
    some(parts.functions, declared),
    some(memories, section(5, vec(memories))),
    some(parts.exports, exports(...(parts.exports ?? []))),
    parts.start === undefined ? [] : section(8, uleb(parts.start)),
    some(parts.functions, code),
    parts.customs ?? [],
  )
}
