import fs from 'node:fs'
import path from 'node:path'

import { NoEntry, NotDirectory, NotPermitted, fail } from '../errno/errno.js'
import { errnoName } from './host-errors.js'
import type { Steps } from './walk.js'

const { O_DIRECTORY, O_NOFOLLOW } = fs.constants
/** Node has no name for it; the same on all Linux systems that Node runs on. https://man7.org/linux/man-pages/man2/open.2.html */
const O_PATH = 0o10000000

/** A directory that is held while names in it are used. */
export interface Anchor {
  /** An open descriptor, or -1: held by its path alone. */
  readonly fd: number
  /** Append the name of an entry (one component), and the system finds it in this directory. */
  readonly prefix: string
}

/** A way to hold directories. */
export interface Anchoring extends Steps<Anchor> {
  /** An anchor for the directory open as `fd`, which was found as `entry`. */
  adopt(fd: number, entry: string): Anchor
  /** Throws if names in `directory` may not be used (any more). */
  check(directory: Anchor): void
  /**
   * The path of what is open as `fd`. Only where this is known are symbolic links never followed that somebody puts in place of
   * what was looked at.
   */
  reopen?(fd: number): string
  /** A path in the filesystem that has what is open as `fd`. */
  filesystem(fd: number): string
}

/** The target, or undefined if `entry` is no symbolic link. */
export const readLink = (entry: string): string | undefined => {
  try {
    return fs.readlinkSync(entry)
  } catch (error) {
    const name = errnoName(error)
    if (name === 'EINVAL' || name === 'UNKNOWN') return undefined
    throw error
  }
}

/**
 * Linux: every step starts at an open directory. `/proc/PID/fd/N` leads to the directory that is open as N, wherever it is by now;
 * one name after that, and O_NOFOLLOW, leave nothing that another process could swap to lead elsewhere. It is openat(2) in the only
 * form that Node offers. `fds` is that folder of the process's descriptors.
 */
export const byDescriptor = (fds: string): Anchoring => {
  const adopt = (fd: number): Anchor => ({ fd, prefix: `${fds}${fd}/` })
  return {
    reopen: (fd) => fds + fd,
    filesystem: (fd) => fds + fd,
    adopt,
    check() {},
    enter(directory, name) {
      const entry = directory.prefix + name
      try {
        return adopt(fs.openSync(entry, O_PATH | O_DIRECTORY | O_NOFOLLOW))
      } catch (error) {
        if (errnoName(error) !== 'ENOTDIR') throw error
        return readLink(entry) ?? fail(NotDirectory)
      }
    },
    leave: ({ fd }) => fs.closeSync(fd),
  }
}

const same = (a: fs.BigIntStats, b: fs.BigIntStats): boolean => a.dev === b.dev && a.ino === b.ino

/** The way for the directory open as `fd`, where there is a procfs that shows it. */
export const anchored = (fd: number): Anchoring | undefined => {
  if (process.platform !== 'linux') return undefined
  const own = fs.fstatSync(fd, { bigint: true })
  // By number it is found a sixth faster; but the mounted procfs may be of another PID namespace.
  for (const fds of [`/proc/${process.pid}/fd/`, '/proc/self/fd/']) {
    try {
      if (same(own, fs.statSync(`${fds}${fd}/.`, { bigint: true }))) return byDescriptor(fds)
    } catch (error) {
      if (errnoName(error) === undefined) throw error
    }
  }
  return undefined
}

/**
 * Elsewhere: directories are held by their real paths, which must lie within `root` before each use. That stops every path and every
 * link that points out; it does not stop another process that swaps a directory for a link between the check and the use.
 */
export const byPath = (root: string): Anchoring => {
  const inside = (real: string): string => {
    const relative = path.relative(root, real)
    return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative) ? fail(NotPermitted) : real
  }
  const prefixOf = (entry: string): string => inside(fs.realpathSync.native(entry)).replace(ending, '') + path.sep
  const adopt = (fd: number, entry: string): Anchor => ({ fd, prefix: prefixOf(entry) })
  return {
    adopt,
    // Something may be mounted below; but there is nothing better that Node offers.
    filesystem: () => root,
    check({ fd, prefix }) {
      if (prefixOf(prefix) !== prefix) fail(NotPermitted)
      // The directory that was opened may have been moved, and another one have its path.
      if (fd >= 0 && !same(fs.fstatSync(fd, { bigint: true }), fs.statSync(prefix, { bigint: true }))) fail(NoEntry)
    },
    enter(directory, name) {
      const entry = directory.prefix + checkName(name)
      const stat = fs.lstatSync(entry)
      if (stat.isSymbolicLink()) return fs.readlinkSync(entry)
      return stat.isDirectory() ? adopt(-1, entry) : fail(NotDirectory)
    },
  }
}

/** Only roots end in one. */
const ending = /[\\/]$/

// Windows takes `\` for `/`, `name:stream` and `C:` for other places, drops dots and spaces at the end, and has devices everywhere.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const NOT_ON_WINDOWS = /[\\:]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i

export const checkName = (name: string): string =>
  process.platform === 'win32' && NOT_ON_WINDOWS.test(name) ? fail(NoEntry) : name
