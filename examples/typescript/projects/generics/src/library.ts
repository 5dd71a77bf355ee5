type Handler<Payload> = (payload: Payload) => unknown

export class EventBus<Events extends object> {
  readonly #handlers: { [Name in keyof Events]?: Handler<Events[Name]>[] } = {}

  on<const Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): void {
    ;(this.#handlers[name] ??= []).push(handler)
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const handler of this.#handlers[name] ?? []) handler(payload)
  }
}

/** The paths of all values in an object, such as `editor.font.size`. */
export type Path<T> = {
  [Key in keyof T & string]: T[Key] extends object ? Key | `${Key}.${Path<T[Key]>}` : Key
}[keyof T & string]

type At<T, P> = P extends `${infer Key}.${infer Rest}` ? (Key extends keyof T ? At<T[Key], Rest> : never) : P extends keyof T ? T[P] : never

export function get<T, const P extends Path<T>>(value: T, path: P): At<T, P> {
  let found: unknown = value
  for (const key of path.split('.')) found = found[key]
  return found as At<T, P>
}
