import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { problem } from '../errors/problem.js'
import { checkOptions, hostFolder, openDirectory } from './directory.js'
import type { Directory, DirectoryContext, DirectoryDescriptor, HostFolder } from './directory.js'
import { anchored, byPath } from './host-anchor.js'
import { HostDirectory } from './host-descriptor.js'
import { errnoName } from './host-errors.js'
import { HostTree } from './host-tree.js'

/** Options of `hostDirectory()`. Any other throws a `TypeError`. */
export interface HostDirectoryOptions {
  /** Whether guests can't change anything in the directory: they get `EROFS`. Default: false. */
  readonly?: boolean
}

/**
 * A directory of the host. Guests can use what is in it, and nothing else: `..`, absolute paths and symbolic links that lead out
 * are refused with `EPERM`.
 *
 * On Linux, other processes can't change that, because every step starts at an open directory. On other systems, and on Linux
 * without /proc, paths are checked right before each use. Another process that replaces a directory with a link at that very
 * moment may lead one call astray.
 *
 * FIFOs, devices and sockets never make a program wait, even if it opened them without `O_NONBLOCK`. Reading an empty FIFO that
 * has a writer is `EAGAIN`. A FIFO without a reader can't be opened only for writing (`ENXIO`, as for sockets).
 *
 * Times are read to the nanosecond. Node writes them to the microsecond, but a guest that set a time reads back exactly that.
 *
 * `path` is relative to the working directory of the process at this call, or a `file:` URL. Each run opens it, and throws if it
 * does not exist, is not a directory, or can't be read.
 */
export function hostDirectory(path: string | URL, options: HostDirectoryOptions = {}): Directory {
  return makeHostDirectory(path, options)
}

/** Makes a `hostDirectory`. If `anchors` is false, it works as on systems other than Linux. */
export const makeHostDirectory = (given: string | URL, options: HostDirectoryOptions, anchors = true): Directory => {
  const call = `hostDirectory(${JSON.stringify(given)})`
  const usable =
    typeof given === 'string' ? given !== '' && !given.includes('\0') : given instanceof URL && given.protocol === 'file:'
  if (!usable) {
    throw new TypeError(`${call}: the path must be a non-empty string or a file: URL`)
  }
  const readonly = checkOptions(options, call)
  const root = path.resolve(given instanceof URL ? fileURLToPath(given) : given)

  const directory: Directory & { readonly [hostFolder]: HostFolder } = {
    [hostFolder]: { path: root, readonly },
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
  return directory
}

const openRoot = (root: string, what: string): number => {
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer. Windows has neither FIFOs nor the flag.
    const fd = fs.openSync(root, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    if (fs.fstatSync(fd).isDirectory()) return fd
    fs.closeSync(fd)
  } catch (error) {
    const name = errnoName(error)
    if (name === undefined) throw error
    const why =
      name === 'ENOENT'
        ? `${root} does not exist.`
        : name === 'EACCES' || name === 'EPERM'
          ? `This process may not read ${root}.`
          : String((error as Error).message)
    throw problem(
      `${what}, which can't be opened`,
      why,
      'Pass the path of an existing directory that this process may read.',
      error,
    )
  }
  throw problem(`${what}, which is not a directory`, `${root} is a file.`, 'Pass the path of its directory.')
}
