import { memoryDirectory, type MemoryDirectory } from '@unwasi/runtime'

import type { Exit, Files, FileTree } from './types.js'

/** The directory of a run, if it has one. */
export interface Folder {
  readonly dirs: Record<string, MemoryDirectory>
  /** What the run left. */
  after(): Pick<Exit, 'files' | 'changed'>
}

export function folderOf(tree: FileTree | undefined): Folder {
  if (tree === undefined) return { dirs: {}, after: () => ({ files: {}, changed: [] }) }
  const directory = memoryDirectory(tree)
  return {
    dirs: { '/': directory },
    after() {
      const files = plain(directory, directory.tree(), '')
      const before = new Map(listed(memoryDirectory(tree).tree()))
      const changed = [...listed(files)].filter(([path, bytes]) => !same(before.get(path), bytes)).map(([path]) => path)
      return { files, changed: changed.sort() }
    },
  }
}

type Written = ReturnType<MemoryDirectory['tree']>

/** The tree with the contents of files in place of links to them. */
function plain(directory: MemoryDirectory, tree: Written, path: string): Files {
  const files: Record<string, Files[string]> = Object.create(null)
  for (const [name, entry] of Object.entries(tree)) {
    if (entry instanceof Uint8Array) files[name] = entry
    else if (isTree(entry)) files[name] = plain(directory, entry, `${path}${name}/`)
    else {
      const target = linked(directory, `${path}${name}`)
      if (target !== undefined) files[name] = target
    }
  }
  return files
}

const isTree = (entry: Exclude<Written[string], Uint8Array>): entry is Written => Object.getPrototypeOf(entry) === null

/** The file that a symbolic link leads to, if it leads to one. */
function linked(directory: MemoryDirectory, path: string): Uint8Array | undefined {
  try {
    return directory.bytes(path)
  } catch {
    return undefined
  }
}

/** All files with their paths. */
function* listed(tree: Written | Files, path = ''): Iterable<[path: string, bytes: Uint8Array]> {
  for (const [name, entry] of Object.entries(tree)) {
    if (entry instanceof Uint8Array) yield [path + name, entry]
    else yield* listed(entry as Files, `${path}${name}/`)
  }
}

const same = (before: Uint8Array | undefined, after: Uint8Array): boolean =>
  before?.length === after.length && before.every((byte, index) => byte === after[index])
