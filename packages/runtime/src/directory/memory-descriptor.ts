import { decodeText, encodeText } from '../bytes.js'
import { Busy, CrossDevice, Exist, Invalid, IsDirectory, NotDirectory, NotEmpty, NotPermitted, fail } from '../errno/errno.js'
import {
  Create,
  DirectoryType,
  Exclusive,
  MustBeDirectory,
  MutateDirectory,
  Read,
  RegularFile,
  SymbolicLink,
  Truncate,
  Write,
} from './directory.js'
import type { Descriptor, DirectoryDescriptor, Entry, DirectoryContext, Stat } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryFile } from './memory-file.js'
import { MemoryFolder, type MemoryInode } from './memory-folder.js'
import { MemoryLink } from './memory-link.js'
import { MemoryDescriptor, MemoryFileDescriptor } from './memory-open.js'
import { checkOpenFlags, failAtLink, fileFlags } from './open-rules.js'
import { checkName, checkParent, find, look, missing, pathEnd, checkVacant, type PathEnd } from './memory-path.js'

export class MemoryDirectoryDescriptor extends MemoryDescriptor<MemoryFolder> implements DirectoryDescriptor {
  readonly type = DirectoryType

  constructor(folder: MemoryFolder, context: DirectoryContext) {
    super(folder, folder.filesystem.readonly ? Read : Read | MutateDirectory, context)
  }

  duplicate(): DirectoryDescriptor {
    return new MemoryDirectoryDescriptor(this.inode, this.context)
  }

  list(): Entry[] {
    return [...this.inode.entries].map(([name, { type }]) => ({ name, type }))
  }

  statAt(path: string, follow: boolean): Stat {
    const inode = find(this.inode, path, follow)
    return (inode.type === RegularFile ? inode.load(path, this.context.user) : inode).stat(this.context)
  }

  inodeAt(path: string): bigint {
    return find(this.inode, path, false).number
  }

  setTimesAt(path: string, follow: boolean, accessed: bigint | undefined, modified: bigint | undefined): void {
    find(this.inode, path, follow).setTimes(accessed, modified, this.context.now())
  }

  openAt(path: string, follow: boolean, openFlags: number, flags: number): Descriptor {
    checkOpenFlags(openFlags)
    const exclusive = openFlags & Create && openFlags & Exclusive
    const end = look(this.inode, path, follow && !exclusive, openFlags & Create)
    const inode = end.inode ?? (openFlags & Create ? this.#create(end) : missing(end))
    if (end.inode && exclusive) fail(Exist)
    if (inode.type === SymbolicLink) return failAtLink(openFlags)
    if (inode.type === DirectoryType) {
      if (flags & Write || openFlags & (Create | Truncate)) fail(IsDirectory)
      return new MemoryDirectoryDescriptor(inode, this.context)
    }
    if (end.walk.slash || openFlags & MustBeDirectory) fail(NotDirectory)
    return this.#openFile(inode, path, openFlags, flags)
  }

  createDirectoryAt(path: string): void {
    const end = pathEnd(this.inode, path)
    checkVacant(end, true)
    this.#make(end, new MemoryFolder(end.folder.filesystem, this.context.now()))
  }

  removeDirectoryAt(path: string): void {
    const end = pathEnd(this.inode, path)
    const { walk, folder, name, inode = missing(end) } = end
    if (name === '') fail(walk.up ? NotEmpty : Invalid)
    if (inode.type !== DirectoryType) return fail(NotDirectory)
    if (inode.entries.size) fail(NotEmpty)
    this.#delete(folder, name)
  }

  unlinkFileAt(path: string): void {
    const end = pathEnd(this.inode, path)
    const { walk, folder, name, inode = missing(end) } = end
    if (inode.type === DirectoryType) fail(IsDirectory)
    if (walk.slash) fail(NotDirectory)
    this.#delete(folder, name)
  }

  readlinkAt(path: string): string {
    const end = pathEnd(this.inode, path)
    const { walk, inode = missing(end) } = end
    // A path that ends in a slash means the link's target, and not the link.
    if (walk.slash) find(this.inode, path, true)
    return inode.type === SymbolicLink && !walk.slash ? inode.target : fail(Invalid)
  }

  symlinkAt(target: string, path: string): void {
    checkTarget(target)
    const end = pathEnd(this.inode, path)
    checkVacant(end, false)
    this.#make(end, new MemoryLink(end.folder.filesystem, target, this.context.now()))
  }

  linkAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const from = pathEnd(this.inode, oldPath)
    const { walk, inode } = from
    if (walk.slash && inode?.type !== DirectoryType) {
      if (inode) fail(NotDirectory)
      missing(from)
    }
    const to = pathEnd(memoryFolder(newDirectory), newPath)
    if (!inode) return missing(from)
    checkVacant(to, false)
    if (inode.type === DirectoryType) return fail(NotPermitted)
    to.folder.sameFilesystem(inode)
    this.#make(to, inode)
    inode.changed = this.context.now()
  }

  renameAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const from = pathEnd(this.inode, oldPath)
    const to = pathEnd(memoryFolder(newDirectory), newPath)
    if (from.name === '' || to.name === '') fail(Busy)
    const { folder, name, inode = missing(from) } = from
    checkRename(from, to, inode)
    if (to.inode === inode) return
    checkReplace(from, to, inode)
    checkParent(to)
    if (to.inode) this.#delete(to.folder, to.name)
    else folder.filesystem.ensureSpace(0, to.name.length - name.length)
    // The inode must stay alive while it has no name.
    inode.users++
    this.#delete(folder, name)
    this.#insert(to, inode)
    inode.users--
  }

  #openFile(file: MemoryFile, path: string, openFlags: number, flags: number): MemoryFileDescriptor {
    if (flags & Write || openFlags & Truncate) file.writable()
    file.load(path, this.context.user)
    if (openFlags & Truncate && file.size) {
      file.setSize(0)
      file.touch(this.context.now())
    }
    return new MemoryFileDescriptor(file, fileFlags(flags), this.context)
  }

  #create(end: PathEnd): MemoryFile {
    checkName(end)
    checkParent(end)
    const file = new MemoryFile(end.folder.filesystem, this.context.now())
    this.#make(end, file)
    return file
  }

  /** Adds an entry. There must be room for it, and for `inode` if that is new. */
  #make(end: PathEnd, inode: MemoryInode): void {
    const { filesystem } = end.folder
    if (inode.type === SymbolicLink && !inode.alive) filesystem.ensureSpace(1 + inode.weight, end.name.length + inode.held)
    else filesystem.ensureSpace(1, end.name.length)
    this.#insert(end, inode)
  }

  #insert({ folder, name, walk }: PathEnd, inode: MemoryInode): void {
    folder.add(walk.whole > 2 * name.length ? copy(name) : name, inode)
    folder.touch(this.context.now())
  }

  #delete(folder: MemoryFolder, name: string): void {
    folder.writable()
    const now = this.context.now()
    folder.entries.get(name)!.changed = now
    folder.remove(name)
    folder.touch(now)
  }
}

/** Fails unless `inode` could move from the name at `from` to the name at `to`, if nothing had that name yet. */
const checkRename = (from: PathEnd, to: PathEnd, inode: MemoryInode): void => {
  if (inode.type !== DirectoryType && (from.walk.slash || to.walk.slash)) fail(NotDirectory)
  checkName(to)
  from.folder.sameFilesystem(to.folder)
  to.folder.sameFilesystem(inode)
}

/** Fails unless `inode`, which is at `from`, may replace the inode at `to`. */
const checkReplace = (from: PathEnd, to: PathEnd, inode: MemoryInode): void => {
  const isFolder = inode.type === DirectoryType
  if (isFolder && to.folder.within(inode)) fail(Invalid)
  if (to.inode?.type === DirectoryType) {
    if (!isFolder && !from.folder.within(to.inode)) fail(IsDirectory)
    if (to.inode.entries.size) fail(NotEmpty)
  } else if (to.inode && isFolder) fail(NotDirectory)
}

/** A copy that does not keep the whole path in memory, as engines do for a part that was cut out of it. */
const copy = (name: string): string => decodeText(encodeText(name))

const memoryFolder = (descriptor: Descriptor): MemoryFolder =>
  descriptor instanceof MemoryDirectoryDescriptor
    ? descriptor.inode
    : fail(descriptor.type === DirectoryType ? CrossDevice : NotDirectory)
