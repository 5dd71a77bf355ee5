// bindgen writes a `.d.ts` for the world and one for each interface. Here they become one, with a namespace for each interface.

export interface Declarations {
  /** Statements that the members refer to, each with the whole namespace of an interface. */
  declarations: readonly string[]
  /** The exports, as members of an interface. */
  members: readonly { name: string; text: string }[]
  /** For each export that is an interface, the namespace in `declarations` that has its types. */
  namespaces: ReadonlyMap<string, string>
  /** The types of imports, by name: interfaces with their versions, and functions of the world. */
  imports: ReadonlyMap<string, string>
}

interface Member {
  name: string
  text: string
  /** The namespace of an interface. */
  namespace?: string
}

/**
 * @param files the files that bindgen wrote, by name
 * @param exports the names under which the module exports members
 */
export function declarationsOf(files: Readonly<Record<string, string>>, exports: readonly string[]): Declarations {
  const world = Object.entries(files).find(([file]) => !file.includes('/'))?.[1] ?? ''
  const imported = world.matchAll(/^import type \* as (\w+) from '\.\/interfaces\/(.*)\.js'/gm)
  const names = new Map([...imported].map(([, namespace, id]) => [id!, namespace!]))
  const namespaceOf = (id: string): string => names.get(id) ?? pascal(id)
  const interfaces = Object.entries(files).flatMap(([file, text]) => {
    const id = /^interfaces\/(.*)\.d\.ts$/.exec(file)?.[1]
    return id === undefined ? [] : [`declare namespace ${namespaceOf(id)} {\n${withNamespaces(text, namespaceOf)}\n}`]
  })
  const members = membersOf(/^ *export interface Root \{\n([^]*?)^ *\}/m.exec(world)?.[1] ?? '')
  const own = NOT_OURS.reduce((text, part) => text.replaceAll(part, ''), world.slice(0, ownFunctions(world)))
  return {
    declarations: [...interfaces, ...missingTypes(world), withNamespaces(own, namespaceOf).trim()],
    members: members
      .filter(({ name, namespace }) => namespace === undefined || name.includes('/') || exports.includes(name))
      .map(({ name, text }) => ({ name, text })),
    imports: importsOf(/^ *export interface ImportObject \{\n([^]*?)^\}/m.exec(world)?.[1] ?? ''),
    namespaces: new Map(members.flatMap(({ name, namespace }) => (namespace === undefined ? [] : [[name, namespace] as const]))),
  }
}

/** The members of bindgen's `Root`, with their docs. */
function membersOf(body: string): Member[] {
  const found: Member[] = []
  let lines: string[] = []
  for (const line of body.trimEnd().split('\n')) {
    lines.push(line)
    const [, quoted, plain] = /^ *(?:'([^']+)'|([\w$]+))(?:\(|: )/.exec(line) ?? []
    const name = quoted ?? plain
    if (name === undefined) continue
    const [, namespace] = /: typeof (\w+),$/.exec(line) ?? []
    found.push({ name, text: lines.join('\n'), ...(namespace !== undefined && { namespace }) })
    lines = []
  }
  return found
}

/** The members of bindgen's `ImportObject`. A function of the world is the member `default` of an object. */
function importsOf(body: string): Map<string, string> {
  const interfaces = body.matchAll(/^ *'([^']+)': (typeof \w+),$/gm)
  const functions = body.matchAll(/^ *(?:'([^']+)'|([\w$]+)): \{\n(?: *\/\*\*[^]*?\*\/\n)? *'?default'?(\(.*\)): (.*),\n *\},$/gm)
  return new Map([
    ...[...interfaces].map(([, name, type]) => [name!, type!] as const),
    ...[...functions].map(([, quoted, plain, params, result]) => [(quoted ?? plain)!, `${params} => ${result}`] as const),
  ])
}

/** Returns where bindgen's own functions begin, which are at the end of a world's file. */
function ownFunctions(world: string): number {
  const at = world.lastIndexOf('* Instantiates this component')
  return at < 0 ? world.length : world.lastIndexOf('/**', at)
}

/** Parts of a world's file that are not types of the world. Their indentation varies: bindgen counts the braces in docs, too. */
const NOT_OURS = [
  /^\/\/ world .*\n/gm,
  /^import type \* as .*\n/gm,
  /^ *export interface (?:ImportObject|Root) \{\n[^]*?^ *\}\n/gm,
]

/** The type of nested options, which bindgen only declares in the files of interfaces. */
function missingTypes(world: string): string[] {
  if (!/\bOption</.test(world) || /^ *export type Option</m.test(world)) return []
  return ["export type Option<T> = { tag: 'none' } | { tag: 'some', val: T };"]
}

/** The namespace of an interface that the world's file does not name: `wasi-io-streams` → `WasiIoStreams`. */
const pascal = (id: string): string => id.replaceAll(/(?:^|[-_.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** Returns the text of a file with imports of other files replaced by their namespaces. */
function withNamespaces(text: string, namespaceOf: (id: string) => string): string {
  return text.replaceAll(/import\('\.\/(?:interfaces\/)?([^']+)\.js'\)/g, (_, id: string) => namespaceOf(id)).trimEnd()
}
