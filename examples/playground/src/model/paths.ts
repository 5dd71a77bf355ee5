import type { Files } from '../engine/types.js'

/** Files by path (`data/in.txt`), and empty folders, whose paths end with `/`. */
export type Paths = Map<string, Uint8Array>

const EMPTY = new Uint8Array()

/** The path in its one spelling: no empty parts, no `.`, no leading slash. Returns undefined if nothing is left, or for `..`. */
export function normalPath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.length === 0 || parts.includes('..') || path.includes('\0')) return undefined
  return parts.join('/')
}

const LONGEST_PATH = 1_000
/** The length of a name in bytes. The runtime allows no longer one. */
const LONGEST_NAME = 255

const isLong = (name: string): boolean => new TextEncoder().encode(name).length > LONGEST_NAME

/** Whether the paths, which may be those of a link, are ones that the page would have let the user enter. */
export function areSound(paths: Paths): boolean {
  return [...paths.keys()].every((path) => {
    const own = path.endsWith('/') ? path.slice(0, -1) : path
    const parts = own.split('/')
    if (path.length > LONGEST_PATH || normalPath(own) !== own || parts.some(isLong)) return false
    const parents = parts.map((_, index) => parts.slice(0, index).join('/'))
    return !parents.some((parent) => paths.has(parent)) && (own === path || !paths.has(own))
  })
}

/** Why there can't be a file or a folder at `path`. */
export function obstacle(paths: Paths, path: string): string | undefined {
  const parts = path.split('/')
  if (path.length > LONGEST_PATH) return `A path may have ${LONGEST_PATH} characters at most.`
  if (parts.some(isLong)) return `The name of a file or a folder may have ${LONGEST_NAME} bytes at most.`
  for (let length = 1; length < parts.length; length++) {
    const parent = parts.slice(0, length).join('/')
    if (paths.has(parent)) return `${parent} is a file, so it can't contain others.`
  }
  for (const other of paths.keys()) if (other.startsWith(`${path}/`)) return `${path} is a folder.`
  return undefined
}

/** The tree in the form that the engine takes. A name may be `__proto__`, so objects are made from entries. */
export function toTree(paths: Paths): Files {
  const folder = (prefix: string): Files => {
    const entries = new Map<string, Uint8Array | Files>()
    for (const [path, bytes] of paths) {
      if (!path.startsWith(prefix) || path === prefix) continue
      const rest = path.slice(prefix.length)
      const slash = rest.indexOf('/')
      if (slash < 0) entries.set(rest, bytes)
      else if (!entries.has(rest.slice(0, slash)))
        entries.set(rest.slice(0, slash), folder(`${prefix}${rest.slice(0, slash + 1)}`))
    }
    return Object.fromEntries(entries)
  }
  return folder('')
}

export function fromTree(files: Files): Paths {
  const paths: Paths = new Map()
  const visit = (folder: Files, prefix: string): void => {
    for (const [name, entry] of Object.entries(folder)) {
      const path = prefix + name
      if (entry instanceof Uint8Array) paths.set(path, entry)
      else if (Object.keys(entry).length === 0) paths.set(`${path}/`, EMPTY)
      else visit(entry, `${path}/`)
    }
  }
  visit(files, '')
  return paths
}
