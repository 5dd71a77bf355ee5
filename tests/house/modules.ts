import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The repository's `packages`. */
const packages = path.resolve(import.meta.dirname, '../../packages')

/** The modules of a package by their paths below `src`, and what each imports from there, types included. */
export type Modules = ReadonlyMap<string, readonly string[]>

export const packageNames: readonly string[] = readdirSync(packages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && sourcesOf(entry.name).length > 0)
  .map(({ name }) => name)

export function readModules(name: string): Modules {
  const files = sourcesOf(name)
  return new Map(
    files.map((file) => [file, importsOf(textOf(name, file), file).filter((imported) => files.includes(imported))] as const),
  )
}

/** How many lines a module has. */
export function linesOf(name: string, file: string): number {
  return textOf(name, file).trimEnd().split('\n').length
}

/** `import … from`, `export … from`, `import()` and `typeof import()` of relative paths. */
const IMPORT = /(?:from|import\()\s*'(\.[^']+)'/g

/** What the module `file` with that `text` imports, as paths below `src`. */
export function importsOf(text: string, file: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, specifier]) =>
    path.posix.join(path.posix.dirname(file), specifier!.replace(/\.js$/, '.ts')),
  )
}

/** Groups of modules that import one another in a circle. */
export function circlesOf(modules: Modules): string[][] {
  const reached = new Map([...modules.keys()].map((file) => [file, reachableFrom(file, modules)]))
  const circles = new Map<string, string[]>()
  for (const [file, others] of reached) {
    const circle = [...others].filter((other) => reached.get(other)!.has(file)).toSorted()
    if (circle.length > 0) circles.set(circle.join(), circle)
  }
  return [...circles.values()]
}

function reachableFrom(start: string, modules: Modules): Set<string> {
  const found = new Set<string>()
  const todo = [...modules.get(start)!]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (found.has(next)) continue
    found.add(next)
    todo.push(...modules.get(next)!)
  }
  return found
}

function sourcesOf(name: string): string[] {
  try {
    return readdirSync(path.join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map((file) => file.replaceAll('\\', '/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function textOf(name: string, file: string): string {
  return readFileSync(path.join(packages, name, 'src', file), 'utf8')
}
