import {
  Busy,
  CrossDevice,
  Exist,
  Invalid,
  IsDirectory,
  Loop,
  NotDirectory,
  NotEmpty,
  NotPermitted,
  fail,
} from '../errno/errno.js'
import { Create, DirectoryType, Exclusive, MustBeDirectory, MutateDirectory, Read, Truncate, Write } from './directory.js'
import type { Descriptor, DirectoryDescriptor, Entry, DirectoryContext, Stat } from './directory.js'
import { checkTarget } from './link-target.js'
import { MemoryFile } from './memory-file.js'
import { MemoryFolder, MemoryLink, type MemoryNode } from './memory-folder.js'
import { MemoryDescriptor, MemoryFileDescriptor } from './memory-open.js'
import { checkName, checkRoom, find, look, missing, placeOf, vacate, type Place } from './memory-path.js'

export class MemoryDirectoryDescriptor extends MemoryDescriptor<MemoryFolder> implements DirectoryDescriptor {
  readonly type = DirectoryType

  constructor(folder: MemoryFolder, context: DirectoryContext) {
    super(folder, folder.filesystem.readonly ? Read : Read | MutateDirectory, context)
  }

  duplicate(): DirectoryDescriptor {
    return new MemoryDirectoryDescriptor(this.node, this.context)
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
    const node = place.node ?? (openFlags & Create ? this.#create(place) : missing(place))
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
    this.#make(place, new MemoryFolder(place.folder.filesystem, this.context.now()))
  }

  removeDirectoryAt(path: string): void {
    const place = placeOf(this.node, path)
    const { walk, folder, name, node = missing(place) } = place
    if (name === '') fail(walk.up ? NotEmpty : Invalid)
    if (!(node instanceof MemoryFolder)) return fail(NotDirectory)
    if (node.entries.size) fail(NotEmpty)
    this.#delete(folder, name)
  }

  unlinkFileAt(path: string): void {
    const place = placeOf(this.node, path)
    const { walk, folder, name, node = missing(place) } = place
    if (node instanceof MemoryFolder) fail(IsDirectory)
    if (walk.slash) fail(NotDirectory)
    this.#delete(folder, name)
  }

  readlinkAt(path: string): string {
    const place = placeOf(this.node, path)
    const { walk, node = missing(place) } = place
    // With a slash it is not the link that is asked for.
    if (walk.slash) find(this.node, path, true)
    return node instanceof MemoryLink && !walk.slash ? node.target : fail(Invalid)
  }

  symlinkAt(target: string, path: string): void {
    checkTarget(target)
    const place = placeOf(this.node, path)
    vacate(place, false)
    this.#make(place, new MemoryLink(place.folder.filesystem, target, this.context.now()))
  }

  linkAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const from = placeOf(this.node, oldPath)
    const { walk, node } = from
    if (walk.slash && !(node instanceof MemoryFolder)) {
      if (node) fail(NotDirectory)
      missing(from)
    }
    const to = placeOf(memoryFolder(newDirectory), newPath)
    if (!node) return missing(from)
    vacate(to, false)
    if (node instanceof MemoryFolder) return fail(NotPermitted)
    to.folder.sameFilesystem(node)
    this.#make(to, node)
    node.changed = this.context.now()
  }

  renameAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const from = placeOf(this.node, oldPath)
    const to = placeOf(memoryFolder(newDirectory), newPath)
    if (from.name === '' || to.name === '') fail(Busy)
    const { walk, folder, name, node = missing(from) } = from
    const isFolder = node instanceof MemoryFolder
    if (!isFolder && (walk.slash || to.walk.slash)) fail(NotDirectory)
    checkName(to)
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
    else folder.filesystem.room(0, to.name.length - name.length)
    // For a moment it has no name.
    node.users++
    this.#delete(folder, name)
    this.#insert(to, node)
    node.users--
  }

  #create(place: Place): MemoryFile {
    checkName(place)
    checkRoom(place)
    const file = new MemoryFile(place.folder.filesystem, this.context.now())
    this.#make(place, file)
    return file
  }

  /** One more entry: there must be room for it, and for `node` where that is new. */
  #make(place: Place, node: MemoryNode): void {
    const { filesystem } = place.folder
    if (node instanceof MemoryLink && !node.alive) filesystem.room(1 + node.weight, place.name.length + node.held)
    else filesystem.room(1, place.name.length)
    this.#insert(place, node)
  }

  #insert({ folder, name, walk }: Place, node: MemoryNode): void {
    folder.add(walk.whole > 2 * name.length ? copy(name) : name, node)
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

const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** A string of its own: engines keep a whole path in memory for the sake of a part that was cut out of it. */
const copy = (name: string): string => decoder.decode(encoder.encode(name))

const memoryFolder = (descriptor: Descriptor): MemoryFolder =>
  descriptor instanceof MemoryDirectoryDescriptor
    ? descriptor.node
    : fail(descriptor.type === DirectoryType ? CrossDevice : NotDirectory)
