import { data } from './data.js'
import { exportName, typeExport, valueExports } from './names.js'

export interface LibraryText {
  /** The library's name, for messages. */
  name: string
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expression for the component's URL. */
  url: string
  /** As bindgen makes it: statements that declare the function `instantiate`. */
  glue: string
  /** `.d.ts` files by name. */
  types: Record<string, string>
  /** Where the core modules lie in the component, by the names that the glue asks for. */
  modules: readonly (readonly [file: string, range: readonly number[]])[]
  exports: readonly string[]
  /** For each core instance, which of its imports drop which of the host's resources. */
  drops: readonly (readonly (readonly [module: string, name: string, face: string, resource: string])[])[]
}

/** Of an interface's two names the short one, unless it is that of several. `default` is taken by `instantiate`. */
function named(exports: readonly string[]): string[] {
  const short = exports.filter((name) => name.includes('/')).map((name) => shortName(name))
  return exports.filter(
    (name) =>
      /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) &&
      name !== 'default' &&
      short.indexOf(name) === short.lastIndexOf(name),
  )
}

/** `acme:a/two-words@1.0.0` → `twoWords` */
const shortName = (name: string): string =>
  name.replaceAll(/^.*\/|@.*$/g, '').replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The ES module of a typed component: its functions and interfaces, of a default instance, and `instantiate` as default. */
export function libraryText({ name, runtime, url, glue, modules, exports, drops }: LibraryText): string {
  return [
    `import { library, typed } from ${JSON.stringify(runtime)}`,
    '',
    // In a scope of its own: its names are none of ours.
    'const glue = /* @__PURE__ */ (() => {',
    glue,
    'return instantiate',
    '})()',
    'const program = /* @__PURE__ */ library({',
    `  name: ${JSON.stringify(name)},`,
    `  guest: ${url},`,
    `  component: /* @__PURE__ */ typed(${JSON.stringify(Object.fromEntries(modules))}, glue, ${data(drops)}),`,
    '})',
    'export default program',
    'const instance = await program()',
    ...valueExports(named(exports)),
    '',
  ].join('\n')
}

/** The text of the `.d.ts` for `libraryText`: bindgen's files as one, with a namespace for each interface. */
export function libraryTypes({ runtime, types, exports }: Pick<LibraryText, 'runtime' | 'types' | 'exports'>): string {
  const world = Object.entries(types).find(([file]) => !file.includes('/'))?.[1] ?? ''
  const imported = world.matchAll(/^import type \* as (\w+) from '\.\/interfaces\/(.*)\.js'/gm)
  const names = new Map([...imported].map(([, namespace, id]) => [id!, namespace!]))
  const inNamespace = (text: string) => withNamespaces(text, (id) => names.get(id) ?? pascal(id))
  const namespaces = Object.entries(types).flatMap(([file, text]) => {
    const id = /^interfaces\/(.*)\.d\.ts$/.exec(file)?.[1]
    return id === undefined ? [] : [`declare namespace ${names.get(id) ?? pascal(id)} {`, inNamespace(text), '}']
  })
  const members = (/^export interface Root \{\n([^]*?)^\}/m.exec(world)?.[1] ?? '').trimEnd().split('\n')
  const fields = named(exports)
  const namespaceIn = (line: string) => /^ *'?(\w+)'?: typeof (\w+),/.exec(line) ?? []
  const values = fields.map((field, index) => {
    const [, , namespace] = members.map(namespaceIn).find(([, name]) => name === field) ?? []
    if (namespace !== undefined) return [`export { ${namespace} as ${exportName(field)} }`]
    return typeExport(field, index)
  })
  return [
    `import type { Instantiate } from ${JSON.stringify(runtime)}`,
    '',
    ...namespaces,
    ...missingTypes(world),
    inNamespace(NOT_OURS.reduce((text, part) => text.replaceAll(part, ''), world)).trim(),
    '/** The functions and interfaces of the library. */',
    'export interface Exports {',
    ...members.filter((line) => {
      const [, name] = namespaceIn(line)
      return name === undefined || fields.includes(name)
    }),
    '}',
    ...values.flat(),
    'declare const instantiate: Instantiate<Exports>',
    'export default instantiate',
    '',
  ].join('\n')
}

/** What a world's file has beside the types of the world itself. */
const NOT_OURS = [
  /^\/\/ world .*\n/gm,
  /^import type \* as .*\n/gm,
  /^export interface (?:ImportObject|Root) \{\n[^]*?^\}\n/gm,
  /^\/\*\*\n\* Instantiates[^]*/gm,
]

/** What bindgen uses for nested options, and declares in the files of interfaces only. */
function missingTypes(world: string): string[] {
  if (!/\bOption</.test(world) || /^export type Option</m.test(world)) return []
  return ["export type Option<T> = { tag: 'none' } | { tag: 'some', val: T };"]
}

/** `wasi-io-streams` → `WasiIoStreams`: of interfaces that the world's file does not name. */
const pascal = (id: string): string => id.replaceAll(/(?:^|[-_.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** An interface's file as a namespace's body: what it takes from other files it takes from their namespaces. */
function withNamespaces(text: string, namespaceOf: (id: string) => string): string {
  return text.replaceAll(/import\('\.\/(?:interfaces\/)?([^']+)\.js'\)/g, (_, id: string) => namespaceOf(id)).trimEnd()
}
