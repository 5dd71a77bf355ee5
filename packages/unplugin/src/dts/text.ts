import { literal } from '@unwasi/core/text'

import { declarations, generalTypes } from './general.js'
import { queries } from './queries.js'

/** A program in the generated file. */
export interface TypedGuest {
  /** The path relative to the generated file's folder, with slashes. */
  path: string
  /** The declarations of its module. */
  types: string
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

/** The programs that a generated file names. */
export function guestsIn(text: string): Omit<TypedGuest, 'types'>[] {
  const markers = text.matchAll(/^\/\/ ("(?:[^"\\\n]|\\.)*")(?: with (?=&)(&worker)?(&preview2)?|( without a query, too))?/gm)
  return [...markers].map(([, path, worker, preview2, included]) => ({
    path: JSON.parse(path!) as string,
    included: included !== undefined,
    preview2: preview2 !== undefined,
    worker: worker !== undefined,
  }))
}

/**
 * The text of the generated file. It does not depend on the order in which programs were found.
 * @param plugin the plugin's package, which exports the types of the runtime. Strict package managers hide all others from the
 * user's files
 */
export function dtsText(guests: readonly TypedGuest[], plugin: string): string {
  const groups = new Map<string, { pattern: string; group: TypedGuest[] }>()
  const general: TypedGuest[] = []
  for (const guest of [...guests].sort((a, b) => compare(a.path, b.path) || compare(formOf(a), formOf(b)))) {
    const pattern = patternOf(
      guest,
      guests.filter((other) => formOf(other) === formOf(guest)),
    )
    if (pattern === undefined) general.push(guest)
    else {
      const key = pattern + (formOf(guest) === 'plain' ? '' : queries[formOf(guest)][0])
      groups.set(key, { pattern, group: [...(groups.get(key)?.group ?? []), guest] })
    }
  }
  const programs = [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { pattern, group }]) => {
      const { types } = group[0]!
      const form = formOf(group[0]!)
      const bare = group.some(({ included }) => included) ? [''] : []
      const all = form === 'plain' ? [...bare, ...queries.plain] : queries[form]
      const names = all.map((query) => pattern + query)
      return [...group.map(marker), ...declarations(names, types)].join('\n')
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

/** The specifier of a file in a package in node_modules. */
function installedName(path: string): string | undefined {
  return /(?:^|\/)node_modules\/((?:(?!\/node_modules\/).)+)$/.exec(path)?.[1]
}

/** Compares code units, which gives the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
