import type { Kind } from '../handles.js'
import { enumeration, flags, option, record, result, tuple, variant } from './compounds.js'
import { list, string } from './lists.js'
import { PRIMITIVES } from './primitives.js'
import type { GivenShape } from './shapes.js'
import type { Codec, Given } from './values.js'

/** Finds the brand of a resource. */
export type KindOf = (interfaceName: string, resource: string) => Kind<Given>

const handle = (owned: boolean, kind: Kind<Given>): Codec => ({
  size: 4,
  align: 4,
  flat: ['i'],
  lift: (io, from) => (owned ? io.taken : io.borrowed)(kind, Number(from.next('i'))),
  load: (io, at) => (owned ? io.taken : io.borrowed)(kind, io.abi.view.getUint32(at, true)),
  store(io, at, value) {
    const added = io.added(kind, value)
    io.abi.view.setUint32(at, added, true)
  },
  lower: (io, value) => io.added(kind, value),
})

/** Makes the codec of a type. */
export const codecOf = (shape: GivenShape, kindOf: KindOf): Codec => {
  const of = (inner: GivenShape): Codec => codecOf(inner, kindOf)
  const maybe = (inner: GivenShape | null): Codec | undefined => (inner === null ? undefined : of(inner))
  if (typeof shape === 'string') return shape === 'string' ? string() : PRIMITIVES[shape]!()
  switch (shape[0]) {
    case 'list':
      return list(shape[1], of(shape[1]))
    case 'option':
      return option(of(shape[1]), shape[1][0] === 'option')
    case 'tuple':
      return tuple(shape[1].map(of))
    case 'record':
      return record(shape[1].map(([name, field]) => [name, of(field)]))
    case 'variant':
      return variant(
        shape[1].map(([name]) => name),
        shape[1].map(([, payload]) => maybe(payload)),
      )
    case 'result':
      return result(maybe(shape[1]), maybe(shape[2]))
    case 'flags':
      return flags(shape[1])
    case 'enum':
      return enumeration(shape[1])
    case 'own':
    case 'borrow':
      return handle(shape[0] === 'own', kindOf(shape[1], shape[2]))
  }
}
