import fs from 'node:fs'
import path from 'node:path'

import { IsDirectory, NameTooLong, NoEntry, NotDirectory, NotPermitted, fail } from '../errno/errno.js'
import { errnoName } from './host-errors.js'

// Where the system calls of Windows differ from POSIX, as libuv offers them:
// https://github.com/libuv/libuv/blob/v1.x/src/win/fs.c

export const onWindows = (): boolean => process.platform === 'win32'

// Windows treats `\` like `/`, and `name:stream` and `C:` as other places. It drops dots and spaces at the end, and finds its
// devices in every directory.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const NOT_ON_WINDOWS = /[\\:]|[. ]$|^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i

/** Fails if `name` can't be the name of an entry. Windows reports too long names as missing entries. */
export const checkName = (name: string): string => {
  if (!onWindows()) return name
  if (name.length > 255) fail(NameTooLong)
  return NOT_ON_WINDOWS.test(name) ? fail(NoEntry) : name
}

/**
 * The target of a symbolic link as POSIX writes it. Windows stores backslashes. It also has junctions, whose targets are absolute,
 * and must be recognised as such.
 */
export const posixTarget = (target: string): string =>
  onWindows() ? (path.isAbsolute(target) ? '/' : '') + target.replaceAll('\\', '/') : target

/** Fails if Windows would take `target`, which is relative in POSIX, for another place. */
export const checkWindowsTarget = (target: string): void => {
  if (onWindows() && /[\\:]/.test(target)) fail(NotPermitted)
}

/** Writes the changes of a file or directory to disk. */
export const flush = (fd: number, dataOnly: boolean): void => {
  try {
    if (dataOnly) fs.fdatasyncSync(fd)
    else fs.fsyncSync(fd)
  } catch (error) {
    // Windows can only flush through descriptors that can write, so there is nothing to do for the others.
    if (!onWindows() || errnoName(error) !== 'EPERM') throw error
  }
}

/** Renames an entry. Windows replaces a file with a file, but refuses to replace a directory, or to replace anything with one. */
export const rename = (from: string, to: string): void => {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    const name = errnoName(error)
    if (!onWindows() || (name !== 'EPERM' && name !== 'EACCES')) throw error
    const replaced = fs.lstatSync(to, { throwIfNoEntry: false })
    if (replaced === undefined) throw error
    const directory = fs.lstatSync(from).isDirectory()
    if (replaced.isDirectory() !== directory) fail(directory ? NotDirectory : IsDirectory)
    if (!directory) throw error
    // This fails if the directory is not empty, as it should.
    fs.rmdirSync(to)
    fs.renameSync(from, to)
  }
}
