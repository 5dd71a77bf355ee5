import { isRun, link } from './link/component.js'
import type { Shape } from './link/shape.js'
import { witFunction } from './link/wit.js'
import { decode } from './read/component/decode.js'
import { readCoreModules } from './read/component.js'

export { wit as witType } from './link/wit.js'
export type { Shape }

/** A function of a component that JavaScript can call with values alone. */
export interface ComponentFunction {
  /** The interface that it is in, with its version; `undefined` if the world itself exports it. */
  of: string | undefined
  /** Its name in WIT. */
  name: string
  params: readonly { readonly name: string; readonly shape: Shape }[]
  result: Shape | undefined
  /** Its type in WIT: `func(a: u32, b: u32) -> u32`. */
  signature: string
}

/** Methods, constructors and static functions of resources: `[method]counter.get`. */
const OF_RESOURCE = /^\[/

/** Returns the functions of a component that `describeProgram` accepts, except those of resources and the one that runs a command. */
export function componentFunctions(component: Uint8Array): ComponentFunction[] {
  const { items } = decode(component)
  return link(component, items, readCoreModules(component, items), false).functions.flatMap(({ of, name, type }) =>
    OF_RESOURCE.test(name) || (of !== undefined && isRun(of))
      ? []
      : [{ of, name, params: type.params, result: type.result, signature: witFunction(type) }],
  )
}

/** Whether text can stand for the values of a function. It can't for resources and for handles of other kinds. */
export const hasTextForm = ({ params, result }: ComponentFunction): boolean => {
  const seen = new Set<Shape>()
  return [...params.map(({ shape }) => shape), result ?? null].every((shape) => isText(shape, seen))
}

/** Each type is looked at once, because several places may share it. */
function isText(shape: Shape | null, seen: Set<Shape>): boolean {
  if (shape === null || seen.has(shape)) return true
  if (typeof shape === 'string') return shape !== 'error-context'
  seen.add(shape)
  switch (shape[0]) {
    case 'list':
    case 'option':
      return isText(shape[1], seen)
    case 'tuple':
      return shape[1].every((type) => isText(type, seen))
    case 'record':
    case 'variant':
      return shape[1].every(([, type]) => isText(type, seen))
    case 'result':
      return isText(shape[1], seen) && isText(shape[2], seen)
    case 'flags':
    case 'enum':
      return true
    case 'own':
    case 'borrow':
    case 'other':
      return false
  }
}
