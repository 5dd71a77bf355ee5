import { encodeText } from '../bytes.js'
import { Exist, IsDirectory, NameTooLong, NoEntry, NotDirectory, fail } from '../errno/errno.js'
import { DirectoryType, SymbolicLink } from './directory.js'
import type { MemoryFolder, MemoryInode } from './memory-folder.js'
import { Walk, type Steps } from './walk.js'

/** Fails if `name` is too long for a file in `folder`. A UTF-16 unit becomes at most three bytes of UTF-8. */
export const checkName = ({ folder, name }: Pick<PathEnd, 'folder' | 'name'>): void => {
  if (name.length > 85 && folder.links && encodeText(name).length > 255) fail(NameTooLong)
}

/** Fails because there is no entry of that name. */
export const missing = (end: Pick<PathEnd, 'folder' | 'name'>): never => {
  checkName(end)
  return fail(NoEntry)
}

const steps: Steps<MemoryFolder> = {
  enter(folder, name) {
    const inode = folder.entries.get(name) ?? missing({ folder, name })
    return inode.type === DirectoryType ? inode : inode.type === SymbolicLink ? inode.target : fail(NotDirectory)
  },
}

/** The end of a path: a directory, a name in it (empty for the directory itself), and the inode that has the name. */
export interface PathEnd {
  readonly walk: Walk<MemoryFolder>
  readonly folder: MemoryFolder
  readonly name: string
  readonly inode: MemoryInode | undefined
}

const endOf = (walk: Walk<MemoryFolder>): PathEnd => {
  const { directory: folder, name } = walk
  return { walk, folder, name, inode: name === '' ? folder : folder.entries.get(name) }
}

/** The end of `path`. If the last component is a symbolic link, it is not followed. */
export const pathEnd = (from: MemoryFolder, path: string): PathEnd => endOf(new Walk(steps, from, path))

/** The end of `path`. Follows symbolic links if `follow` or the path ends in a slash. If `creates`, a file may be made there. */
export const look = (from: MemoryFolder, path: string, follow: boolean, creates = 0): PathEnd => {
  const walk = new Walk(steps, from, path)
  for (;;) {
    const end = endOf(walk)
    if (walk.slash && creates) fail(IsDirectory)
    // With a trailing slash a link is followed:
    // https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap04.html#tag_04_16
    if (end.inode?.type !== SymbolicLink || !(follow || walk.slash)) return end
    walk.follow(end.inode.target)
  }
}

/** The inode at `path`. */
export const find = (from: MemoryFolder, path: string, follow: boolean): MemoryInode => {
  // The names of entries contain no slash and are not special, so a path that equals one can only mean that entry.
  const entry = from.entries.get(path)
  if (entry && !(follow && entry.type === SymbolicLink)) return entry
  const end = look(from, path, follow)
  const { inode = missing(end), walk } = end
  return walk.slash && inode.type !== DirectoryType ? fail(NotDirectory) : inode
}

/** Fails unless a new name can be made at `end`. `folder` says that it is for a directory, so a trailing slash is allowed. */
export const checkVacant = (end: PathEnd, folder: boolean): void => {
  const { walk, inode } = end
  if (inode) fail(walk.slash && inode.type !== DirectoryType && !folder ? NotDirectory : Exist)
  checkName(end)
  if (walk.slash && !folder) fail(NoEntry)
  checkParent(end)
}

export const checkParent = ({ folder }: PathEnd): void => {
  folder.writable()
  if (folder.links === 0) fail(NoEntry) // The directory was removed while it was open.
}
