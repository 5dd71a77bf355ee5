import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { problem } from '../errors/problem.js'
import { checkOptions, openDirectory } from './directory.js'
import type { Directory, DirectoryDescriptor, DirectoryContext } from './directory.js'
import { anchored, byPath } from './host-anchor.js'
import { HostDirectory } from './host-descriptor.js'
import { errnoName } from './host-errors.js'
import { HostTree } from './host-tree.js'

export interface HostDirectoryOptions {
  /** Guests can't change anything in it: they get `EROFS`. Default: false. */
  readonly?: boolean
}

/**
 * A directory of the host. Guests reach what is in it, and nothing else: `..`, absolute paths and symbolic links that lead out are
 * refused with `EPERM`.
 *
 * On Linux that holds whatever other processes do meanwhile: every step starts at an open directory. Elsewhere, and on a Linux
 * without /proc, paths are checked right before each use; a process outside that exchanges directories for links at that very
 * moment may lead one call astray.
 *
 * FIFOs, devices and sockets never make a program wait, whether it opened them with `O_NONBLOCK` or not: a FIFO that is empty while
 * somebody has it open to write is `EAGAIN`, and one that nobody reads can't be opened only to write (`ENXIO`, as for sockets).
 *
 * Times: reads are exact to the nanosecond; Node writes microseconds (the guest that set a time still reads exactly that back).
 *
 * `path` is relative to the process's working directory at this call, or a `file:` URL. It is opened by each run, which throws when
 * it is not there, no directory, or may not be read.
 */
export function hostDirectory(path: string | URL, options: HostDirectoryOptions = {}): Directory {
  return makeHostDirectory(path, options)
}

/** The same; `anchors` false takes the way of systems other than Linux. */
export const makeHostDirectory = (given: string | URL, options: HostDirectoryOptions, anchors = true): Directory => {
  const call = `hostDirectory(${JSON.stringify(given)})`
  if ((typeof given !== 'string' || given === '' || given.includes('\0')) && !(given instanceof URL)) {
    throw new TypeError(`${call}: the path must be a non-empty string or a file: URL`)
  }
  const readonly = checkOptions(options, call)
  const root = path.resolve(given instanceof URL ? fileURLToPath(given) : given)

  return {
    [openDirectory](_context: DirectoryContext, option: string): DirectoryDescriptor {
      const fd = openRoot(root, `${option} is ${call}`)
      try {
        const anchoring = (anchors && anchored(fd)) || byPath(fs.realpathSync.native(root))
        return HostDirectory.of(new HostTree(anchoring, readonly), fd, root)
      } catch (error) {
        fs.closeSync(fd)
        throw error
      }
    },
  }
}

const openRoot = (root: string, what: string): number => {
  try {
    // A FIFO would wait for somebody who writes to it. Windows has neither FIFOs nor the flag.
    const fd = fs.openSync(root, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    if (fs.fstatSync(fd).isDirectory()) return fd
    fs.closeSync(fd)
  } catch (error) {
    const name = errnoName(error)
    if (name === undefined) throw error
    const why =
      name === 'ENOENT'
        ? `there is no ${root}`
        : name === 'EACCES' || name === 'EPERM'
          ? `${root} may not be read`
          : String((error as Error).message)
    throw problem(
      `${what}, which can't be opened`,
      why,
      'give the path of a directory that exists and that this process may read',
      error,
    )
  }
  throw problem(`${what}, which is no directory`, `${root} is a file`, 'give the path of its directory')
}
