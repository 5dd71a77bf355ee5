import { DirectoryType, type DirectoryDescriptor, type Entry, type Stat } from '../directory/directory.js'
import { BadDescriptor, fail } from '../errno/errno.js'
import type { Listings, Reader } from './listings.js'
import { Open } from './open.js'

// `rights` of a directory, as the official adapter reports them: programs expect some of them.
// https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/lib.rs (fd_fdstat_get)
/** The rights to create, open, link, read, rename, remove and inspect entries. */
const DIRECTORY_RIGHTS = 0x7b7_fe00n
/** The rights of anything opened in the directory, including those of files. */
const INHERITED_RIGHTS = 0xff7_ffffn

export class OpenDirectory extends Open implements Reader {
  readonly type = DirectoryType
  readonly access = 0
  readonly rights = DIRECTORY_RIGHTS
  override readonly inheriting = INHERITED_RIGHTS
  /** The entries as they were when the listing began. */
  entries: readonly Entry[] | undefined = undefined
  /** What keeps `entries`, once the directory has been listed. */
  listings: Listings | undefined = undefined

  constructor(
    readonly directory: DirectoryDescriptor,
    override readonly preopen?: Uint8Array | undefined,
  ) {
    super()
  }

  stat(): Stat {
    return this.directory.stat()
  }

  override seek(): number {
    return fail(BadDescriptor)
  }

  override dispose(): void {
    this.listings?.drop(this)
    this.directory.dispose()
  }
}
