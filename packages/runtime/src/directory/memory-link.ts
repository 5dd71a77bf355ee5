import { encodeText } from '../bytes.js'
import { SymbolicLink } from './directory.js'
import type { MemoryFilesystem } from './memory-filesystem.js'
import { Inode } from './memory-inode.js'

export class MemoryLink extends Inode {
  readonly type = SymbolicLink

  constructor(
    filesystem: MemoryFilesystem,
    readonly target: string,
    now?: bigint,
  ) {
    super(filesystem, now)
  }

  get size(): number {
    return encodeText(this.target).length
  }

  override get held(): number {
    return this.target.length
  }

  override get weight(): number {
    return this.target.length >> 10
  }
}
