import { errnoOf } from '../errno/errno.js'
import { problem } from '../errors/problem.js'
import { Symlink, checkOptions, openDirectory } from './directory.js'
import type { Directory, DirectoryDescriptor, DirectoryContext, Tree } from './directory.js'
import { MemoryDirectoryDescriptor } from './memory-descriptor.js'
import { MemoryFile } from './memory-file.js'
import { MAX_BYTES, MAX_ENTRIES, MemoryFilesystem } from './memory-filesystem.js'
import { type MemoryFolder, type MemoryInode } from './memory-folder.js'
import { MemoryLink } from './memory-link.js'
import { look } from './memory-path.js'
import { plant } from './memory-tree.js'

export interface MemoryDirectoryOptions {
  /** Guests can't change anything in it: they get `EROFS`. Default: false. */
  readonly?: boolean
  /**
   * What fits into it: the bytes of its files, names and links' targets. Files with several names count once, and removed files
   * until they are closed. Guests that need more get `ENOSPC`. What `tree` brings along always fits. The arrays that hold
   * files may take up to twice as much. Default: 2^30, one gigabyte.
   */
  maxBytes?: number
  /** How many files, directories, links and further names may be in it. Guests that need more get `ENOSPC`. Default: 2^17. */
  maxEntries?: number
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
  const { maxBytes = MAX_BYTES, maxEntries = MAX_ENTRIES, ...others } = options
  checkLimit('maxBytes', maxBytes)
  checkLimit('maxEntries', maxEntries)
  const readonly = checkOptions(others, call, 'readonly, maxBytes and maxEntries')
  return new InMemory(plant(tree, new MemoryFilesystem(readonly, maxBytes, Math.min(maxEntries, MAX_MAP)), call))
}

/** V8's Map holds no more. */
const MAX_MAP = 2 ** 24 - 1

const checkLimit = (name: string, value: number): void => {
  if (value === Infinity || (Number.isInteger(value) && value >= 0)) return
  throw new TypeError(
    `memoryDirectory(): option ${name} is ${String(value)}; it must be a whole number that is not negative, or Infinity`,
  )
}

class InMemory implements MemoryDirectory {
  // Not a private member: a tree that is given this directory needs it.
  constructor(readonly root: MemoryFolder) {}

  [openDirectory](context: DirectoryContext): DirectoryDescriptor {
    return new MemoryDirectoryDescriptor(this.root, context)
  }

  tree(): Files {
    return read(this.root)
  }

  text(path: string): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes(path))
  }

  bytes(path: string): Uint8Array<ArrayBuffer> {
    const inode = lookUp(this.root, path)
    if (inode instanceof MemoryFile) return inode.load(path).bytes()
    throw problem(
      `no file ${JSON.stringify(path)} in this memoryDirectory`,
      inode ? 'it is a directory' : `there is ${names(this.root)}`,
      'check the path, and that the program did write the file',
    )
  }
}

const names = ({ entries }: MemoryFolder): string =>
  entries.size ? [...entries.keys()].slice(0, 9).join(', ') + (entries.size > 9 ? ' …' : '') : 'nothing in it'

const lookUp = (root: MemoryFolder, path: string): MemoryInode | undefined => {
  try {
    return look(root, path.replace(/^\//, ''), true).inode
  } catch (error) {
    errnoOf(error)
    return undefined
  }
}

/** Without prototype: `__proto__` and `constructor` are names like any other. */
const record = (): Record<string, Files[string]> => Object.create(null) as Record<string, Files[string]>

/** Not by recursion: a guest can nest directories deeper than JavaScript can calls. */
const read = (root: MemoryFolder): Files => {
  const files = record()
  const todo: [folder: MemoryFolder, path: string, files: Record<string, Files[string]>][] = [[root, '', files]]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [folder, path, into] = next
    for (const [name, inode] of folder.entries) {
      let content: Files[string]
      if (inode instanceof MemoryFile) content = inode.load(path + name).bytes()
      else if (inode instanceof MemoryLink) content = new Symlink(inode.target)
      else todo.push([inode, `${path}${name}/`, (content = record())])
      into[name] = content
    }
  }
  return files
}
