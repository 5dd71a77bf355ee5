/** A directory that can be granted to a guest in `dirs`: `memoryDirectory()` or, in Node, `hostDirectory()`. */
export interface Directory {
  /** Internal: opens the directory for one run, or throws. `option` names it in the message. */
  readonly [openDirectory]: (context: DirectoryContext, option: string) => DirectoryDescriptor
}

/** Marks a `Directory`. The symbol is in the registry, because an app may contain two copies of this package. */
export const openDirectory: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.directory') as never

/** The key of what a worker needs to open the same directory of the host. */
export const hostFolder: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.host.1') as never

/** A directory of the host, as data. */
export interface HostFolder {
  /** The absolute path. */
  readonly path: string
  readonly readonly: boolean
}

/** The contents of a directory as plain data. */
export interface Tree {
  /** The entries by name. A name is one path component, without `/`. */
  readonly [name: string]: FileContent | (() => FileContent) | Symlink | Tree | Directory
}

/** Text (as UTF-8) or bytes. Bytes are copied only when the guest writes to the file: don't change them while runs use them. */
export type FileContent = string | Uint8Array

/** A symbolic link in a tree. Links are resolved within the directory that the guest was given. */
export class Symlink {
  constructor(
    /** The path that the link leads to. */
    readonly target: string,
  ) {
    // This is not enumerable, so that links are equal if their targets are.
    Object.defineProperty(this, symlink, { value: true })
  }
}

/** Marks a `Symlink`, like `openDirectory`. */
const symlink: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.symlink') as never

export const isSymlink = (value: unknown): value is Symlink => typeof value === 'object' && value !== null && symlink in value

export const isDirectory = (value: unknown): value is Directory =>
  typeof value === 'object' && value !== null && openDirectory in value

/** The option `readonly` of `memoryDirectory()` or `hostDirectory()`. Throws on any other option. `call` begins the message. */
export const checkOptions = (
  { readonly = false, ...others }: { readonly?: boolean },
  call: string,
  all = 'readonly',
): boolean => {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`${call}: there is no option ${JSON.stringify(unknown)}, only ${all}`)
  if (typeof readonly !== 'boolean')
    throw new TypeError(`${call}: invalid option 'readonly': ${String(readonly)}; it must be true or false`)
  return readonly
}

/** The parts of a run that its directories use. */
export interface DirectoryContext {
  /** The wall clock, in nanoseconds since 1970. */
  now(): bigint
  /** Runs the user's code. An error that it throws ends the run. */
  user<T>(code: () => T): T
  /** A device number, which distinguishes `filesystem` from all others in this run. */
  device(filesystem: object): bigint
}

// The types of files, as WASI 0.2 numbers them. Preview1 has no number for a FIFO.
export const Unknown = 0
export const BlockDevice = 1
export const CharacterDevice = 2
export const DirectoryType = 3
export const Fifo = 4
export const SymbolicLink = 5
export const RegularFile = 6
export const Socket = 7

// `descriptor-flags` of WASI 0.2, which say how something is open.
export const Read = 1
export const Write = 2
export const FileSync = 4
export const DataSync = 8
export const WriteSync = 16
export const MutateDirectory = 32

// `oflags` of preview1, and `open-flags` of WASI 0.2.
export const Create = 1
export const MustBeDirectory = 2
export const Exclusive = 4
export const Truncate = 8

/** Device and inode number identify a file within a run. Times are in nanoseconds since 1970. */
export interface Stat {
  readonly device: bigint
  readonly inode: bigint
  readonly type: number
  readonly links: number
  readonly size: number
  readonly accessed: bigint
  readonly modified: bigint
  readonly changed: bigint
}

export interface Entry {
  readonly type: number
  readonly name: string
}

/**
 * An open file or directory. Both backends, memory and host, implement this. All methods throw SystemError.
 * Times are in nanoseconds since 1970. One that is undefined is not changed.
 */
interface DescriptorBase {
  readonly type: number
  /** `descriptor-flags` */
  readonly flags: number
  stat(): Stat
  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void
  sync(dataOnly: boolean): void
  /** Closes the descriptor. Every later use fails with BadDescriptor, except for another `dispose`, which does nothing. */
  dispose(): void
}

/** An open file, or anything else that is not a directory. Positions are in bytes, below 2^53. */
export interface FileDescriptor extends DescriptorBase {
  /** Whether the file has positions. Pipes, sockets and terminals ignore them. */
  readonly seekable: boolean
  setSize(size: number): void
  /** Makes sure that the file has at least `size` bytes, and room for them. */
  allocate(size: number): void
  /**
   * Reads up to `length` bytes into `target`, which is in wasm memory, from `start` on. The defaults are all of `target`. Returns
   * the count: 0 at the end. A start and a length take less time than a subarray.
   */
  read(target: Uint8Array, position: number, start?: number, length?: number): number
  /** Writes `bytes`, which are in wasm memory. Returns how many were written: fewer than all if there was no room for more. */
  write(bytes: Uint8Array, position: number): number
  /** Writes like `write`, at the current end of the file. */
  append(bytes: Uint8Array): number
  /** Another descriptor of the same open file, which has to be disposed of separately. */
  share(): FileDescriptor
}

/** An open directory. Paths are relative to it and can't leave it. */
export interface DirectoryDescriptor extends DescriptorBase {
  /** Another descriptor of the same directory, which has to be disposed of separately. */
  duplicate(): DirectoryDescriptor
  /** The entries, without `.` and `..`. */
  list(): Entry[]
  statAt(path: string, follow: boolean): Stat
  /** The inode number that `statAt` returns. Does not call the function that stands for a file. */
  inodeAt(path: string): bigint
  setTimesAt(path: string, follow: boolean, accessed: bigint | undefined, modified: bigint | undefined): void
  openAt(path: string, follow: boolean, openFlags: number, flags: number): Descriptor
  createDirectoryAt(path: string): void
  removeDirectoryAt(path: string): void
  unlinkFileAt(path: string): void
  readlinkAt(path: string): string
  symlinkAt(target: string, path: string): void
  linkAt(oldPath: string, newDirectory: Descriptor, newPath: string): void
  renameAt(oldPath: string, newDirectory: Descriptor, newPath: string): void
}

export type Descriptor = FileDescriptor | DirectoryDescriptor
