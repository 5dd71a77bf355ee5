import { literal } from '../text.js'
import { libraryTypesText, type Member } from './library-types.js'
import type { ModuleParts } from './named-exports.js'
import { namedExports } from './names.js'

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

/** Of an interface's two names the short one, unless it is that of several. */
function fieldsOf(exports: readonly string[]): string[] {
  const seen = new Set<string>()
  const several = new Set<string>()
  for (const name of exports) {
    if (!name.includes('/')) continue
    const short = shortName(name)
    if (seen.has(short)) several.add(short)
    seen.add(short)
  }
  return exports.filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !several.has(name))
}

/** `acme:a/two-words@1.0.0` → `twoWords` */
export const shortName = (name: string): string =>
  name.replaceAll(/^.*\/|@.*$/g, '').replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The ES module of a typed component: its functions and interfaces, of a default instance, and `instantiate` as default. */
export function libraryText({ name, runtime, url, glue, modules, exports, drops }: LibraryText): ModuleParts {
  const program = [
    `import { library, typed } from ${literal(runtime)}`,
    '',
    // In a scope of its own: its names are none of ours.
    'const glue = /* @__PURE__ */ (() => {',
    glue,
    'return instantiate',
    '})()',
    'const program = /* @__PURE__ */ library({',
    `  name: ${literal(name)},`,
    `  guest: ${url},`,
    `  component: /* @__PURE__ */ typed(${JSON.stringify(Object.fromEntries(modules))}, glue, ${literal(drops)}),`,
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program, names: namedExports(fieldsOf(exports)) }
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
  const members = membersOf(/^ *export interface Root \{\n([^]*?)^ *\}/m.exec(world)?.[1] ?? '')
  const fields = new Set(fieldsOf(exports))
  const faces = new Map(members.flatMap(({ name, face }) => (face === undefined ? [] : [[name, face]])))
  return libraryTypesText({
    runtime,
    declarations: [
      ...namespaces,
      ...missingTypes(world),
      inNamespace(NOT_OURS.reduce((text, part) => text.replaceAll(part, ''), world.slice(0, ownFunctions(world)))).trim(),
    ],
    title: 'The functions and interfaces of the library.',
    members: members.filter(({ name, face }) => face === undefined || name.includes('/') || fields.has(name)),
    exports: namedExports([...fields]).map((name) => {
      const namespace = faces.get(name)
      return namespace === undefined ? { name } : { name, namespace }
    }),
  })
}

/** The members of bindgen's `Root`, with their docs. An interface's is of the type of a namespace, `face`. */
function membersOf(body: string): (Member & { face?: string })[] {
  const found: (Member & { face?: string })[] = []
  let lines: string[] = []
  for (const line of body.trimEnd().split('\n')) {
    lines.push(line)
    const [, quoted, plain] = /^ *(?:'([^']+)'|([\w$]+))(?:\(|: )/.exec(line) ?? []
    const name = quoted ?? plain
    if (name === undefined) continue
    const [, face] = /: typeof (\w+),$/.exec(line) ?? []
    found.push({ name, text: lines.join('\n'), ...(face !== undefined && { face }) })
    lines = []
  }
  return found
}

/** Where bindgen's own functions begin, at the end of a world's file. */
function ownFunctions(world: string): number {
  const at = world.lastIndexOf('* Instantiates this component')
  return at < 0 ? world.length : world.lastIndexOf('/**', at)
}

/** What a world's file has beside the types of the world itself. Braces in docs shift what follows: bindgen indents by them. */
const NOT_OURS = [
  /^\/\/ world .*\n/gm,
  /^import type \* as .*\n/gm,
  /^ *export interface (?:ImportObject|Root) \{\n[^]*?^ *\}\n/gm,
]

/** What bindgen uses for nested options, and declares in the files of interfaces only. */
function missingTypes(world: string): string[] {
  if (!/\bOption</.test(world) || /^ *export type Option</m.test(world)) return []
  return ["export type Option<T> = { tag: 'none' } | { tag: 'some', val: T };"]
}

/** `wasi-io-streams` → `WasiIoStreams`: of interfaces that the world's file does not name. */
const pascal = (id: string): string => id.replaceAll(/(?:^|[-_.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** An interface's file as a namespace's body: what it takes from other files it takes from their namespaces. */
function withNamespaces(text: string, namespaceOf: (id: string) => string): string {
  return text.replaceAll(/import\('\.\/(?:interfaces\/)?([^']+)\.js'\)/g, (_, id: string) => namespaceOf(id)).trimEnd()
}
