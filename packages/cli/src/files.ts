import { opendirSync, readFileSync } from 'node:fs'

import { CliError, errno } from './errors.js'

const reasons: Record<string, string> = {
  EACCES: 'Permission was denied.',
  EPERM: 'Permission was denied.',
  EEXIST: 'A file with that name is in the way.',
  EISDIR: 'It is a directory.',
  ENOTDIR: 'A part of its path is not a directory.',
  ENOENT: 'There is no such file or directory.',
  ENOSPC: 'There is no space left on the device.',
  EROFS: 'The file system is read-only.',
}

/** Says why a call of Node's file system failed. */
export function reason(error: unknown): string {
  return reasons[errno(error) ?? ''] ?? String(error instanceof Error ? error.message : error)
}

// Node loads what reads files asynchronously, and starts threads for it, when that is first used. `unwasi run` has nothing to do
// meanwhile.

/** Reads the program that the user named. */
export function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const fix =
      errno(error) === 'EISDIR'
        ? 'Name the .wasm file in the directory.'
        : 'Check the path. A relative path starts at the current directory.'
    throw new CliError(file, "can't be read", reason(error), fix, error)
  }
}

/** Throws unless `folder` is a directory that this process may read. */
export function checkDirectory(folder: string): void {
  try {
    opendirSync(folder).closeSync()
  } catch (error) {
    const why = errno(error) === 'ENOTDIR' ? 'It is not a directory.' : reason(error)
    throw new CliError(folder, "can't be given to the program", why, 'Name a directory that you can read.', error)
  }
}

/** Writes to standard output. It is not an error if the reader has gone away. */
export async function writeStdout(...parts: readonly (string | Uint8Array)[]): Promise<void> {
  const [{ Readable }, { pipeline }] = await Promise.all([import('node:stream'), import('node:stream/promises')])
  try {
    await pipeline(Readable.from(parts), process.stdout, { end: false })
  } catch (error) {
    if (errno(error) === 'EPIPE') return
    throw new CliError('standard output', "can't be written", reason(error), 'Redirect it to another file.', error)
  }
}

/** Formats a size as `2.6 MB`, in decimal units like file managers and browsers. */
export function humanSize(bytes: number): string {
  const units = ['kB', 'MB', 'GB']
  let size = bytes / 1000
  if (size < 1) return `${bytes} bytes`
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  return `${size >= 99.5 ? size.toFixed(0) : size.toFixed(1)} ${units[unit]}`
}
