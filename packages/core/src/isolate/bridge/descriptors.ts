import {
  add,
  and,
  call,
  divU,
  eq,
  eqz,
  get,
  getGlobal,
  gtU,
  i32,
  leave,
  ltU,
  mul,
  or,
  ret,
  set,
  setGlobal,
  shl,
  sub,
  tee,
  when,
  whileTrue,
} from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { PAGE_LOG2 } from '../../wasm/format.js'
import type { ModuleBuilder } from '../../wasm/module-builder.js'
import { ADAPTER_DESCRIPTORS, ENTRY, STATE, TABLE } from '../adapter-layout.js'
import { INITIAL_PAGES, MAX_DESCRIPTORS } from '../private-memory.js'
import type { Imports } from './imports.js'

/** Maps the guest's descriptors to the adapter's. They are the same until there are more than the adapter's table holds. */
export interface Descriptors {
  /** Whether they are always the same. Then `index` and `opened` do nothing. */
  readonly same: boolean
  /** The adapter's number for the guest's `fd`, or -1, which is never open, if that is out of range. */
  readonly index: (fd: Bytes) => Bytes
  /** The guest's number for a descriptor that the adapter has just opened. */
  readonly opened: (index: Bytes) => Bytes
  /** Code that checks at run time whether the numbers of any descriptor differ. */
  readonly differ: Bytes
}

export const sameDescriptors: Descriptors = { same: true, index: (fd) => fd, opened: (index) => index, differ: i32(0) }

const EXTRA = MAX_DESCRIPTORS - ADAPTER_DESCRIPTORS
const MAX_INDEX = 0xffff

/**
 * The adapter holds 128 descriptors at once. But it checks an index against a length that it keeps in memory, and takes closed
 * descriptors from a list that it also keeps in memory. So when it hands out its last descriptor, the bridge adds more to that
 * list, in a page after the adapter's State. The guest sees consecutive numbers.
 */
export function moreDescriptors(m: ModuleBuilder, imports: Imports): Descriptors {
  const { load32, store32 } = imports
  // Both are 0 until there are more descriptors.
  const [extra, shift] = [m.global(0), m.global(0)]

  const extend = m.function({ params: [], results: [] }, (f) => {
    const [page, state, table, first, entry, left] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32(), f.i32()]
    const is = (at: Bytes, value: number): Bytes => eq(call(load32, at), i32(value))
    const found = [
      is(get(state), STATE.magic),
      is(add(get(state), i32(STATE.magic2)), STATE.magic),
      // The length is a u16, followed by padding.
      eq(and(call(load32, add(get(table), i32(TABLE.length))), i32(MAX_INDEX)), i32(ADAPTER_DESCRIPTORS)),
      is(add(get(table), i32(TABLE.closed)), 0),
    ]
    return [
      when(eq(tee(page, call(imports.grow, i32(1))), i32(-1)), leave),
      set(page, shl(get(page), i32(PAGE_LOG2))),
      set(state, i32(INITIAL_PAGES << PAGE_LOG2)),
      set(table, i32((INITIAL_PAGES << PAGE_LOG2) + STATE.table)),
      whileTrue(eqz(found.reduce(and)), [
        set(state, add(get(state), i32(STATE.size))),
        set(table, add(get(state), i32(STATE.table))),
        when(eq(get(state), get(page)), leave),
      ]),
      // This is the first entry that begins in the new page.
      set(first, divU(add(sub(get(page), get(table)), i32(ENTRY.size - 1)), i32(ENTRY.size))),
      when(gtU(get(first), i32(MAX_INDEX - EXTRA)), leave),
      set(entry, add(get(table), mul(get(first), i32(ENTRY.size)))),
      // Each entry points to the next one. The last one points to nothing, because fresh memory is zero.
      set(left, i32(EXTRA - 1)),
      whileTrue(get(left), [
        call(store32, add(get(entry), i32(ENTRY.next)), i32(1)),
        call(store32, add(get(entry), i32(ENTRY.next + 4)), sub(add(get(first), i32(EXTRA)), get(left))),
        set(entry, add(get(entry), i32(ENTRY.size))),
        set(left, sub(get(left), i32(1))),
      ]),
      call(store32, add(get(table), i32(TABLE.length)), add(get(first), i32(EXTRA))),
      call(store32, add(get(table), i32(TABLE.closed)), i32(1)),
      call(store32, add(get(table), i32(TABLE.closed + 4)), get(first)),
      setGlobal(extra, i32(EXTRA)),
      setGlobal(shift, sub(get(first), i32(ADAPTER_DESCRIPTORS))),
    ]
  })

  const index = m.function({ params: ['i32'], results: ['i32'] }, () => {
    const fd = get(0)
    return [
      when(ltU(fd, i32(ADAPTER_DESCRIPTORS)), ret(fd)),
      // Numbers between the adapter's table and the new page must not get through. The table's length no longer excludes them.
      when(ltU(sub(fd, i32(ADAPTER_DESCRIPTORS)), getGlobal(extra)), ret(add(fd, getGlobal(shift)))),
      i32(-1),
    ]
  })

  const opened = m.function({ params: ['i32'], results: ['i32'] }, () => {
    const opened = get(0)
    return [
      when(ltU(opened, i32(ADAPTER_DESCRIPTORS)), [
        // The adapter's numbers only grow when no closed descriptor is left.
        when(eqz(or(getGlobal(extra), sub(opened, i32(ADAPTER_DESCRIPTORS - 1)))), call(extend)),
        ret(opened),
      ]),
      sub(opened, getGlobal(shift)),
    ]
  })

  return { same: false, index: (fd) => call(index, fd), opened: (at) => call(opened, at), differ: getGlobal(extra) }
}
