import { isBytes } from '../options.js'
import { problem } from '../problem.js'
import { Symlink, isDirectory, type Directory, type Tree } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryFile, MemoryFilesystem, MemoryFolder, MemoryLink, type MemoryNode } from './memory-node.js'

/** The root of a filesystem with what `tree` says in it. `where` begins error messages. */
export const plant = (tree: Tree, readonly: boolean, where: string): MemoryFolder => {
  const root = new MemoryFolder(new MemoryFilesystem(readonly))
  root.links = 1
  fill(root, tree, where, [])
  return root
}

const fill = (folder: MemoryFolder, tree: Tree, where: string, above: readonly Tree[]): void => {
  // By tag: an object may be of another realm. Arrays, dates, promises … are mistakes.
  if (Object.prototype.toString.call(tree) !== '[object Object]') {
    throw problem(
      `${where} is ${String(tree)}`,
      'that is no contents',
      'use a string, a Uint8Array, a function that returns one, or a tree',
    )
  }
  if (above.includes(tree)) throw problem(`${where} contains itself`, 'a tree must end somewhere', 'use a Symlink')
  for (const [name, value] of Object.entries(tree)) {
    checkName(name, where)
    folder.add(name, makeNode(folder.filesystem, value, `${where}[${JSON.stringify(name)}]`, [...above, tree]))
  }
}

const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

const checkName = (name: string, where: string): void => {
  const bytes = encoder.encode(name)
  if (/^\.{0,2}$|[/\0]/.test(name) || bytes.length > 255 || decoder.decode(bytes) !== name) {
    throw problem(
      `${where}: ${JSON.stringify(name)} can't be the name of a file`,
      'names are up to 255 bytes of well-formed text without / and NUL, and neither . nor ..',
      'give it another name, or nest trees: { directory: { file: … } }',
    )
  }
}

const makeNode = (filesystem: MemoryFilesystem, value: Tree[string], where: string, above: readonly Tree[]): MemoryNode => {
  if (typeof value === 'string' || typeof value === 'function' || isBytes(value)) return MemoryFile.of(filesystem, value)
  if (value instanceof Symlink) return makeLink(filesystem, value.target, where)
  if (isDirectory(value)) return graft(value, where)
  const folder = new MemoryFolder(filesystem)
  fill(folder, value, where, above)
  return folder
}

const makeLink = (filesystem: MemoryFilesystem, target: string, where: string): MemoryLink => {
  try {
    checkTarget(target)
  } catch (cause) {
    throw problem(
      `${where}: ${JSON.stringify(target)} can't be the target of a link`,
      'targets are relative, not empty, below 4096 bytes and without NUL',
      'give a path relative to the link',
      cause,
    )
  }
  return new MemoryLink(filesystem, target)
}

/** A directory of its own as part of a tree. */
const graft = (value: Directory, where: string): MemoryFolder => {
  const { root } = value as { root?: unknown }
  if (root instanceof MemoryFolder && !root.parent) return root
  throw problem(
    `${where} can't be part of this tree`,
    root ? 'it is part of another one' : 'it is not in memory',
    "grant it under a path of its own: dirs: { '/': tree, '/data': directory }",
  )
}
