import { BadDescriptor, fail } from '../errno/errno.js'
import { RegularFile } from './directory.js'
import type { FileDescriptor, DirectoryContext, Stat } from './directory.js'
import type { MemoryFile } from './memory-file.js'
import type { MemoryInode } from './memory-folder.js'

/** The common part of open files and open directories in memory. */
export abstract class MemoryDescriptor<N extends MemoryInode> {
  constructor(
    /** Undefined after `dispose`. A `#` field would double the time to make a descriptor, and each open file makes two. */
    private held: N | undefined,
    readonly flags: number,
    protected readonly context: DirectoryContext,
  ) {
    held!.users++
  }

  get inode(): N {
    return this.held ?? fail(BadDescriptor)
  }

  stat(): Stat {
    return this.inode.stat(this.context)
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void {
    this.inode.setTimes(accessed, modified, this.context.now())
  }

  sync(): void {
    void this.inode
  }

  dispose(): void {
    const inode = this.held
    this.held = undefined
    inode?.release()
  }
}

export class MemoryFileDescriptor extends MemoryDescriptor<MemoryFile> implements FileDescriptor {
  get type(): number {
    return RegularFile
  }

  get seekable(): boolean {
    return true
  }

  setSize(size: number): void {
    this.inode.setSize(size)
    this.inode.touch(this.context.now())
  }

  allocate(size: number): void {
    this.inode.allocate(size)
  }

  read(target: Uint8Array, position: number, start = 0, length = target.length - start): number {
    return this.inode.read(target, position, start, length)
  }

  write(bytes: Uint8Array, position: number): number {
    const { inode } = this
    if (bytes.length === 0) return 0 // no bytes change nothing, not even the size
    const count = inode.write(bytes, position)
    inode.touch(this.context.now())
    return count
  }

  append(bytes: Uint8Array): number {
    return this.write(bytes, this.inode.size)
  }

  share(): FileDescriptor {
    return new MemoryFileDescriptor(this.inode, this.flags, this.context)
  }
}
