import { Invalid, Loop, NotDirectory, fail } from '../errno/errno.js'
import { Create, Exclusive, MustBeDirectory, MutateDirectory, Read, Truncate, Write } from './directory.js'

// The rules of `openAt` that directories in memory and directories of the host share.

/** Fails if a directory is asked for in a way that only a file can be opened. */
export const checkOpenFlags = (openFlags: number): void => {
  if (openFlags & MustBeDirectory && openFlags & (Create | Exclusive | Truncate)) fail(Invalid)
}

/** Fails because a symbolic link is not to be followed, and can't be opened itself. */
export const failAtLink = (openFlags: number): never => fail(openFlags & MustBeDirectory ? NotDirectory : Loop)

/** How a file is open. Without `write` it is open for reading, asked for or not: as wasmtime has it. */
export const fileFlags = (flags: number): number => (flags & Write ? flags : flags | Read) & ~MutateDirectory
