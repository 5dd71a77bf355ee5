import {
  Busy,
  CrossDevice,
  Exist,
  Invalid,
  IsDirectory,
  Loop,
  NoEntry,
  NotDirectory,
  NotEmpty,
  NotPermitted,
  fail,
} from '../errno.js'
import {
  Create,
  DirectoryType,
  Exclusive,
  MustBeDirectory,
  MutateDirectory,
  Read,
  RegularFile,
  Truncate,
  Write,
} from './directory.js'
import type { Descriptor, DirectoryDescriptor, Entry, FileDescriptor, RunContext, Stat } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryFile, MemoryFolder, MemoryLink, type MemoryNode } from './memory-node.js'
import { checkRoom, find, look, placeOf, vacate, type Place } from './memory-place.js'

abstract class MemoryDescriptor<N extends MemoryNode> {
  constructor(
    readonly node: N,
    readonly flags: number,
    protected readonly context: RunContext,
  ) {}

  stat(): Stat {
    return this.node.stat(this.context)
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void {
    this.node.setTimes(accessed, modified, this.context.now())
  }

  sync(): void {}
  dispose(): void {}
}

class MemoryFileDescriptor extends MemoryDescriptor<MemoryFile> implements FileDescriptor {
  readonly type = RegularFile

  setSize(size: number): void {
    this.node.setSize(size)
    this.node.touch(this.context.now())
  }

  read(target: Uint8Array, position: number): number {
    return this.node.read(target, position)
  }

  write(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return // no bytes change nothing, not even the size
    this.node.write(bytes, position)
    this.node.touch(this.context.now())
  }

  append(bytes: Uint8Array): void {
    this.write(bytes, this.node.size)
  }

  share(): this {
    return this
  }
}

export class MemoryDirectoryDescriptor extends MemoryDescriptor<MemoryFolder> implements DirectoryDescriptor {
  readonly type = DirectoryType

  constructor(folder: MemoryFolder, context: RunContext) {
    super(folder, folder.filesystem.readonly ? Read : Read | MutateDirectory, context)
  }

  duplicate(): DirectoryDescriptor {
    return this
  }

  list(): Entry[] {
    return [...this.node.entries].map(([name, { type }]) => ({ name, type }))
  }

  statAt(path: string, follow: boolean): Stat {
    const node = find(this.node, path, follow)
    return (node instanceof MemoryFile ? node.load(path, this.context.user) : node).stat(this.context)
  }

  inodeAt(path: string): bigint {
    return BigInt(find(this.node, path, false).number)
  }

  setTimesAt(path: string, follow: boolean, accessed: bigint | undefined, modified: bigint | undefined): void {
    find(this.node, path, follow).setTimes(accessed, modified, this.context.now())
  }

  openAt(path: string, follow: boolean, openFlags: number, flags: number): Descriptor {
    if (openFlags & MustBeDirectory && openFlags & (Create | Exclusive | Truncate)) fail(Invalid)
    const exclusive = openFlags & Create && openFlags & Exclusive
    const place = look(this.node, path, follow && !exclusive, openFlags & Create)
    const { walk } = place
    const node = place.node ?? (openFlags & Create ? this.#create(place) : fail(NoEntry))
    if (place.node && exclusive) fail(Exist)
    if (node instanceof MemoryLink) return fail(openFlags & MustBeDirectory ? NotDirectory : Loop)
    if (node instanceof MemoryFolder) {
      if (flags & Write || openFlags & (Create | Truncate)) fail(IsDirectory)
      return new MemoryDirectoryDescriptor(node, this.context)
    }
    if (walk.slash || openFlags & MustBeDirectory) fail(NotDirectory)
    if (flags & Write || openFlags & Truncate) node.writable()
    node.load(path, this.context.user)
    if (openFlags & Truncate && node.size) {
      node.setSize(0)
      node.touch(this.context.now())
    }
    // Without `write` a file is open for reading, asked for or not: as wasmtime has it.
    return new MemoryFileDescriptor(
      node,
      flags & Write ? flags & ~MutateDirectory : (flags & ~MutateDirectory) | Read,
      this.context,
    )
  }

  createDirectoryAt(path: string): void {
    const place = placeOf(this.node, path)
    vacate(place, true)
    this.#insert(place, new MemoryFolder(place.folder.filesystem, this.context.now()))
  }

  removeDirectoryAt(path: string): void {
    const { walk, folder, name, node = fail(NoEntry) } = placeOf(this.node, path)
    if (name === '') fail(walk.up ? NotEmpty : Invalid)
    if (!(node instanceof MemoryFolder)) return fail(NotDirectory)
    if (node.entries.size) fail(NotEmpty)
    this.#delete(folder, name)
  }

  unlinkFileAt(path: string): void {
    const { walk, folder, name, node = fail(NoEntry) } = placeOf(this.node, path)
    if (node instanceof MemoryFolder) fail(IsDirectory)
    if (walk.slash) fail(NotDirectory)
    this.#delete(folder, name)
  }

  readlinkAt(path: string): string {
    const { walk, node = fail(NoEntry) } = placeOf(this.node, path)
    // With a slash it is not the link that is asked for.
    if (walk.slash) find(this.node, path, true)
    return node instanceof MemoryLink && !walk.slash ? node.target : fail(Invalid)
  }

  symlinkAt(target: string, path: string): void {
    checkTarget(target)
    const place = placeOf(this.node, path)
    vacate(place, false)
    this.#insert(place, new MemoryLink(place.folder.filesystem, target, this.context.now()))
  }

  linkAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const { walk, node } = placeOf(this.node, oldPath)
    if (walk.slash && !(node instanceof MemoryFolder)) fail(node ? NotDirectory : NoEntry)
    const to = placeOf(memoryFolder(newDirectory), newPath)
    if (!node) return fail(NoEntry)
    vacate(to, false)
    if (node instanceof MemoryFolder) return fail(NotPermitted)
    to.folder.sameFilesystem(node)
    this.#insert(to, node)
    node.changed = this.context.now()
  }

  renameAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const from = placeOf(this.node, oldPath)
    const to = placeOf(memoryFolder(newDirectory), newPath)
    if (from.name === '' || to.name === '') fail(Busy)
    const { walk, folder, name, node = fail(NoEntry) } = from
    const isFolder = node instanceof MemoryFolder
    if (!isFolder && (walk.slash || to.walk.slash)) fail(NotDirectory)
    folder.sameFilesystem(to.folder)
    to.folder.sameFilesystem(node)
    if (to.node === node) return
    if (isFolder && to.folder.within(node)) fail(Invalid)
    if (to.node instanceof MemoryFolder) {
      if (!isFolder && !folder.within(to.node)) fail(IsDirectory)
      if (to.node.entries.size) fail(NotEmpty)
    } else if (to.node && isFolder) fail(NotDirectory)
    checkRoom(to)
    if (to.node) this.#delete(to.folder, to.name)
    this.#delete(folder, name)
    this.#insert(to, node)
  }

  #create(place: Place): MemoryFile {
    checkRoom(place)
    const file = new MemoryFile(place.folder.filesystem, this.context.now())
    this.#insert(place, file)
    return file
  }

  #insert({ folder, name }: Place, node: MemoryNode): void {
    folder.add(name, node)
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

const memoryFolder = (descriptor: Descriptor): MemoryFolder =>
  descriptor instanceof MemoryDirectoryDescriptor
    ? descriptor.node
    : fail(descriptor.type === DirectoryType ? CrossDevice : NotDirectory)
