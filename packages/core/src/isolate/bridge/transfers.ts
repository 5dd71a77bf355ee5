import { Errno } from '../../preview1/errno.js'
import {
  add,
  call,
  eqz,
  geU,
  get,
  gtU,
  i32,
  load32,
  load64,
  load8,
  ret,
  set,
  store32,
  store64,
  store8,
  sub,
  tee,
  when,
  whileTrue,
} from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import type { ModuleBuilder } from '../../wasm/module-builder.js'
import { needs, type Profile } from '../profile.js'
import { IOVEC, MAX_TRANSFER } from '../private-memory.js'
import type { Imports } from './imports.js'
import { isUtf8 } from './utf8.js'

/**
 * A copy of at least this many bytes is one call of `copy_in` or `copy_out` instead of a loop over the accessors. In V8, for
 * fewer bytes the call costs more than it saves.
 */
export const BULK_THRESHOLD = 256

/** Out parameters with more bytes than this use the general copy. */
const LARGE_OUT = 24

const IOVEC_SIZE = 8
const PTR = 0
const LEN = 4

/** Indices of the bridge's own functions that move bytes between guest and private memory. */
export interface Transfers {
  /** (private address, guest address, bytes) */
  readonly copyIn: number
  /** (guest address, private address, bytes) */
  readonly copyOut: number
  /** Copies an out parameter of fixed size to the address in a local. A large one takes the general copy, others a few calls. */
  readonly copyOutFixed: (to: number, from: number, size: number) => Bytes
  /** (iovecs, count) → errno. Copies their content into private memory, and points the adapter's one iovec at it. */
  readonly gather: number
  /** (iovecs, count) → errno. Points the adapter's one iovec at a buffer of their total size. */
  readonly reserve: number
  /** (iovecs, count, bytes). Spreads that many bytes from the buffer of the adapter's iovec. */
  readonly scatter: number
  /** (guest address, bytes) → whether these bytes are well-formed UTF-8. */
  readonly isText: (pointer: Bytes, length: Bytes) => Bytes
}

export function transfers(m: ModuleBuilder, imports: Imports, profile: Profile): Transfers {
  const { load64: privateLoad64, load8: privateLoad8, store64: privateStore64, store8: privateStore8 } = imports
  const [to, from, size] = [0, 1, 2]
  const step = (bytes: number): Bytes => [
    set(to, add(get(to), i32(bytes))),
    set(from, add(get(from), i32(bytes))),
    set(size, sub(get(size), i32(bytes))),
  ]
  const copy = (bulk: number, copy8: Bytes, copy1: Bytes): number =>
    m.function({ params: ['i32', 'i32', 'i32'], results: [] }, () => [
      when(geU(get(size), i32(BULK_THRESHOLD)), call(bulk, get(to), get(from), get(size)), [
        whileTrue(geU(get(size), i32(8)), [copy8, step(8)]),
        whileTrue(get(size), [copy1, step(1)]),
      ]),
    ])
  const copyIn = copy(
    imports.copyIn,
    call(privateStore64, get(to), load64(get(from))),
    call(privateStore8, get(to), load8(get(from))),
  )
  const copyOut = copy(
    imports.copyOut,
    store64(get(to), call(privateLoad64, get(from))),
    store8(get(to), call(privateLoad8, get(from))),
  )

  const reserve = m.function({ params: ['i32', 'i32'], results: ['i32'] }, (f) => {
    const [iovecs, count] = [0, 1]
    const [total, length, pointer, left, next] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()]
    return [
      set(left, get(count)),
      set(next, get(iovecs)),
      whileTrue(get(left), [
        set(length, load32(get(next), LEN)),
        // Compared in this order, the sum cannot overflow.
        when(
          gtU(get(length), sub(i32(MAX_TRANSFER), get(total))),
          [set(total, i32(MAX_TRANSFER)), set(left, i32(0))],
          [
            set(total, add(get(total), get(length))),
            set(next, add(get(next), i32(IOVEC_SIZE))),
            set(left, sub(get(left), i32(1))),
          ],
        ),
      ]),
      when(eqz(tee(pointer, call(imports.scratch, get(total)))), ret(i32(Errno.NOMEM))),
      call(imports.store32, i32(IOVEC + PTR), get(pointer)),
      call(imports.store32, i32(IOVEC + LEN), get(total)),
      i32(Errno.SUCCESS),
    ]
  })

  /** Walks iovecs and the private buffer in step, up to `left` bytes. */
  const walk = (iovecs: number, left: number, pointer: number, length: number, move: Bytes): Bytes => [
    set(pointer, call(imports.load32, i32(IOVEC + PTR))),
    whileTrue(get(left), [
      set(length, load32(get(iovecs), LEN)),
      when(gtU(get(length), get(left)), set(length, get(left))),
      move,
      set(pointer, add(get(pointer), get(length))),
      set(left, sub(get(left), get(length))),
      set(iovecs, add(get(iovecs), i32(IOVEC_SIZE))),
    ]),
  ]

  const gather = m.function({ params: ['i32', 'i32'], results: ['i32'] }, (f) => {
    const [iovecs, count] = [0, 1]
    const [errno, left, pointer, length] = [f.i32(), f.i32(), f.i32(), f.i32()]
    return [
      when(tee(errno, call(reserve, get(iovecs), get(count))), ret(get(errno))),
      set(left, call(imports.load32, i32(IOVEC + LEN))),
      walk(iovecs, left, pointer, length, call(copyIn, get(pointer), load32(get(iovecs), PTR), get(length))),
      i32(Errno.SUCCESS),
    ]
  })

  const scatter = m.function({ params: ['i32', 'i32', 'i32'], results: [] }, (f) => {
    const [iovecs, , left] = [0, 1, 2]
    const [pointer, length] = [f.i32(), f.i32()]
    return walk(iovecs, left, pointer, length, call(copyOut, load32(get(iovecs), PTR), get(pointer), get(length)))
  })

  const isText = needs.strings(profile) ? isUtf8(m) : absent
  const copyOutFixed = (to: number, from: number, size: number): Bytes => {
    if (size === 4) return store32(get(to), call(imports.load32, i32(from)))
    if (size > LARGE_OUT) return call(copyOut, get(to), i32(from), i32(size))
    return Array.from({ length: size / 8 }, (_, word) => store64(get(to), call(imports.load64, i32(from + 8 * word)), 8 * word))
  }

  return { copyIn, copyOut, copyOutFixed, gather, reserve, scatter, isText }
}

function absent(): never {
  throw new Error('bridge: the profile says that no function takes a string')
}
