/** What the values of a type are to JavaScript, by the type's WIT name (`u32`, `string`) or its parts. */
export type GivenShape =
  | string
  | readonly [is: 'list' | 'option', element: GivenShape]
  | readonly [is: 'tuple', elements: readonly GivenShape[]]
  | readonly [is: 'record', fields: readonly (readonly [name: string, shape: GivenShape])[]]
  | readonly [is: 'variant', cases: readonly (readonly [name: string, payload: GivenShape | null])[]]
  | readonly [is: 'result', ok: GivenShape | null, error: GivenShape | null]
  | readonly [is: 'flags' | 'enum', names: readonly string[]]
  /** `interfaceName` is the interface that defines the resource, without version. */
  | readonly [is: 'own' | 'borrow', interfaceName: string, resource: string]

/** A function that a component imports: `[method]counter.get`. `signature` is for messages. */
export type GivenFunction = readonly [
  name: string,
  params: readonly (readonly [name: string, shape: GivenShape])[],
  result: GivenShape | null,
  signature: string,
]

/**
 * An interface that JavaScript gives: `my:host/log@1.2.0`. A function that the world itself imports is an interface of that name,
 * with a function `default`.
 */
export type GivenInterface = readonly [name: string, functions: readonly GivenFunction[], resources: readonly string[]]
