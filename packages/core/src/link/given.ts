import type { GivenFunction, GivenInterface, GivenShape } from '@unwasi/runtime'
import type { Exports } from './definitions.js'
import type { FuncType } from './flat.js'
import { quoted, unknownShape } from './problems.js'
import type { Shape } from './shape.js'
import { witFunction } from './wit.js'

// This module says what JavaScript has to give a component. The runtime converts values by these types.

/** Types may be nested this deeply. Real ones have a handful of levels. */
const MAX_DEPTH = 50

/** WIT's names for fields, cases and parameters. */
const LABEL = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/i

/** Whether JavaScript gives an interface. */
export type IsGiven = (interfaceName: string) => boolean

/** The packages of WASI 0.2 that the runtime serves itself. Calls to the interfaces of others trap, unless JavaScript gives them. */
const SERVED = /^wasi:(cli|clocks|filesystem|io|random|sockets)\//

/** Returns which interfaces JavaScript gives: all outside WASI, and those of WASI that it `provides` in place of a trap. */
export const given =
  (provides: IsGiven): IsGiven =>
  (interfaceName) =>
    !interfaceName.startsWith('wasi:') || (!SERVED.test(interfaceName) && provides(interfaceName))

/** Returns `shape` as the runtime reads it. Throws if JavaScript can't have such values. `what` is for messages. */
function written(shape: Shape, what: string, isGiven: IsGiven, depth = 0): GivenShape {
  if (depth > MAX_DEPTH) throw unknownShape(`the types of ${what} are nested more than ${MAX_DEPTH} levels deep`)
  const of = (inner: Shape): GivenShape => written(inner, what, isGiven, depth + 1)
  const maybe = (inner: Shape | null): GivenShape | null => (inner === null ? null : of(inner))
  if (typeof shape === 'string') {
    if (shape === 'error-context') throw unpassable(what, 'an error context')
    return shape
  }
  switch (shape[0]) {
    case 'list':
    case 'option':
      return [shape[0], of(shape[1])]
    case 'tuple':
      return ['tuple', shape[1].map(of)]
    case 'record':
      return ['record', shape[1].map(([name, field]) => [label(name), of(field)])]
    case 'variant':
      return ['variant', shape[1].map(([name, payload]) => [label(name), maybe(payload)])]
    case 'result':
      return ['result', maybe(shape[1]), maybe(shape[2])]
    case 'flags':
    case 'enum':
      return [shape[0], shape[1].map(label)]
    case 'own':
    case 'borrow': {
      const { interface: interfaceName, name } = shape[1]
      if (interfaceName === undefined || !isGiven(interfaceName)) throw unpassable(what, `the resource ${quoted(name)}`)
      return [shape[0], interfaceName, name]
    }
    case 'other':
      throw unpassable(what, shape[1])
  }
}

const unpassable = (what: string, value: string) => unknownShape(`${what} passes ${value}, which JavaScript can't have`)

function label(name: string): string {
  if (!LABEL.test(name)) throw unknownShape(`its types have the name ${quoted(name)}`)
  return name
}

/** Words that JavaScript's modules don't allow as the name of a parameter, or that have a meaning there. `self` is that of a method. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return ' +
    'self static super switch this throw true try typeof var void while with yield'
  ).split(' '),
)

/** Returns the name of a parameter for messages with JavaScript to paste. */
const parameter = (name: string): string => (RESERVED.has(name.toLowerCase()) ? `${name}_` : name)

/** Returns the name of an interface without its version. */
export const bareName = (name: string): string => name.split('@', 1)[0]!

/** Describes a function that is imported from the interface `of`. */
export function givenFunction(name: string, type: FuncType, of: string, isGiven: IsGiven): GivenFunction {
  const what = `the function ${quoted(name)} of ${of}`
  return [
    name,
    type.params.map((param, index) => [
      index === 0 && name.startsWith('[method]') ? 'self' : parameter(label(param.name)),
      written(param.shape, what, isGiven),
    ]),
    type.result === undefined ? null : written(type.result, what, isGiven),
    witFunction(type),
  ]
}

/** Describes the interface `name`, which is imported with these exports. */
export function givenInterface(name: string, exports: Exports, isGiven: IsGiven): GivenInterface {
  const functions: GivenFunction[] = []
  const resources: string[] = []
  for (const [member, definition] of exports) {
    if (definition.sort === 'func') functions.push(givenFunction(member, definition.type, name, isGiven))
    else if (definition.sort === 'type' && definition.type.is === 'resource') {
      const { resource } = definition.type
      // Others come from another interface, which has them.
      if (resource.interface === bareName(name) && resource.name === member) resources.push(member)
    }
  }
  return [name, functions, resources]
}
