import { decodeText, encodeText, isBytes } from '../bytes.js'
import { problem } from '../errors/problem.js'
import { isDirectory, isSymlink, type Directory, type Tree } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryFile } from './memory-file.js'
import type { MemoryFilesystem } from './memory-filesystem.js'
import { MemoryFolder, type MemoryInode } from './memory-folder.js'
import { MemoryLink } from './memory-link.js'

/**
 * The key of a directory's root. An app may contain two copies of this package, and a tree of one may contain a directory of the
 * other. So code looks at the `type` of an inode, and never at its class. The number stands for what the copies must agree on.
 */
export const memoryRoot: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.memory.1') as never

/** A directory in memory. */
export interface Rooted {
  readonly [memoryRoot]: MemoryFolder
}

const isRooted = (value: object): value is Rooted => memoryRoot in value

/** Makes the root of `filesystem` with the contents of `tree`. `where` begins error messages. */
export const plant = (tree: Tree, filesystem: MemoryFilesystem, where: string): MemoryFolder => {
  const root = new MemoryFolder(filesystem)
  root.links = 1
  // This is not recursive, because a tree that was read from a directory can be as deep as the guest made it.
  const path: Level[] = [levelOf(root, tree, where)]
  const above = new Set<unknown>([tree])
  for (let level = path.at(-1); level; level = path.at(-1)) {
    const { value: entry, done } = level.entries.next()
    if (done) {
      above.delete(level.tree)
      path.pop()
      continue
    }
    const [name, value] = entry
    checkName(name, level.where)
    const within = `${level.where}[${JSON.stringify(name)}]`
    const inode = makeInode(filesystem, value, within)
    level.folder.add(name, inode ?? new MemoryFolder(filesystem))
    if (inode) continue
    if (above.has(value)) throw problem(`${within} contains itself`, 'A tree must be finite.', 'Use a `Symlink`.')
    above.add(value)
    path.push(levelOf(level.folder.entries.get(name) as MemoryFolder, value as Tree, within))
  }
  return root
}

/** A tree that is being planted, with the entries that are left. */
interface Level {
  readonly folder: MemoryFolder
  readonly tree: Tree
  readonly where: string
  readonly entries: Iterator<[name: string, value: Tree[string]], undefined>
}

const levelOf = (folder: MemoryFolder, tree: Tree, where: string): Level => {
  // The tag is checked because an object may come from another realm. Arrays, dates, promises … are mistakes.
  if (Object.prototype.toString.call(tree) !== '[object Object]') {
    throw problem(
      `${where} is ${String(tree)}`,
      "It can't be the content of a file or directory.",
      'Use a string, a Uint8Array, a function that returns either, or a tree.',
    )
  }
  return { folder, tree, where, entries: Object.entries(tree).values() }
}

const checkName = (name: string, where: string): void => {
  const bytes = encodeText(name)
  if (/^\.{0,2}$|[/\0]/.test(name) || bytes.length > 255 || decodeText(bytes) !== name) {
    throw problem(
      `${where}: ${JSON.stringify(name)} can't be the name of a file`,
      'A name has 1 to 255 bytes of well-formed text without `/` or NUL, and is not `.` or `..`.',
      'Use another name, or nest trees: `{ directory: { file: … } }`.',
    )
  }
}

/** The inode for `value`, or undefined if it is a tree. */
const makeInode = (filesystem: MemoryFilesystem, value: Tree[string], where: string): MemoryInode | undefined => {
  if (typeof value === 'string' || typeof value === 'function' || isBytes(value)) return MemoryFile.of(filesystem, value)
  if (isSymlink(value)) return makeLink(filesystem, value.target, where)
  return isDirectory(value) ? graft(value, where) : undefined
}

const makeLink = (filesystem: MemoryFilesystem, target: string, where: string): MemoryLink => {
  try {
    checkTarget(target)
  } catch (cause) {
    throw problem(
      `${where}: ${JSON.stringify(target)} can't be the target of a link`,
      'A target is a relative path of 1 to 4095 bytes without NUL.',
      'Use a path relative to the link.',
      cause,
    )
  }
  return new MemoryLink(filesystem, target)
}

/** The root of a `memoryDirectory` that is part of a tree. */
const graft = (value: Directory, where: string): MemoryFolder => {
  const root = isRooted(value) ? value[memoryRoot] : undefined
  if (root && !root.parent) return root
  throw problem(
    `${where} can't be part of this tree`,
    root ? 'It is part of another tree.' : 'It is not in memory.',
    "Grant it under a separate path: `dirs: { '/': tree, '/data': directory }`.",
  )
}
