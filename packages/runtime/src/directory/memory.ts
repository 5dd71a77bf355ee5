import { errnoOf } from '../errno.js'
import { problem } from '../problem.js'
import { Symlink, checkOptions, openDirectory } from './directory.js'
import type { Directory, DirectoryDescriptor, RunContext, Tree } from './directory.js'
import { MemoryDirectoryDescriptor } from './memory-descriptor.js'
import { MemoryFile, MemoryLink, type MemoryFolder, type MemoryNode } from './memory-node.js'
import { look } from './memory-place.js'
import { plant } from './memory-tree.js'

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
 * while open, times. Reading leaves access times alone. It can be granted to any number of runs.
 *
 * `tree` holds text, bytes, functions (called when the file is first opened or its size is asked for) and nested trees; also another
 * `memoryDirectory()`, which stays the same object under both names. Throws on a name that no file can have.
 */
export function memoryDirectory(tree: Tree = {}, options: MemoryDirectoryOptions = {}): MemoryDirectory {
  const call = 'memoryDirectory()'
  return new InMemory(plant(tree, checkOptions(options, call), call))
}

class InMemory implements MemoryDirectory {
  // Not a private member: a tree that is given this directory needs it.
  constructor(readonly root: MemoryFolder) {}

  [openDirectory](context: RunContext): DirectoryDescriptor {
    return new MemoryDirectoryDescriptor(this.root, context)
  }

  tree(): Files {
    return read(this.root)
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
    errnoOf(error)
    return undefined
  }
}

/** Not by recursion: a guest can nest directories deeper than JavaScript can calls. */
const read = (root: MemoryFolder): Files => {
  const files: Record<string, Files[string]> = {}
  const todo: [folder: MemoryFolder, path: string, files: Record<string, Files[string]>][] = [[root, '', files]]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [folder, path, into] = next
    for (const [name, node] of folder.entries) {
      let content: Files[string]
      if (node instanceof MemoryFile) content = node.load(path + name).bytes()
      else if (node instanceof MemoryLink) content = new Symlink(node.target)
      else todo.push([node, `${path}${name}/`, (content = {})])
      // Not an assignment: `__proto__` may be the name of a file.
      Object.defineProperty(into, name, { value: content, enumerable: true, configurable: true, writable: true })
    }
  }
  return files
}
