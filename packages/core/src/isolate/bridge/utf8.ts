import { add, and, call, eq, eqz, geU, get, gtU, i32, load32, load8, ret, set, sub, when, whileTrue } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { OP } from '../../wasm/format.js'
import type { ModuleBuilder } from '../../wasm/module-builder.js'

/** The bits of four bytes that are set in bytes of 0x80 and above. */
const NOT_ASCII = 0x80808080

/** Lead bytes that allow fewer second bytes than others, so that no character has two encodings and no surrogate has one. */
const NARROWER = [
  { lead: 0xe0, from: 0xa0 },
  { lead: 0xed, to: 0x9f },
  { lead: 0xf0, from: 0x90 },
  { lead: 0xf4, to: 0x8f },
] as const

/**
 * Defines a function (pointer, length) → whether these bytes of the guest's memory are well-formed UTF-8, by table 3-7 of the
 * Unicode Standard. Paths cross the canonical ABI as strings, and a host traps on a string that is not:
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#loading
 */
export function isUtf8(m: ModuleBuilder): (pointer: Bytes, length: Bytes) => Bytes {
  const [at, left] = [0, 1]
  const step = (bytes: number): Bytes => [set(at, add(get(at), i32(bytes))), set(left, sub(get(left), i32(bytes)))]
  const func = m.function({ params: ['i32', 'i32'], results: ['i32'] }, (f) => {
    const [byte, more, from, to] = [f.i32(), f.i32(), f.i32(), f.i32()]
    const anyContinuation = [set(from, i32(0x80)), set(to, i32(0xbf))]
    const outside = (value: Bytes, low: Bytes, high: Bytes): Bytes => gtU(sub(value, low), sub(high, low))
    const ascii = whileTrue(geU(get(left), i32(4)), [when(and(load32(get(at)), i32(NOT_ASCII)), leaveLoop), step(4)])
    return [
      whileTrue(get(left), [
        ascii,
        when(eqz(get(left)), ret(i32(1))),
        set(byte, load8(get(at))),
        step(1),
        when(geU(get(byte), i32(0x80)), [
          when(outside(get(byte), i32(0xc2), i32(0xf4)), ret(i32(0))),
          set(more, add(add(i32(1), geU(get(byte), i32(0xe0))), geU(get(byte), i32(0xf0)))),
          when(gtU(get(more), get(left)), ret(i32(0))),
          anyContinuation,
          NARROWER.map((entry) =>
            when(eq(get(byte), i32(entry.lead)), 'from' in entry ? set(from, i32(entry.from)) : set(to, i32(entry.to))),
          ),
          whileTrue(get(more), [
            when(outside(load8(get(at)), get(from), get(to)), ret(i32(0))),
            anyContinuation,
            step(1),
            set(more, sub(get(more), i32(1))),
          ]),
        ]),
      ]),
      i32(1),
    ]
  })
  return (pointer, length) => call(func, pointer, length)
}

/** Leaves the innermost `whileTrue` from inside a `when`. */
const leaveLoop: Bytes = [OP.br, 2]
