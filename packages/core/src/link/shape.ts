import type { Primitive } from '../read/component/format.js'

/** A resource type, compared by identity. It is the one that an import or a definition made, whatever names it is given. */
export interface Resource {
  /** The interface that it is imported from, without version; `undefined` for the component's own resources. */
  readonly interface: string | undefined
  readonly name: string
}

/**
 * What the values of a type are to JavaScript. Types refer to each other, so the same shape may be in several places of another
 * one: written out, it can be exponentially large.
 */
export type Shape =
  | Primitive
  | readonly [is: 'list' | 'option', element: Shape]
  | readonly [is: 'tuple', elements: readonly Shape[]]
  | readonly [is: 'record', fields: readonly (readonly [name: string, shape: Shape])[]]
  | readonly [is: 'variant', cases: readonly (readonly [name: string, payload: Shape | null])[]]
  | readonly [is: 'result', ok: Shape | null, error: Shape | null]
  | readonly [is: 'flags' | 'enum', names: readonly string[]]
  | readonly [is: 'own' | 'borrow', resource: Resource]
  /** A type that only components pass to each other. */
  | readonly [is: 'other', what: string]
