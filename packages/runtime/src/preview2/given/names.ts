/** `get-all` → `getAll`, as jco spells the names of WIT in JavaScript. */
export const camel = (name: string): string =>
  name.toLowerCase().replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** `input-stream` → `InputStream` */
export const pascal = (name: string): string => camel(`-${name}`)

/** A function of an interface, taken apart: `[method]counter.get` → method, counter, get. */
export const parts = (name: string): { kind: string; resource: string; member: string } => {
  const [, kind = '', resource = '', member = ''] = /^\[(\w+)\]([^.]*)\.?(.*)$/.exec(name) ?? []
  return { kind, resource, member: kind === '' ? name : member }
}
