import fs from 'node:fs'

import { Busy, CrossDevice, Invalid, IsDirectory, NoEntry, NotDirectory, NotEmpty, Unsupported, fail } from '../errno/errno.js'
import { DirectoryType, MustBeDirectory, MutateDirectory, Read, SymbolicLink, Truncate, Write } from './directory.js'
import type { Descriptor, DirectoryDescriptor, Entry, Stat } from './directory.js'
import { checkTarget } from './link-target.js'
import type { Anchor } from './host-anchor.js'
import { decode, entryOf, findEntry, openEntry, typeAt, vacant } from './host-entry.js'
import { systemCall, errnoName, rethrow } from './host-errors.js'
import { HostFile } from './host-file.js'
import { HostOpen, type Held } from './host-open.js'
import { direntType, typeOf } from './host-tree.js'
import type { HostTree } from './host-tree.js'
import { checkName, checkWindowsTarget, flush, posixTarget, rename } from './host-windows.js'
import { checkOpenFlags, fileFlags } from './open-rules.js'
import { Walk } from './walk.js'

/** The state that the descriptors of an open directory share. */
type HeldDirectory = Held & Anchor

/** An open directory of the host. */
export class HostDirectory extends HostOpen<HeldDirectory> implements DirectoryDescriptor {
  readonly type = DirectoryType
  readonly flags: number

  constructor(tree: HostTree, held: HeldDirectory) {
    super(tree, held)
    this.flags = tree.readonly ? Read : Read | MutateDirectory
  }

  /** A descriptor of the directory that is open as `fd` and was found as `entry`. */
  static of(tree: HostTree, fd: number, entry: string): HostDirectory {
    return new HostDirectory(tree, { fd, prefix: tree.anchoring.adopt(fd, entry).prefix, users: 0 })
  }

  duplicate(): DirectoryDescriptor {
    return new HostDirectory(this.tree, this.held)
  }

  protected override close({ fd }: HeldDirectory): void {
    systemCall(() => fs.closeSync(fd))
  }

  sync(): void {
    const { fd } = this.held
    systemCall(() => flush(fd, false))
  }

  list(): Entry[] {
    const { held } = this
    const { prefix } = held
    return systemCall(() => {
      this.tree.anchoring.check(held)
      const entries = fs
        .readdirSync(prefix, { withFileTypes: true })
        .map((entry) => ({ name: entry.name, type: direntType(entry) }))
      // A name that is not valid UTF-8 can't be returned, so `decode` fails. A valid name may also contain U+FFFD.
      if (entries.some(({ name }) => name.includes('\uFFFD'))) for (const name of fs.readdirSync(prefix, 'buffer')) decode(name)
      return entries
    })
  }

  statAt(path: string, follow: boolean): Stat {
    return this.#at(path, (walk) => this.tree.stat(findEntry(walk, follow)))
  }

  inodeAt(path: string): bigint {
    return this.statAt(path, false).inode
  }

  setTimesAt(path: string, follow: boolean, accessed: bigint | undefined, modified: bigint | undefined): void {
    this.#at(path, (walk) => {
      findEntry(walk, follow)
      const entry = entryOf(walk)
      this.tree.setTimes(
        () => fs.lstatSync(entry, { bigint: true }),
        (a, m) => fs.lutimesSync(entry, a, m),
        accessed,
        modified,
      )
    })
  }

  openAt(path: string, follow: boolean, openFlags: number, flags: number): Descriptor {
    const { anchoring, readonly } = this.tree
    checkOpenFlags(openFlags)
    if (flags & Write || openFlags & Truncate) this.tree.writable()
    return this.#at(path, (walk) => {
      const fd = openEntry(walk, follow, openFlags, flags, anchoring, readonly)
      try {
        anchoring.check(walk.directory)
        const type = typeOf(fs.fstatSync(fd))
        if (type === DirectoryType) return HostDirectory.of(this.tree, fd, entryOf(walk))
        if (openFlags & MustBeDirectory || walk.slash) fail(NotDirectory)
        return new HostFile(this.tree, fd, type, fileFlags(flags))
      } catch (error) {
        fs.closeSync(fd)
        throw error
      }
    })
  }

  createDirectoryAt(path: string): void {
    this.#change(path, (walk) => fs.mkdirSync(entryOf(walk)))
  }

  removeDirectoryAt(path: string): void {
    this.#change(path, (walk) => {
      if (walk.name === '') fail(walk.up ? NotEmpty : Invalid)
      const entry = entryOf(walk)
      // For a file Windows returns ENOENT, and a symbolic link to a directory would be removed.
      if ((typeAt(entry) ?? fail(NoEntry)) !== DirectoryType) fail(NotDirectory)
      fs.rmdirSync(entry)
    })
  }

  unlinkFileAt(path: string): void {
    this.#change(path, (walk) => {
      const entry = entryOf(walk)
      if (walk.name === '') fail(IsDirectory)
      if (walk.slash) fail((typeAt(entry) ?? fail(NoEntry)) === DirectoryType ? IsDirectory : NotDirectory)
      // macOS and Windows return EPERM for a directory, and Deno would remove it if it is empty.
      if (typeAt(entry) === DirectoryType) fail(IsDirectory)
      fs.unlinkSync(entry)
    })
  }

  readlinkAt(path: string): string {
    return this.#at(path, (walk) => {
      // A path that ends in a slash means the link's target, and not the link.
      if (walk.slash) findEntry(walk, true)
      if (walk.name === '' || walk.slash) fail(Invalid)
      // With the option as a string, Deno returns a string.
      return posixTarget(decode(fs.readlinkSync(entryOf(walk), { encoding: 'buffer' })))
    })
  }

  symlinkAt(target: string, path: string): void {
    checkTarget(target)
    checkWindowsTarget(target)
    this.#change(path, (walk) => {
      vacant(walk)
      fs.symlinkSync(target, entryOf(walk))
    })
  }

  linkAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const to = hostDirectoryOf(newDirectory)
    this.#change(oldPath, (walk) => {
      const entry = entryOf(walk)
      if (walk.slash && (typeAt(entry) ?? fail(NoEntry)) !== DirectoryType) fail(NotDirectory)
      // Other systems would link to the target of the symbolic link.
      if (process.platform !== 'linux' && typeAt(entry) === SymbolicLink) fail(Unsupported)
      to.#change(newPath, (newWalk) => {
        if ((newWalk.slash || newWalk.name === '') && typeAt(entry) === undefined) fail(NoEntry)
        vacant(newWalk)
        fs.linkSync(entry, entryOf(newWalk))
      })
    })
  }

  renameAt(oldPath: string, newDirectory: Descriptor, newPath: string): void {
    const to = hostDirectoryOf(newDirectory)
    this.#change(oldPath, (walk) =>
      to.#change(newPath, (newWalk) => {
        if (walk.name === '' || newWalk.name === '') fail(Busy)
        const entry = entryOf(walk)
        if ((walk.slash || newWalk.slash) && (typeAt(entry) ?? fail(NoEntry)) !== DirectoryType) fail(NotDirectory)
        try {
          rename(entry, entryOf(newWalk))
        } catch (error) {
          // For a directory that is not empty, POSIX allows both:
          // https://pubs.opengroup.org/onlinepubs/9799919799/functions/rename.html
          if (errnoName(error) === 'EEXIST') fail(NotEmpty)
          throw error
        }
      }),
    )
  }

  /** Calls `act` with the end of `path`. */
  #at<T>(path: string, act: (walk: Walk<Anchor>) => T): T {
    const { held, tree } = this
    let walk: Walk<Anchor> | undefined
    try {
      walk = new Walk(tree.anchoring, held, path)
      checkName(walk.name)
      tree.anchoring.check(walk.directory)
      return act(walk)
    } catch (error) {
      return rethrow(error)
    } finally {
      walk?.end()
    }
  }

  #change<T>(path: string, act: (walk: Walk<Anchor>) => T): T {
    this.tree.writable()
    return this.#at(path, act)
  }
}

const hostDirectoryOf = (descriptor: Descriptor): HostDirectory =>
  descriptor instanceof HostDirectory ? descriptor : fail(descriptor.type === DirectoryType ? CrossDevice : NotDirectory)
