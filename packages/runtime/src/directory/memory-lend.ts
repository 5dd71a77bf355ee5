import { DirectoryType, RegularFile, SymbolicLink } from './directory.js'
import { MemoryFile } from './memory-file.js'
import { MemoryFilesystem } from './memory-filesystem.js'
import { MemoryFolder, type MemoryInode } from './memory-folder.js'
import { MemoryLink } from './memory-link.js'

/** Directories in memory as data that can be posted to a worker. */
export interface Lent {
  readonly filesystems: readonly LentFilesystem[]
  readonly inodes: readonly LentInode[]
  /** For each directory, which of the inodes is its root. */
  readonly roots: readonly number[]
}

type LentFilesystem = Pick<MemoryFilesystem, 'readonly' | 'maxBytes' | 'maxEntries' | 'born'>

interface LentInode {
  readonly filesystem: number
  /** The inode that it was, in what the worker got. Undefined if it is new. */
  readonly was?: number | undefined
  /** Whether it is the root of its filesystem. */
  readonly root?: boolean | undefined
  readonly times: readonly [accessed: bigint | undefined, modified: bigint | undefined, changed: bigint | undefined]
  readonly content: LentFile | LentLink | LentFolder
}

interface LentFile {
  readonly size: number
  /** Absent in what the worker returns if it has not changed. */
  readonly data?: Uint8Array<ArrayBuffer>
}

interface LentLink {
  readonly target: string
}

interface LentFolder {
  readonly entries: readonly (readonly [name: string, inode: number])[]
}

/** What was lent, with the inodes to which it belongs. */
export interface Loan {
  readonly lent: Lent
  readonly inodes: readonly MemoryInode[]
  readonly filesystems: readonly MemoryFilesystem[]
}

const unchanged = (file: MemoryFile, before: LentInode | undefined): boolean => {
  const content = before?.content as LentFile | undefined
  return content?.data !== undefined && !file.written && file.size === content.size && file.held === content.data.length
}

/** Describes everything below `roots`. Functions that stand for files are called. `before` is what the worker received. */
export const describe = (roots: readonly MemoryFolder[], before?: Loan): Loan => {
  const filesystems: MemoryFilesystem[] = [...(before?.filesystems ?? [])]
  const inodes: MemoryInode[] = []
  const described: LentInode[] = []
  const paths: string[] = []
  const indices = new Map<MemoryInode, number>()
  const was = new Map(before?.inodes.map((inode, index) => [inode, index]))
  const indexOf = (inode: MemoryInode, path: string): number => {
    let index = indices.get(inode)
    if (index === undefined) {
      indices.set(inode, (index = inodes.length))
      inodes.push(inode)
      paths.push(path)
    }
    return index
  }
  const filesystemOf = ({ filesystem }: MemoryInode): number => {
    const index = filesystems.indexOf(filesystem)
    return index < 0 ? filesystems.push(filesystem) - 1 : index
  }
  const contentOf = (inode: MemoryInode, path: string): LentInode['content'] => {
    if (inode.type === SymbolicLink) return { target: inode.target }
    if (inode.type !== RegularFile)
      return { entries: [...inode.entries].map(([name, entry]) => [name, indexOf(entry, `${path}${name}/`)]) }
    const file = inode.load(path.slice(0, -1))
    const { size } = file
    const origin = was.get(file)
    return unchanged(file, origin === undefined ? undefined : before?.lent.inodes[origin])
      ? { size }
      : { size, data: file.copy() }
  }
  const starts = roots.map((root) => indexOf(root, ''))
  // The list grows on the way. This is not recursive, because directories can be deeper than calls.
  for (let index = 0; index < inodes.length; index++) {
    const inode = inodes[index]!
    described.push({
      filesystem: filesystemOf(inode),
      was: was.get(inode),
      root: inode.type === DirectoryType && inode.parent?.filesystem !== inode.filesystem,
      times: [inode.accessed, inode.modified, inode.changed],
      content: contentOf(inode, paths[index]!),
    })
  }
  const shared = filesystems.map(({ readonly, maxBytes, maxEntries, born }) => ({ readonly, maxBytes, maxEntries, born }))
  return { lent: { filesystems: shared, inodes: described, roots: starts }, inodes, filesystems }
}

/** Makes the directories that `lent` describes. The roots are those inodes whose numbers it names. */
export const receive = (lent: Lent): Loan => {
  const filesystems = lent.filesystems.map(({ readonly, maxBytes, maxEntries, born }) =>
    Object.assign(new MemoryFilesystem(readonly, maxBytes, maxEntries), { born }),
  )
  const inodes = lent.inodes.map((inode) => made(inode, filesystems[inode.filesystem]!))
  connect(lent, inodes)
  return { lent, inodes, filesystems }
}

/** Gives `loan` the state that a worker returned. Inodes that still exist stay the same. */
export const takeBack = ({ inodes, filesystems }: Loan, returned: Lent): void => {
  for (const inode of inodes) {
    inode.links = 0
    if (inode.type === DirectoryType) {
      inode.empty()
      inode.parent = undefined
    }
  }
  for (const filesystem of filesystems) filesystem.bytes = filesystem.entries = 0
  const now = returned.inodes.map((inode) => {
    const old = inode.was === undefined ? undefined : inodes[inode.was]
    if (!old) return made(inode, filesystems[inode.filesystem]!)
    const { content } = inode
    if (old.type === RegularFile && 'size' in content && content.data) old.place(content.data, content.size)
    return old
  })
  returned.filesystems.forEach(({ born }, index) => {
    const filesystem = filesystems[index]
    if (filesystem) filesystem.born ??= born
  })
  connect(returned, now)
}

const made = ({ content }: LentInode, filesystem: MemoryFilesystem): MemoryInode => {
  if ('target' in content) return new MemoryLink(filesystem, content.target)
  if ('entries' in content) return new MemoryFolder(filesystem)
  return new MemoryFile(filesystem).place(content.data ?? new Uint8Array(0), content.size)
}

const connect = (lent: Lent, inodes: readonly MemoryInode[]): void => {
  lent.inodes.forEach(({ root, times, content }, index) => {
    const inode = inodes[index]!
    ;[inode.accessed, inode.modified, inode.changed] = times
    if (root) inode.links++
    if (inode.type === DirectoryType && 'entries' in content)
      for (const [name, entry] of content.entries) inode.add(name, inodes[entry]!)
  })
}
