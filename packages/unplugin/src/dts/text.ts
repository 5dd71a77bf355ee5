import { posix as path } from 'node:path'

import { literal } from '@unwasi/core/text'

import { ambient, declarations, generalTypes } from './general.js'
import { queries } from './queries.js'

/** A program in the generated file. */
export interface TypedGuest {
  /** The path relative to the generated file's folder, with slashes. */
  path: string
  /** The declarations of its module. Undefined if they are not known: no pattern may then match its imports. */
  types: string | undefined
  /** Whether imports may name its folder instead. */
  folder?: boolean
  /** Whether it is also imported without the query. */
  included: boolean
  /** Whether it is imported with `&preview2`. Its types may then differ. */
  preview2: boolean
  /** Whether it is imported with `&worker`, where its functions return promises. */
  worker: boolean
}

const header = `/* eslint-disable */
// Types of the WASI programs that this project imports, written by unwasi (option \`dts\`).`

/** Whether `text` is a file that `dtsText` made. */
export function isGenerated(text: string): boolean {
  return text.startsWith(header)
}

/** The programs that a generated file names, with the types that it gives them. */
export function guestsIn(text: string): Omit<TypedGuest, 'folder'>[] {
  const markers = text.matchAll(/^\/\/ ("(?:[^"\\\n]|\\.)*")(?: with (?=&)(&worker)?(&preview2)?|( without a query, too))?/gm)
  return [...markers].map((marker) => {
    const [whole, name, worker, preview2, included] = marker
    return {
      path: JSON.parse(name!) as string,
      types: typesAfter(text, marker.index + whole.length),
      included: included !== undefined,
      preview2: preview2 !== undefined,
      worker: worker !== undefined,
    }
  })
}

/** The types of a program whose marker ends at `end`. The markers of other programs with the same types may follow. */
function typesAfter(text: string, end: number): string | undefined {
  const block = /(?:\n\/\/ ".*)*\ndeclare module ".*" \{\n([^]*?)\n\}\n/y
  block.lastIndex = end
  return block.exec(text)?.[1]?.replaceAll(/^ {2}/gm, '')
}

/**
 * The text of the generated file. It does not depend on the order in which programs were found.
 * @param plugin the plugin's package, which exports the types of the runtime. Strict package managers hide all others from the
 * user's files
 */
export function dtsText(guests: readonly TypedGuest[], plugin: string): string {
  const groups = new Map<string, Group>()
  const general: TypedGuest[] = []
  const all = guests.map(({ types, ...guest }) => ({ ...guest, types: types === undefined ? undefined : ambient(types) }))
  for (const guest of all.toSorted((a, b) => compare(a.path, b.path) || compare(formOf(a), formOf(b)))) {
    const others = all.filter((other) => formOf(other) === formOf(guest))
    const pattern = patternOf(guest, others)
    if (pattern === undefined || guest.types === undefined) general.push(guest)
    else {
      const key = pattern + (formOf(guest) === 'plain' ? '' : queries[formOf(guest)][0])
      const group = groups.get(key) ?? { pattern, types: guest.types, folders: [], guests: [] }
      group.guests.push(guest)
      group.folders.push(...foldersOf(guest, others))
      groups.set(key, group)
    }
  }
  const programs = [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { pattern, types, folders, guests }]) => {
      const form = formOf(guests[0]!)
      const bare = guests.some(({ included }) => included) ? [pattern] : []
      const names = [pattern, ...new Set(folders)].flatMap((name) => queries[form].map((query) => name + query))
      return [...guests.map(marker), ...declarations([...bare, ...names], types)].join('\n')
    })
  const ambiguous = general.map((guest) => `${marker(guest)}: no pattern matches the imports of this program alone`)
  return [
    `${header}\n// With this file, "${plugin}/client" is not needed.`,
    ...programs,
    ...(ambiguous.length === 0 ? [] : [ambiguous.join('\n')]),
    // TypeScript takes the first pattern that matches, so the general ones come last. They differ from those in `client`, because
    // a project may have both files, and no module may be declared twice.
    `// Any other\n${generalTypes('*wasm', plugin)}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** Programs with the same types and the same pattern. */
interface Group {
  readonly pattern: string
  readonly types: string
  /** The patterns of imports of their folders. */
  readonly folders: string[]
  readonly guests: TypedGuest[]
}

/** The form in which a program is imported. Each has separate types. */
export const formOf = ({ preview2, worker }: Pick<TypedGuest, 'preview2' | 'worker'>): Form =>
  worker ? (preview2 ? 'workerPreview2' : 'worker') : preview2 ? 'preview2' : 'plain'

type Form = Exclude<keyof typeof queries, 'url'>

function marker(guest: TypedGuest): string {
  const flags = `${guest.worker ? '&worker' : ''}${guest.preview2 ? '&preview2' : ''}`
  return `// ${literal(guest.path)}${flags !== '' ? ` with ${flags}` : guest.included ? ' without a query, too' : ''}`
}

/**
 * The pattern of the imports of `guest`. TypeScript sees only the text of a specifier, and `./lib.wasm` does not say which folder
 * is meant. So the pattern is the shortest end of the path that no program with other types shares. Undefined if there is no such
 * end.
 */
function patternOf(guest: TypedGuest, guests: readonly TypedGuest[]): string | undefined {
  // TypeScript allows one `*` in a pattern.
  if (guest.path.includes('*')) return undefined
  const others = guests.filter(({ types }) => types !== guest.types).map(({ path }) => path)
  const installed = installedName(guest.path)
  if (installed !== undefined) return others.some((path) => installedName(path) === installed) ? undefined : installed
  const local = others.filter((path) => installedName(path) === undefined)
  const segments = guest.path.split('/').filter((segment) => segment !== '..')
  const ends = segments.map((_, index) => segments.slice(-1 - index).join('/'))
  const end = ends.find((end) => !local.some((path) => path === end || path.endsWith(`/${end}`)))
  return end === undefined ? undefined : `*/${end}`
}

/** The patterns of imports that name the folder of `guest`. */
function foldersOf(guest: TypedGuest, guests: readonly TypedGuest[]): string[] {
  if (guest.folder !== true || !guest.path.includes('/')) return []
  const folders = guests.filter(({ folder }) => folder === true).map((other) => ({ ...other, path: path.dirname(other.path) }))
  const pattern = patternOf({ ...guest, path: path.dirname(guest.path) }, folders)
  return pattern === undefined ? [] : [pattern, `${pattern}/`]
}

/** The specifier of a file in a package in node_modules. */
function installedName(path: string): string | undefined {
  return /(?:^|\/)node_modules\/((?:(?!\/node_modules\/).)+)$/.exec(path)?.[1]
}

/** Compares code units, which gives the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
