import { UnwasiError } from '../errors.js'
import type { Reader } from './reader.js'

// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions
// All that is asked here is whether an imported instance has anything but types. An interface that another one only takes types
// from is imported as well, and nobody has to provide it.

/**
 * Of each type in a type section whether it is that of an instance that has types only. Where a type is not understood, it and those
 * after it count as none.
 */
export function readTypes(r: Reader): boolean[] {
  const count = r.count()
  const found: boolean[] = []
  try {
    while (found.length < count) found.push(hasTypesOnly(r))
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
  }
  return Array.from({ length: count }, (_, index) => found[index] ?? false)
}

/** Reads an alias; says whether it adds a type. */
export function readAlias(r: Reader): boolean {
  const sort = r.u8()
  if (sort === 0) r.u8()
  const target = r.u8()
  r.u32()
  if (target === 0x02) r.u32()
  else if (target <= 0x01) r.name()
  else throw r.malformed(`an unknown alias 0x${target.toString(16)}`, r.pos - 1)
  return sort === 0x03
}

const each = (r: Reader, read: () => void): void => {
  for (let n = r.count(); n > 0; n--) read()
}
const optional = (r: Reader, read: () => void): void => {
  if (r.u8() === 1) read()
}

function hasTypesOnly(r: Reader): boolean {
  const form = r.u8()
  if (form === 0x42) return isOfTypesOnly(r)
  if (form === 0x41) isOfTypesOnly(r)
  else if (form === 0x40 || form === 0x43) func(r)
  else if (form === 0x3f) resource(r)
  else value(r, form)
  return false
}

/** The declarations of an instance or a component. */
function isOfTypesOnly(r: Reader): boolean {
  let only = true
  each(r, () => {
    const kind = r.u8()
    if (kind === 0x01) hasTypesOnly(r)
    else if (kind === 0x02) readAlias(r)
    else if (kind === 0x03 || kind === 0x04) {
      if (r.u8() > 1) throw notUnderstood(r)
      r.name()
      const sort = r.u8()
      // A type that is equal to another one; all else has to come from somewhere.
      const known = sort === 0x03 && r.u8() === 0
      if (!known) only = false
      if (known || sort === 0x01 || sort === 0x04 || sort === 0x05) r.u32()
      else if (sort !== 0x03) throw notUnderstood(r)
    } else throw notUnderstood(r)
  })
  return only
}

function func(r: Reader): void {
  labelled(r)
  if (r.u8() === 0) r.s33()
  else r.u8()
}

function resource(r: Reader): void {
  r.u8()
  optional(r, () => r.u32())
}

/** Names with types. */
function labelled(r: Reader): void {
  each(r, () => {
    r.name()
    r.s33()
  })
}

function value(r: Reader, form: number): void {
  const type = () => void r.s33()
  switch (form) {
    case 0x72: // record
      return labelled(r)
    case 0x71: // variant
      return each(r, () => {
        r.name()
        optional(r, type)
        optional(r, () => r.u32())
      })
    case 0x70: // list
    case 0x6b: // option
    case 0x69: // own
    case 0x68: // borrow
      return type()
    case 0x6f: // tuple
      return each(r, type)
    case 0x6e: // flags
    case 0x6d: // enum
      return each(r, () => r.name())
    case 0x6a: // result
      optional(r, type)
      return optional(r, type)
    default:
      // Primitive types have no more to them.
      if (form < 0x73 || form > 0x7f) throw notUnderstood(r)
  }
}

const notUnderstood = (r: Reader): UnwasiError => r.unsupported('an unknown type', r.pos - 1)
