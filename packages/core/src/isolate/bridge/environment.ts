import { Errno } from '../../preview1/errno.js'
import { signature, type Preview1Name } from '../../preview1/table.js'
import { add, call, drop, get, i32, set, store32, store8, sub, whileTrue } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { LIST } from '../private-memory.js'
import type { BridgeContext } from './context.js'

/** Sizes of the canonical ABI's `string` and `tuple<string, string>`. */
const STRING = 8
const PAIR = 16
const EQUALS = 0x3d

const isSizes = (name: Preview1Name): boolean => name === 'args_sizes_get' || name === 'environ_sizes_get'

/**
 * Defines `args_get`, `args_sizes_get`, `environ_get` or `environ_sizes_get` with the lists of wasi:cli/environment, which arrive
 * complete in private memory. The adapter's own functions trap when the lists exceed its State of 64 KiB.
 */
export function environmentBody({ m, imports, moves }: BridgeContext, name: Preview1Name): number {
  const pairs = name.startsWith('environ')
  const fetch: Bytes = [
    // The surrogate's realloc allocates the lists, so its arena starts over first.
    drop(call(imports.scratch, i32(0))),
    call(pairs ? imports.getEnvironment : imports.getArguments, i32(LIST)),
  ]
  return m.function(signature(name), (f) => {
    const [item, left] = [f.i32(), f.i32()]
    const field = (offset: number): Bytes => call(imports.load32, add(get(item), i32(offset)))
    const start: Bytes = [fetch, set(item, call(imports.load32, i32(LIST))), set(left, call(imports.load32, i32(LIST + 4)))]
    const each = (body: Bytes): Bytes =>
      whileTrue(get(left), [body, set(item, add(get(item), i32(pairs ? PAIR : STRING))), set(left, sub(get(left), i32(1)))])

    if (isSizes(name)) {
      const [countOut, sizeOut] = [0, 1]
      const size = f.i32()
      // Each string ends with a NUL, and a variable also has an `=`.
      const length = pairs ? add(add(field(4), field(12)), i32(2)) : add(field(4), i32(1))
      return [
        start,
        store32(get(countOut), get(left)),
        each(set(size, add(get(size), length))),
        store32(get(sizeOut), get(size)),
        i32(Errno.SUCCESS),
      ]
    }

    const [pointers, buffer] = [0, 1]
    const length = f.i32()
    const append = (offset: number): Bytes => [
      set(length, field(offset + 4)),
      call(moves.copyOut, get(buffer), field(offset), get(length)),
      set(buffer, add(get(buffer), get(length))),
    ]
    const appendByte = (value: number): Bytes => [store8(get(buffer), i32(value)), set(buffer, add(get(buffer), i32(1)))]
    return [
      start,
      each([
        store32(get(pointers), get(buffer)),
        set(pointers, add(get(pointers), i32(4))),
        append(0),
        pairs ? [appendByte(EQUALS), append(8)] : [],
        appendByte(0),
      ]),
      i32(Errno.SUCCESS),
    ]
  })
}
