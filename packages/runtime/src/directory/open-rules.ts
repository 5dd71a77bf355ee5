import { Invalid, Loop, NotDirectory, fail } from '../errno/errno.js'
import { Create, Exclusive, MustBeDirectory, MutateDirectory, Read, Truncate, Write } from './directory.js'

// The rules of `openAt` that directories in memory and directories of the host have in common.

/** Fails if a directory is requested with flags that only fit a file. */
export const checkOpenFlags = (openFlags: number): void => {
  if (openFlags & MustBeDirectory && openFlags & (Create | Exclusive | Truncate)) fail(Invalid)
}

/** Fails because the path ends at a symbolic link that must not be followed. A link itself can't be opened. */
export const failAtLink = (openFlags: number): never => fail(openFlags & MustBeDirectory ? NotDirectory : Loop)

/** The flags of an open file. One that is not open for writing is always open for reading, as in wasmtime. */
export const fileFlags = (flags: number): number => (flags & Write ? flags : flags | Read) & ~MutateDirectory
