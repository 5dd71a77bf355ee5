import { NoEntry, errorCode } from '../host/filesystem-errors.js'
import { isBytes } from '../options.js'
import { problem } from '../problem.js'
import { Symlink, checkOptions, isDirectory, openDirectory } from './directory.js'
import type { Directory, DirectoryDescriptor, RunContext, Tree } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryDirectoryDescriptor, directoryFlags, look } from './memory-descriptor.js'
import { MemoryFile, MemoryFilesystem, MemoryFolder, MemoryLink } from './memory-node.js'
import type { MemoryNode } from './memory-node.js'

export interface MemoryDirectoryOptions {
  /** Guests can't change anything in it: they get `EROFS`. Default: false. */
  readonly?: boolean
}

/** Contents of a `MemoryDirectory`: copies, and thus a `Tree` for another one. */
export interface Files {
  readonly [name: string]: Uint8Array | Symlink | Files
}

/** A directory in memory. It keeps what guests do to it, from one run to the next. */
export interface MemoryDirectory extends Directory {
  /** All that is in it. Functions that stood for files are called. */
  tree(): Files
  /** The file at `path` (`out/report.txt`), decoded as UTF-8. Follows symbolic links. Throws when there is no such file. */
  text(path: string): string
  /** The file at `path`, a copy. Follows symbolic links. Throws when there is no such file. */
  bytes(path: string): Uint8Array<ArrayBuffer>
}

/**
 * A directory that lives in memory, with all that a POSIX filesystem has: hard and symbolic links, renames, files that are unlinked
 * while open, times. It can be granted to any number of runs.
 *
 * Text, bytes, functions (called when the file is first opened or its size is asked for) and nested trees; also another
 * `memoryDirectory()`, which stays the same object under both names. Throws on a name that no file can have.
 */
export function memoryDirectory(tree: Tree = {}, options: MemoryDirectoryOptions = {}): MemoryDirectory {
  return makeDirectory(tree, options, 'memoryDirectory()')
}

/** The same; `where` begins its error messages. */
export const makeDirectory = (tree: Tree, options: MemoryDirectoryOptions, where: string): MemoryDirectory => {
  const readonly = checkOptions(options, where)
  if (!isTree(tree)) throw problem(`${where} got ${String(tree)}`, 'that is no tree', 'pass an object of files by name')
  const root = new MemoryFolder(new MemoryFilesystem(readonly))
  root.links = 1
  fill(root, tree, where, [])
  return new InMemory(root)
}

class InMemory implements MemoryDirectory {
  // Not a private member: a tree that is given this directory needs it, maybe from another copy of this package.
  constructor(readonly root: MemoryFolder) {}

  [openDirectory](context: RunContext): DirectoryDescriptor {
    return new MemoryDirectoryDescriptor(this.root, directoryFlags(this.root), context)
  }

  tree(): Files {
    return read(this.root, '') as Files
  }

  text(path: string): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes(path))
  }

  bytes(path: string): Uint8Array<ArrayBuffer> {
    const node = lookUp(this.root, path)
    if (node instanceof MemoryFile) return node.load(path).bytes()
    throw problem(
      `no file ${JSON.stringify(path)} in this memoryDirectory`,
      node ? 'it is a directory' : `there is ${names(this.root)}`,
      'check the path, and that the program did write the file',
    )
  }
}

const names = ({ entries }: MemoryFolder): string =>
  entries.size ? [...entries.keys()].slice(0, 9).join(', ') + (entries.size > 9 ? ' …' : '') : 'nothing in it'

const lookUp = (root: MemoryFolder, path: string): MemoryNode | undefined => {
  try {
    return look(root, path.replace(/^\//, ''), true).node
  } catch (error) {
    errorCode(error)
    return undefined
  }
}

const read = (node: MemoryNode, path: string): Uint8Array | Symlink | Files =>
  node instanceof MemoryFile
    ? node.load(path).bytes()
    : node instanceof MemoryLink
      ? new Symlink(node.target)
      : Object.fromEntries(
          [...node.entries].map(([name, child]) => [
            name,
            read(child, `${path}${name}${child instanceof MemoryFolder ? '/' : ''}`),
          ]),
        )

const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

const fill = (folder: MemoryFolder, tree: Tree, where: string, above: readonly Tree[]): void => {
  for (const [name, value] of Object.entries(tree)) {
    const here = `${where}[${JSON.stringify(name)}]`
    checkName(name, where)
    folder.add(name, makeNode(folder, value, here, [...above, tree]))
  }
}

/** No arrays, dates, promises …: those are mistakes. By tag, since an object may be of another realm. */
const isTree = (value: unknown): value is Tree => Object.prototype.toString.call(value) === '[object Object]'

const checkName = (name: string, where: string): void => {
  const bytes = encoder.encode(name)
  const why =
    name === ''
      ? 'it is empty'
      : name === '.' || name === '..'
        ? 'it stands for a directory itself'
        : /[/\0]/.test(name)
          ? 'a tree is keyed by the names of single files and directories'
          : bytes.length > 255
            ? 'it is longer than 255 bytes'
            : decoder.decode(bytes) !== name && 'it is no well-formed Unicode'
  const fix = name.includes('/') ? 'nest trees: { dir: { file: … } }' : 'give the file another name'
  if (why) throw problem(`${where}: ${JSON.stringify(name)} can't be the name of a file`, why, fix)
}

const makeNode = (folder: MemoryFolder, value: Tree[string], here: string, above: readonly Tree[]): MemoryNode => {
  const { filesystem } = folder
  if (typeof value === 'string' || typeof value === 'function' || isBytes(value)) return MemoryFile.of(filesystem, value)
  if (value instanceof Symlink) return makeLink(filesystem, value.target, here)
  if (isDirectory(value)) return graft(value, here)
  if (!isTree(value)) {
    throw problem(
      `${here} is ${String(value)}`,
      'it is no file contents',
      'use a string, a Uint8Array, a function that returns one, or a tree',
    )
  }
  if (above.includes(value)) throw problem(`${here} contains itself`, 'a tree must end somewhere', 'use a Symlink')
  const child = new MemoryFolder(filesystem)
  fill(child, value, here, above)
  return child
}

const makeLink = (filesystem: MemoryFilesystem, target: string, here: string): MemoryLink => {
  try {
    checkTarget(target)
  } catch (error) {
    const why = errorCode(error) === NoEntry ? 'it is empty' : 'links must be relative, below 4096 bytes and without NUL'
    throw problem(
      `${here}: ${JSON.stringify(target)} can't be the target of a symbolic link`,
      why,
      'give a path relative to the link',
    )
  }
  return new MemoryLink(filesystem, target)
}

const graft = (value: Directory, here: string): MemoryFolder => {
  const { root } = value as Partial<InMemory>
  if (!root) {
    throw problem(
      `${here} is a directory of the host`,
      'a tree lives in memory',
      "grant it under a path of its own: dirs: { '/': tree, '/data': directory }",
    )
  }
  if (root.parent)
    throw problem(
      `${here} is part of another tree`,
      'a directory has one parent',
      'make two memory directories, or grant it on its own',
    )
  return root
}
