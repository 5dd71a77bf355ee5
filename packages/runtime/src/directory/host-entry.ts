import fs from 'node:fs'

import { Exist, IllegalByteSequence, IsDirectory, NoEntry, NotDirectory, ReadOnly, fail } from '../errno/errno.js'
import {
  Create,
  DataSync,
  DirectoryType,
  Exclusive,
  FileSync,
  MustBeDirectory,
  Read,
  SymbolicLink,
  Truncate,
  Write,
} from './directory.js'
import { readLink } from './host-anchor.js'
import type { Anchor, Anchoring } from './host-anchor.js'
import { errnoName } from './host-errors.js'
import { typeOf } from './host-tree.js'
import { onWindows } from './host-windows.js'
import { failAtLink } from './open-rules.js'
import type { Walk } from './walk.js'

const { O_CREAT, O_DIRECTORY, O_DSYNC, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } =
  fs.constants

/** The system's path of the entry at the end of `walk`: an anchor and one name. If it is a link, it must never be followed. */
export const entryOf = ({ directory, name }: Walk<Anchor>): string => directory.prefix + (name || '.')

const lookAt = (entry: string): fs.BigIntStats | undefined => fs.lstatSync(entry, { bigint: true, throwIfNoEntry: false })

/** The type of `entry`, or undefined if it does not exist. */
export const typeAt = (entry: string): number | undefined => {
  const stats = lookAt(entry)
  return stats && typeOf(stats)
}

/** The entry at the end of `walk`. Follows symbolic links if `follow` is true or the path ends in a slash. */
export const findEntry = (walk: Walk<Anchor>, follow: boolean): fs.BigIntStats => {
  for (;;) {
    const entry = entryOf(walk)
    const stats = lookAt(entry) ?? fail(NoEntry)
    const type = typeOf(stats)
    if (type === SymbolicLink && (follow || walk.slash)) walk.follow(readLink(entry) ?? fail(NoEntry))
    else return walk.slash && type !== DirectoryType ? fail(NotDirectory) : stats
  }
}

/** Fails unless something other than a directory can be made at the end of `walk`. The system itself checks all but the slash. */
export const vacant = (walk: Walk<Anchor>): void => {
  if (walk.name === '') fail(Exist)
  if (!walk.slash) return
  const type = typeAt(entryOf(walk)) ?? fail(NoEntry)
  fail(type === DirectoryType ? Exist : NotDirectory)
}

export const syncFlags = (flags: number): number => (flags & FileSync && O_SYNC) | (flags & DataSync && O_DSYNC)

// A flag that the platform lacks is undefined and counts as 0. Without O_NONBLOCK, opening or reading a FIFO would wait for its
// other end. It does not affect regular files and directories. An entry's type can change until it is open, so all are opened in
// the same way:
// https://pubs.opengroup.org/onlinepubs/9799919799/functions/open.html
const systemFlags = (openFlags: number, flags: number): number =>
  (flags & Write ? (flags & Read ? O_RDWR : O_WRONLY) : reading(openFlags)) |
  (openFlags & Create && O_CREAT) |
  (openFlags & Exclusive && O_EXCL) |
  (openFlags & Truncate && O_TRUNC) |
  (openFlags & MustBeDirectory && O_DIRECTORY) |
  syncFlags(flags) |
  O_NOFOLLOW |
  O_NONBLOCK |
  O_NOCTTY

/** The access for a descriptor that can't write. To truncate a file, Windows needs more than that. */
const reading = (openFlags: number): number => (openFlags & Truncate && onWindows() ? O_RDWR : O_RDONLY)

/** What an open directory is never opened for. */
const CHANGES = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC

/** Opens `entry` and returns the system's descriptor, or the target if it is a symbolic link. */
const openOrReadLink = (entry: string, mode: number, follows: boolean): number | string => {
  const type = follows || onWindows() ? typeAt(entry) : undefined
  // Windows follows a link to create its target.
  if (type !== undefined && mode & O_EXCL) fail(Exist)
  if (type === SymbolicLink) return readLink(entry) ?? fail(NoEntry)
  // Windows opens directories for writing, too.
  if (type === DirectoryType && mode & CHANGES) fail(IsDirectory)
  try {
    return fs.openSync(entry, mode, 0o666)
  } catch (error) {
    const name = errnoName(error)
    const target = name === 'ELOOP' || name === 'ENOTDIR' ? readLink(entry) : undefined
    if (target === undefined) throw error
    return target
  }
}

/** Opens the entry at the end of `walk`, and follows symbolic links as `findEntry` does. Returns the system's descriptor. */
export const openEntry = (
  walk: Walk<Anchor>,
  follow: boolean,
  openFlags: number,
  flags: number,
  anchoring: Anchoring,
  readonly: boolean,
): number => {
  const creates = openFlags & Create
  const mode = systemFlags(creates && !readonly ? openFlags : openFlags & ~(Create | Exclusive), flags)
  // A system without O_NOFOLLOW would follow a link, unless it has to create the file.
  const follows = !anchoring.reopen && !(mode & O_EXCL)
  for (;;) {
    if (walk.slash && creates) fail(IsDirectory)
    let opened: number | string
    try {
      opened = openOrReadLink(entryOf(walk), walk.slash ? mode | O_DIRECTORY : mode, follows)
    } catch (error) {
      if (creates && readonly && errnoName(error) === 'ENOENT') fail(ReadOnly)
      throw error
    }
    if (typeof opened === 'number') return opened
    if (!follow && !walk.slash) failAtLink(openFlags)
    walk.follow(opened)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A name as text. Fails if the host's name is not valid UTF-8. */
export const decode = (name: Uint8Array): string => {
  try {
    return utf8.decode(name)
  } catch (error) {
    if (error instanceof TypeError) fail(IllegalByteSequence)
    throw error
  }
}
