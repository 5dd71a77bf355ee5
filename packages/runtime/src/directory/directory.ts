/** Anything that can be granted to a guest in `dirs`: `memoryDirectory()` or, in Node, `hostDirectory()`. */
export interface Directory {
  /** Internal: opens the directory for one run. Throws when that can't be done; `option` names it in the message. */
  readonly [openDirectory]: (context: DirectoryContext, option: string) => DirectoryDescriptor
}

/** Marks a `Directory`. In the registry, since a program may hold two copies of this package. */
export const openDirectory: unique symbol = /* @__PURE__ */ Symbol.for('unwasi.directory') as never

/** A directory's contents as plain data. */
export interface Tree {
  /** By file name: one path component, without `/`. */
  readonly [name: string]: FileContent | (() => FileContent) | Symlink | Tree | Directory
}

/** Text (as UTF-8) or bytes. Bytes are not copied until the guest writes to the file: leave them alone as long as runs may use them. */
export type FileContent = string | Uint8Array

/** A symbolic link in a tree. Links are resolved within the directory that the guest was given. */
export class Symlink {
  constructor(readonly target: string) {}
}

export const isDirectory = (value: unknown): value is Directory =>
  typeof value === 'object' && value !== null && openDirectory in value

/** Of `memoryDirectory()` and `hostDirectory()`: the value of `readonly`. Throws on anything else, in the name of `call`. */
export const checkOptions = (
  { readonly = false, ...others }: { readonly?: boolean },
  call: string,
  all = 'readonly',
): boolean => {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`${call}: there is no option ${JSON.stringify(unknown)}, only ${all}`)
  if (typeof readonly !== 'boolean')
    throw new TypeError(`${call}: option readonly is ${String(readonly)}; it must be true or false`)
  return readonly
}

/** What a directory may ask of the run that uses it. */
export interface DirectoryContext {
  /** Wall clock, nanoseconds since 1970. */
  now(): bigint
  /** Runs the user's code; what it throws ends the run. */
  user<T>(code: () => T): T
  /** A number that tells `filesystem` from all others in this run. */
  device(filesystem: object): bigint
}

// Kinds of files, as the Component Model numbers them: preview1 has no number for a FIFO.
export const Unknown = 0
export const BlockDevice = 1
export const CharacterDevice = 2
export const DirectoryType = 3
export const Fifo = 4
export const SymbolicLink = 5
export const RegularFile = 6
export const Socket = 7

// How something is open: `descriptor-flags` of WASI 0.2.
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

/** Device and inode number tell a file from all others of a run; times in nanoseconds since 1970. */
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
 * What is open. Both backends, memory and host, implement this; all methods throw SystemError.
 * Times are nanoseconds since 1970, undefined to leave one as it is.
 */
interface DescriptorBase {
  readonly type: number
  /** `descriptor-flags` */
  readonly flags: number
  stat(): Stat
  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void
  sync(dataOnly: boolean): void
  /** From now on every use fails with BadDescriptor. Once more does nothing. */
  dispose(): void
}

/** An open file, or what else is no directory. Positions are in bytes, below 2^53. */
export interface FileDescriptor extends DescriptorBase {
  /** Whether it has positions. Pipes, sockets and terminals ignore those that they are given. */
  readonly seekable: boolean
  setSize(size: number): void
  /** Sees to it that the file has `size` bytes at least, and that there is room for them. */
  allocate(size: number): void
  /** Up to `target.length` bytes; 0 at the end. `target` lies in wasm memory. */
  read(target: Uint8Array, position: number): number
  /** Returns how many of `bytes`, which lie in wasm memory, were written: fewer than all when there was no room for more. */
  write(bytes: Uint8Array, position: number): number
  /** As `write`, at the end of the file, wherever that is by then. */
  append(bytes: Uint8Array): number
  /** A descriptor of the same open file that is disposed of on its own. */
  share(): FileDescriptor
}

/** An open directory. Paths are relative to it and can't leave it. */
export interface DirectoryDescriptor extends DescriptorBase {
  /** A descriptor of the same directory that is disposed of on its own. */
  duplicate(): DirectoryDescriptor
  /** Without `.` and `..`. */
  list(): Entry[]
  statAt(path: string, follow: boolean): Stat
  /** As of `stat`, without a look at anything else: a file that is made when it is opened is not made. */
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
