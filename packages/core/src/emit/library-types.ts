import { literal } from '../text.js'
import { exportName } from './names.js'

/** A function or an interface of a library, as text for its `.d.ts`. */
export interface Member {
  name: string
  /** The indented lines of a member of an interface. */
  text: string
}

export interface LibraryTypes {
  /** Module specifier of the runtime. */
  runtime: string
  /** Statements that declare what the members refer to. */
  declarations: readonly string[]
  /** Doc comment of all members. */
  title: string
  members: readonly Member[]
  /** The members that the module exports. If a member is a namespace in `declarations`, `namespace` is its name there. */
  exports: readonly { name: string; namespace?: string }[]
  /** Further types of the runtime that the members use. Only for libraries without declarations, whose names could clash. */
  uses?: readonly string[]
  /** The type of the option `imports`, if each call has to give it. */
  imports?: string
  /** Whether the library runs in workers. If it is `typed`, its members already say that functions return promises. */
  worker?: boolean | 'typed'
  /** Whether its instances can wait on the same thread (the option `async`). */
  waits?: boolean
}

/** Returns the `.d.ts` of a library: the exports of its module, and the members of its instances. */
export function libraryTypesText({
  runtime,
  declarations,
  title,
  members,
  exports,
  uses: used = [],
  imports,
  worker = false,
  waits = false,
}: LibraryTypes): string {
  const maps = worker === true
  const maker = `${worker !== false ? 'Worker' : waits ? 'Async' : ''}Instantiate${imports === undefined ? '' : 'With'}`
  const uses = maps && exports.length > 0 ? ['AsyncExports', ...used] : used
  const [Instantiate, Exports, AllExports] = [maker, 'Exports', 'AllExports'].map((name) => unused(name, declarations)) as [
    string,
    string,
    string,
  ]
  const [own, hidden] = [members.filter(({ name }) => name !== 'then'), members.filter(({ name }) => name === 'then')]
  const all = [
    `/** What an instance has as \`instance[unwasi.exports]\`: \`then\`, too. */`,
    `export interface ${AllExports} extends ${Exports} {`,
    ...hidden.map(({ text }) => text),
    '}',
  ]
  return [
    `import type { ${[Instantiate === maker ? maker : `${maker} as ${Instantiate}`, ...new Set([...uses, ...(imports?.includes('ImportModule<') ? ['ImportModule'] : [])])].join(', ')} } from ${literal(runtime)}`,
    '',
    ...declarations,
    `/** ${title} */`,
    `export interface ${Exports} {`,
    ...own.map(({ text }) => text),
    '}',
    ...(hidden.length > 0 ? all : []),
    ...exports.flatMap(({ name, namespace }, index) =>
      namespace === undefined
        ? [
            `declare const export${index}: ${maps ? `AsyncExports<${Exports}>` : Exports}[${literal(name)}]`,
            `export { export${index} as ${exportName(name)} }`,
          ]
        : [`export { ${namespace} as ${exportName(name)} }`],
    ),
    `declare const instantiate: ${Instantiate}<${[...(imports === undefined ? [] : [imports]), Exports, ...(hidden.length > 0 ? [AllExports] : [])].join(', ')}>`,
    'export default instantiate',
    '',
  ].join('\n')
}

/** Returns `name`, or a similar name that no declaration uses, because types of a WIT world may have any name. */
export function unused(name: string, declarations: readonly string[]): string {
  let free = name
  const code = declarations.map((text) => text.replaceAll(/\/\*[^]*?\*\//g, ''))
  while (code.some((text) => new RegExp(`\\b${free}\\b`).test(text))) free += '_'
  return free
}
