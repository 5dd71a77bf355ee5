import type { Reader } from '../reader.js'
import {
  ALIAS,
  BOUND,
  CORE_SORT,
  CORE_SORTS,
  LAST_ATTRIBUTE,
  NAME,
  PRIMITIVES,
  SORTS,
  VALUE_BOUND,
  type CoreSort,
  type Sort,
} from './format.js'
import type { Alias, ExternType, SortIndex, TypeRef } from './items.js'

const hex = (byte: number): string => `0x${byte.toString(16)}`

/** Reads a number, and then as many elements with `read`. */
export function vector<T>(r: Reader, read: () => T): T[] {
  const found: T[] = []
  for (let n = r.count(); n > 0; n--) found.push(read())
  return found
}

/** Reads a byte that says whether something follows. */
export function flag(r: Reader): boolean {
  const at = r.pos
  const byte = r.u8()
  if (byte > 1) throw r.unsupported(`an unknown flag ${byte}`, at)
  return byte === 1
}

export const optional = <T>(r: Reader, read: () => T): T | undefined => (flag(r) ? read() : undefined)

/** Reads a name (`nameattributes`). Its attributes (implements, version suffix, external id) are not needed here. */
export function externName(r: Reader): string {
  const at = r.pos
  const form = r.u8()
  if (form > NAME.withAttributes) throw r.unsupported(`an unknown form of name ${hex(form)}`, at)
  const name = r.name()
  if (form === NAME.withAttributes) {
    for (let n = r.count(); n > 0; n--) {
      const attribute = r.u8()
      if (attribute > LAST_ATTRIBUTE) throw r.unsupported(`an unknown attribute ${hex(attribute)} of a name`, r.pos - 1)
      r.name()
    }
  }
  return name
}

export function coreSort(r: Reader): CoreSort {
  const at = r.pos
  const sort = CORE_SORTS.get(r.u8())
  if (sort === undefined) throw r.malformed('an unknown sort of core definitions', at)
  return sort
}

/** Reads a sort. Returns `undefined` if it is a sort of core WebAssembly, which comes next. */
function ownSort(r: Reader): Sort | undefined {
  const at = r.pos
  const byte = r.u8()
  if (byte === CORE_SORT) return undefined
  const sort = SORTS.get(byte)
  if (sort === undefined) throw r.unsupported(`an unknown sort ${hex(byte)}`, at)
  return sort
}

export function sortIndex(r: Reader): SortIndex {
  const sort = ownSort(r)
  return { sort, core: sort === undefined ? coreSort(r) : undefined, index: r.u32() }
}

/** Reads an alias. Its entry begins at `at`. */
export function alias(r: Reader, at: number): Alias {
  const sort = ownSort(r)
  const core = sort === undefined ? coreSort(r) : undefined
  const from = r.pos
  const target = r.u8()
  switch (target) {
    case ALIAS.export:
      return { at, is: 'alias', sort, core, from: 'export', instance: r.u32(), name: r.name() }
    case ALIAS.coreExport:
      return { at, is: 'alias', sort, core, from: 'core export', instance: r.u32(), name: r.name() }
    case ALIAS.outer:
      return { at, is: 'alias', sort, core, from: 'outer', levels: r.u32(), index: r.u32() }
    default:
      throw r.malformed(`an unknown alias ${hex(target)}`, from)
  }
}

/** Reads a type index or a primitive type, which is a negative number. */
export function typeRef(r: Reader): TypeRef {
  const at = r.pos
  const number = r.s33()
  if (number >= 0) return number
  const primitive = PRIMITIVES.get(number + 0x80)
  if (primitive === undefined) throw r.unsupported(`an unknown value type ${number}`, at)
  return primitive
}

/** Reads a sort, and the type that comes with it. */
export function externType(r: Reader): ExternType {
  const at = r.pos
  const byte = r.u8()
  const sort = SORTS.get(byte)
  switch (sort) {
    case 'func':
    case 'component':
    case 'instance':
      return { sort, type: r.u32() }
    case 'value': {
      const bound = r.u8()
      if (bound === VALUE_BOUND.type) return { sort, type: typeRef(r) }
      if (bound !== VALUE_BOUND.equal) throw r.unsupported(`an unknown bound ${hex(bound)} of a value`, r.pos - 1)
      r.u32()
      return { sort }
    }
    case 'type': {
      const bound = r.u8()
      if (bound === BOUND.equal) return { sort, equal: r.u32() }
      if (bound !== BOUND.subResource) throw r.unsupported(`an unknown bound ${hex(bound)} of a type`, r.pos - 1)
      return { sort, equal: undefined }
    }
    default:
      if (byte !== CORE_SORT) throw r.unsupported(`an unknown kind of import or export ${hex(byte)}`, at)
      if (coreSort(r) !== 'module') throw r.malformed('a core import that is not a module', at)
      return { sort: 'module', type: r.u32() }
  }
}
