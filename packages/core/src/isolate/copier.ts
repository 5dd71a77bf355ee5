import { add, call, geU, get, gtU, i32, load64, load8, set, store64, store8, sub, whileTrue } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module-builder.js'

/** `copy_in` and `copy_out`: loops over the surrogate's accessors, eight bytes at a time. */
export function copier(): Uint8Array {
  const m = new ModuleBuilder()
  m.importMemory('guest', 'memory')
  const privateLoad64 = m.importFunction('surrogate', '_load64', { params: ['i32'], results: ['i64'] })
  const privateLoad8 = m.importFunction('surrogate', '_load8', { params: ['i32'], results: ['i32'] })
  const privateStore64 = m.importFunction('surrogate', '_store64', { params: ['i32', 'i64'], results: [] })
  const privateStore8 = m.importFunction('surrogate', '_store8', { params: ['i32', 'i32'], results: [] })
  const [to, from, size] = [0, 1, 2]
  const step = (bytes: number) => [
    set(to, add(get(to), i32(bytes))),
    set(from, add(get(from), i32(bytes))),
    set(size, sub(get(size), i32(bytes))),
  ]
  const signature = { params: ['i32', 'i32', 'i32'], results: [] } as const
  m.export(
    'copy_in',
    'func',
    m.function(signature, () => [
      whileTrue(geU(get(size), i32(8)), [call(privateStore64, get(to), load64(get(from))), step(8)]),
      whileTrue(gtU(get(size), i32(0)), [call(privateStore8, get(to), load8(get(from))), step(1)]),
    ]),
  )
  m.export(
    'copy_out',
    'func',
    m.function(signature, () => [
      whileTrue(geU(get(size), i32(8)), [store64(get(to), call(privateLoad64, get(from))), step(8)]),
      whileTrue(gtU(get(size), i32(0)), [store8(get(to), call(privateLoad8, get(from))), step(1)]),
    ]),
  )
  return m.build()
}
