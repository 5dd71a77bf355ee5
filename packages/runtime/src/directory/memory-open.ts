import { BadDescriptor, fail } from '../errno/errno.js'
import { RegularFile } from './directory.js'
import type { FileDescriptor, DirectoryContext, Stat } from './directory.js'
import type { MemoryFile } from './memory-file.js'
import type { MemoryNode } from './memory-folder.js'

/** What open files and open directories in memory have in common. */
export abstract class MemoryDescriptor<N extends MemoryNode> {
  constructor(
    /** Undefined from `dispose` on. Not `#`: two of these are made for each open file, and such a field doubles the time. */
    private held: N | undefined,
    readonly flags: number,
    protected readonly context: DirectoryContext,
  ) {
    held!.users++
  }

  get node(): N {
    return this.held ?? fail(BadDescriptor)
  }

  stat(): Stat {
    return this.node.stat(this.context)
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void {
    this.node.setTimes(accessed, modified, this.context.now())
  }

  sync(): void {
    void this.node
  }

  dispose(): void {
    const node = this.held
    this.held = undefined
    node?.release()
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
    this.node.setSize(size)
    this.node.touch(this.context.now())
  }

  allocate(size: number): void {
    this.node.allocate(size)
  }

  read(target: Uint8Array, position: number): number {
    return this.node.read(target, position)
  }

  write(bytes: Uint8Array, position: number): number {
    const { node } = this
    if (bytes.length === 0) return 0 // no bytes change nothing, not even the size
    const count = node.write(bytes, position)
    node.touch(this.context.now())
    return count
  }

  append(bytes: Uint8Array): number {
    return this.write(bytes, this.node.size)
  }

  share(): FileDescriptor {
    return new MemoryFileDescriptor(this.node, this.flags, this.context)
  }
}
