/** The files of a project by their paths, such as `src/main.ts`. */
export type Files = Map<string, string>

const sources: Record<string, string> = import.meta.glob('./projects/**/*', { query: '?raw', import: 'default', eager: true })

/** The projects in the folder `projects` by name, with what one edits first in front. */
export const projects = new Map<string, Files>()
for (const [path, text] of Object.entries(sources).toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))) {
  const [, , name = '', ...file] = path.split('/')
  const files = projects.get(name) ?? new Map<string, string>()
  projects.set(name, files.set(file.join('/'), text))
}

function rank(path: string): number {
  if (/\/(?:main|view)\.tsx?$/.test(path)) return 0
  return path.endsWith('.json') ? 2 : 1
}

/** A folder's files by name. */
export interface Tree {
  [name: string]: string | Tree
}

export function asTree(files: Files): Tree {
  const root: Tree = {}
  for (const [path, text] of files) {
    const names = path.split('/')
    const name = names.pop() ?? ''
    let folder = root
    for (const part of names) {
      const next = folder[part] ?? {}
      if (typeof next === 'string') throw new Error(`${path} is in a folder with the name of a file.`)
      folder = folder[part] = next
    }
    folder[name] = text
  }
  return root
}
