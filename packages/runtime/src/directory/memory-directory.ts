import { decodeText } from '../bytes.js'
import { errnoOf } from '../errno/errno.js'
import { failure, problem } from '../errors/problem.js'
import { RegularFile, Symlink, SymbolicLink, checkOptions, openDirectory } from './directory.js'
import type { Directory, DirectoryDescriptor, DirectoryContext, Tree } from './directory.js'
import { MemoryDirectoryDescriptor } from './memory-descriptor.js'
import type { MemoryFile } from './memory-file.js'
import { MAX_BYTES, MAX_ENTRIES, MemoryFilesystem } from './memory-filesystem.js'
import { type MemoryFolder, type MemoryInode } from './memory-folder.js'
import { look } from './memory-path.js'
import { memoryRoot, plant, type Rooted } from './memory-tree.js'

/** Options of `memoryDirectory()`. Any other throws a `TypeError`. */
export interface MemoryDirectoryOptions {
  /** Whether guests can't change anything in the directory: they get `EROFS`. Default: false. */
  readonly?: boolean
  /**
   * The most bytes of files, names and links' targets. A file with several names counts once, and a removed file counts until it
   * is closed. Guests that need more get `ENOSPC`. The contents of `tree` always fit. The arrays that hold files may take up to
   * twice as much memory. Default: 2^30, one gigabyte.
   */
  maxBytes?: number
  /** The maximum number of files, directories, links and further names. Guests that need more get `ENOSPC`. Default: 2^17. */
  maxEntries?: number
}

/** A copy of the contents of a `MemoryDirectory`. It can be the `Tree` of another one. */
export interface Files {
  readonly [name: string]: Uint8Array | Symlink | Files
}

/** A directory in memory. It keeps changes by guests from one run to the next. */
export interface MemoryDirectory extends Directory {
  /** All contents. Functions that stand for files are called. */
  tree(): Files
  /** The file at `path` (`out/report.txt`), decoded as UTF-8. Follows symbolic links. Throws if there is no such file. */
  text(path: string): string
  /** A copy of the file at `path`. Follows symbolic links. Throws if there is no such file. */
  bytes(path: string): Uint8Array<ArrayBuffer>
}

/**
 * A directory in memory, with the features of a POSIX filesystem: hard and symbolic links, renames, times, and files that are
 * unlinked while open. Reading does not change access times. The directory can be granted to any number of runs.
 *
 * `tree` contains text, bytes, nested trees, and functions, which are called when their file is first opened or its size is
 * needed. It may contain another `memoryDirectory()`, which stays the same object in both places. Throws on an invalid name.
 */
export function memoryDirectory(tree: Tree = {}, options: MemoryDirectoryOptions = {}): MemoryDirectory {
  const call = 'memoryDirectory()'
  const { maxBytes = MAX_BYTES, maxEntries = MAX_ENTRIES, ...others } = options
  checkLimit('maxBytes', maxBytes)
  checkLimit('maxEntries', maxEntries)
  const readonly = checkOptions(others, call, 'readonly, maxBytes and maxEntries')
  return inMemory(plant(tree, new MemoryFilesystem(readonly, maxBytes, Math.min(maxEntries, MAX_MAP)), call))
}

/** The maximum number of entries of a Map in V8. */
const MAX_MAP = 2 ** 24 - 1

const checkLimit = (name: string, value: number): void => {
  if (value === Infinity || (Number.isInteger(value) && value >= 0)) return
  throw new TypeError(
    `memoryDirectory(): invalid option '${name}': ${String(value)}; it must be a whole number of 0 or more, or Infinity`,
  )
}

/**
 * An object and not a class, because esbuild keeps every class with a method whose name is a symbol, even if nothing uses it. It has
 * its root for trees that contain the directory.
 */
const inMemory = (root: MemoryFolder): MemoryDirectory & Rooted => {
  const bytes = (path: string): Uint8Array<ArrayBuffer> => {
    checkFree(root, 'this memoryDirectory')
    const inode = lookUp(root, path)
    if (inode?.type === RegularFile) return contentOf(inode.load(path))
    throw problem(
      `no file ${JSON.stringify(path)} in this memoryDirectory`,
      inode ? 'It is a directory.' : `The top level has ${names(root)}.`,
      'Check the path, and whether the program wrote the file.',
    )
  }
  return {
    [memoryRoot]: root,
    [openDirectory](context: DirectoryContext, option: string): DirectoryDescriptor {
      checkFree(root, option)
      return new MemoryDirectoryDescriptor(root, context)
    },
    tree() {
      checkFree(root, 'this memoryDirectory')
      return read(root)
    },
    text: (path) => decodeText(bytes(path)),
    bytes,
  }
}

/** Throws if a worker has the contents. */
export const checkFree = ({ filesystem }: MemoryFolder, what: string): void => {
  if (filesystem.lent)
    throw failure(
      'BUSY',
      `${what} is in use by a run in a worker`,
      'The worker has its contents until the run ends.',
      'Wait for that run, or pass another directory.',
    )
}

/** A copy of the contents of `file`. Throws if it is larger than an array can be. */
const contentOf = (file: MemoryFile): Uint8Array<ArrayBuffer> => {
  const { size } = file
  const bytes = room(size)
  file.read(bytes, 0, 0, size)
  return bytes
}

const room = (size: number): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(size)
  } catch (error) {
    throw problem(
      `a file in this memoryDirectory has ${size} bytes`,
      "An array can't be that large.",
      'Make the program write less, or remove the file.',
      error,
    )
  }
}

const names = ({ entries }: MemoryFolder): string =>
  entries.size ? [...entries.keys()].slice(0, 9).join(', ') + (entries.size > 9 ? ' …' : '') : 'no entries'

const lookUp = (root: MemoryFolder, path: string): MemoryInode | undefined => {
  try {
    return look(root, path.replace(/^\//, ''), true).inode
  } catch (error) {
    errnoOf(error)
    return undefined
  }
}

/** An object without a prototype, in which `__proto__` and `constructor` are ordinary names. */
const record = (): Record<string, Files[string]> => Object.create(null) as Record<string, Files[string]>

/** Reads all contents. This is not recursive, because a guest can nest directories deeper than JavaScript can nest calls. */
const read = (root: MemoryFolder): Files => {
  const files = record()
  const todo: [folder: MemoryFolder, path: string, files: Record<string, Files[string]>][] = [[root, '', files]]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [folder, path, into] = next
    for (const [name, inode] of folder.entries) {
      let content: Files[string]
      if (inode.type === RegularFile) content = contentOf(inode.load(path + name))
      else if (inode.type === SymbolicLink) content = new Symlink(inode.target)
      else todo.push([inode, `${path}${name}/`, (content = record())])
      into[name] = content
    }
  }
  return files
}
