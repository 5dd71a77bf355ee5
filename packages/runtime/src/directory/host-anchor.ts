import fs from 'node:fs'
import path from 'node:path'

import { NoEntry, NotDirectory, NotPermitted, fail } from '../errno/errno.js'
import { errnoName } from './host-errors.js'
import { checkName, posixTarget } from './host-windows.js'
import type { Steps } from './walk.js'

const { O_DIRECTORY, O_NOFOLLOW } = fs.constants
/** Node lacks this constant. All Linux systems have the same value. https://man7.org/linux/man-pages/man2/open.2.html */
const O_PATH = 0o10000000

/** A directory that is held while names in it are used, so that they can't lead elsewhere. */
export interface Anchor {
  /** An open descriptor, or -1 if the directory is held only by its path. */
  readonly fd: number
  /** A path to which the name of an entry (one component) can be appended, so that the system finds it in this directory. */
  readonly prefix: string
}

/** A way to hold directories. */
export interface Anchoring extends Steps<Anchor> {
  /** An anchor for the directory that is open as `fd` and was found as `entry`. */
  adopt(fd: number, entry: string): Anchor
  /** Throws if names in `directory` may not be used, or no longer may be. */
  check(directory: Anchor): void
  /**
   * A path that leads to the file that is open as `fd`. Without such a path, another process can replace a file that was checked
   * with a symbolic link, which is then followed.
   */
  reopen?(fd: number): string
  /** A path in the filesystem of the file that is open as `fd`. */
  filesystem(fd: number): string
}

/** The target of the symbolic link `entry`, or undefined if it is not one. */
export const readLink = (entry: string): string | undefined => {
  try {
    return posixTarget(fs.readlinkSync(entry))
  } catch (error) {
    const name = errnoName(error)
    if (name === 'EINVAL' || name === 'UNKNOWN') return undefined
    throw error
  }
}

/**
 * The anchoring on Linux: every step starts at an open directory. `/proc/PID/fd/N` leads to the directory that is open as N, even
 * after it was moved. With only one name after it, and O_NOFOLLOW, another process can't swap anything to lead elsewhere. This is
 * the closest to openat(2) that Node offers. `fds` is the folder of the process's descriptors in /proc.
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

/** The anchoring for the directory that is open as `fd`, if a procfs shows it. */
export const anchored = (fd: number): Anchoring | undefined => {
  if (process.platform !== 'linux') return undefined
  const own = fs.fstatSync(fd, { bigint: true })
  // The path with the number is a sixth faster, but the mounted procfs may belong to another PID namespace.
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
 * The anchoring on other systems: directories are held by their real paths, which are checked to be within `root` before each
 * use. That stops every path and every link that leads out. It does not stop another process from swapping a directory for a link
 * between the check and the use.
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
    // Another filesystem may be mounted below, but Node offers nothing better.
    filesystem: () => root,
    check({ fd, prefix }) {
      if (prefixOf(prefix) !== prefix) fail(NotPermitted)
      // The open directory may have been moved, and another one may now have its path.
      if (fd >= 0 && !same(fs.fstatSync(fd, { bigint: true }), fs.statSync(prefix, { bigint: true }))) fail(NoEntry)
    },
    enter(directory, name) {
      const entry = directory.prefix + checkName(name)
      const stat = fs.lstatSync(entry)
      if (stat.isSymbolicLink()) return posixTarget(fs.readlinkSync(entry))
      return stat.isDirectory() ? adopt(-1, entry) : fail(NotDirectory)
    },
  }
}

/** The separator at the end of a path, which only roots have. */
const ending = /[\\/]$/
