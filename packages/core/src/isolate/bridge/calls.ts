import { Errno } from '../../preview1/errno.js'
import { call, eqz, get, i32, ret, tee, when } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import type { Locals } from '../../wasm/module-builder.js'

/** Code that returns the errno `value` unless it is zero. */
export function failing(errno: number, value: Bytes): Bytes {
  return when(tee(errno, value), ret(get(errno)))
}

/** Code that allocates `size` bytes of private memory for `use`, or returns ENOMEM. */
export function within(f: Locals, allocate: number, size: Bytes, use: (pointer: Bytes) => Bytes[]): Bytes[] {
  const pointer = f.i32()
  return [when(eqz(tee(pointer, call(allocate, size))), ret(i32(Errno.NOMEM))), ...use(get(pointer))]
}
