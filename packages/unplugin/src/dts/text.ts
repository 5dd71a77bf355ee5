import { literal } from '@unwasi/core/text'

import { declarations, generalTypes } from './general.js'
import { queries } from './queries.js'

/** A program in the generated file. */
export interface TypedGuest {
  /** Path from the generated file's folder, with slashes. */
  path: string
  /** Text of the `.d.ts` for its module. */
  types: string
  /** Whether it is imported without the query, too. */
  included: boolean
  /** Whether it is imported with `&preview2`, as a component: its types may be others then. */
  preview2: boolean
}

const header = `/* eslint-disable */
// Types of the WASI programs that this project imports, written by unwasi (option \`dts\`).`

/** Whether `text` is a file that `dtsText` made. */
export function isGenerated(text: string): boolean {
  return text.startsWith(header)
}

/** The programs that a generated file names. */
export function guestsIn(text: string): Omit<TypedGuest, 'types'>[] {
  const markers = text.matchAll(/^\/\/ ("(?:[^"\\\n]|\\.)*")(?:( with &preview2)|( without a query, too))?/gm)
  return [...markers].map(([, path, preview2, included]) => ({
    path: JSON.parse(path!) as string,
    included: included !== undefined,
    preview2: preview2 !== undefined,
  }))
}

/**
 * The generated file. The same programs give the same text, in whatever order they were found.
 * @param adapter package that exports the types of the runtime: strict package managers let the user's files see no other
 */
export function dtsText(guests: readonly TypedGuest[], adapter: string): string {
  const groups = new Map<string, { pattern: string; group: TypedGuest[] }>()
  const general: TypedGuest[] = []
  for (const guest of [...guests].sort((a, b) => compare(a.path, b.path) || Number(a.preview2) - Number(b.preview2))) {
    const pattern = patternOf(
      guest,
      guests.filter(({ preview2 }) => preview2 === guest.preview2),
    )
    if (pattern === undefined) general.push(guest)
    else {
      const key = pattern + (guest.preview2 ? queries.preview2[0] : '')
      groups.set(key, { pattern, group: [...(groups.get(key)?.group ?? []), guest] })
    }
  }
  const programs = [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { pattern, group }]) => {
      const { types, preview2 } = group[0]!
      const bare = group.some(({ included }) => included) ? [''] : []
      const all = preview2 ? queries.preview2 : [...bare, ...queries.plain]
      const names = all.map((query) => pattern + query)
      return [...group.map(marker), ...declarations(names, types)].join('\n')
    })
  const ambiguous = general.map((guest) => `${marker(guest)}: no import says for certain that it means this one`)
  return [
    `${header}\n// In its place "${adapter}/client" is not needed.`,
    ...programs,
    ...(ambiguous.length === 0 ? [] : [ambiguous.join('\n')]),
    // First pattern of those that fit: so they come last. Not spelt as in `client`: where a project has both, no module may be declared twice.
    `// Any other\n${generalTypes('*wasm', adapter)}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

function marker({ path, included, preview2 }: TypedGuest): string {
  return `// ${literal(path)}${preview2 ? ' with &preview2' : included ? ' without a query, too' : ''}`
}

/**
 * What the imports of `guest` look like: TypeScript goes by the text of a specifier, and `./lib.wasm` says nothing about the folder.
 * So it is the shortest end of the path that no program with other types shares; undefined where there is none.
 */
function patternOf(guest: TypedGuest, guests: readonly TypedGuest[]): string | undefined {
  // TypeScript allows one in a pattern.
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

/** How a file of a package in node_modules is imported. */
function installedName(path: string): string | undefined {
  return /(?:^|\/)node_modules\/((?:(?!\/node_modules\/).)+)$/.exec(path)?.[1]
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
