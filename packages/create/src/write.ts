import { lstat, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { CreateError, errno } from './errors.js'

/** Files that a folder may have although it counts as empty: what `git init` and file managers leave there. */
const NOTHING = new Set(['.git', '.DS_Store', 'Thumbs.db', 'desktop.ini'])

/**
 * Checks that the folder can become a project.
 * @throws {CreateError} if it is a file, or not empty
 */
export async function checkFolder(folder: string, overwrite: boolean): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (errno(error) === 'ENOENT') return []
    if (errno(error) === 'ENOTDIR')
      throw new CreateError(`${folder} is a file, or is below one`, 'Give the path of a folder.', error)
    throw new CreateError(`${folder} can't be read: ${String(error)}`, 'Give the path of another folder.', error)
  })
  const others = entries.filter((entry) => !NOTHING.has(entry))
  if (others.length > 0 && !overwrite)
    throw new CreateError(
      `${folder} is not empty: it has ${others.length === 1 ? others[0] : `${others[0]} and ${others.length - 1} more`}`,
      'Give the path of another folder, or replace files of the same name with --overwrite.',
    )
}

/**
 * Writes the files of a project. Either all of them are there afterwards, or none: they are written to a temporary folder on the same disk, and
 * then moved. If moving fails, what has been moved is removed, and what it has replaced is put back.
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const exists = await isThere(folder)
  const parent = exists ? folder : path.dirname(folder)
  const made = await mkdir(parent, { recursive: true }).catch((error: unknown) => {
    throw notWritten(folder, error)
  })
  const temporary = await mkdtemp(path.join(parent, '.create-unwasi-')).catch((error: unknown) => {
    throw notWritten(folder, error)
  })
  try {
    const fresh = path.join(temporary, 'new')
    for (const [file, content] of files) {
      const target = path.join(fresh, file)
      await mkdir(path.dirname(target), { recursive: true })
      await writeFile(target, content)
    }
    if (exists) await merge(fresh, folder, [...files.keys()], path.join(temporary, 'old'))
    else await rename(fresh, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw notWritten(folder, error, exists)
  }
  await rm(temporary, { recursive: true, force: true })
}

/** Moves files into a folder that is there. What they replace is kept in `old` until all have been moved. */
async function merge(fresh: string, folder: string, files: readonly string[], old: string): Promise<void> {
  const undo: (() => Promise<unknown>)[] = []
  try {
    for (const file of files) {
      const [target, kept] = [path.join(folder, file), path.join(old, file)]
      for (const one of await madeFolders(path.dirname(target))) undo.push(() => rmdir(one))
      if (await isThere(target)) {
        if ((await lstat(target)).isDirectory()) throw new Error(`${target} is a folder, which is not replaced by a file`)
        await mkdir(path.dirname(kept), { recursive: true })
        await rename(target, kept)
        undo.push(() => rename(kept, target))
      }
      await rename(path.join(fresh, file), target)
      undo.push(() => rm(target))
    }
  } catch (error) {
    for (const step of undo.toReversed()) await step()
    throw error
  }
}

/** Makes a folder and those above it. Returns the new ones, from the top. */
async function madeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return []
  const below = path.relative(first, folder).split(path.sep).filter(Boolean)
  return [first, ...below.map((_, index) => path.join(first, ...below.slice(0, index + 1)))]
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    (error: unknown) => {
      if (errno(error) === 'ENOENT') return false
      throw error
    },
  )

const notWritten = (folder: string, error: unknown, exists = false): CreateError =>
  new CreateError(
    `${folder} can't be written, and ${exists ? 'is as it was' : 'nothing is left there'}: ${error instanceof Error ? error.message : String(error)}`,
    exists
      ? 'Give the path of another folder, or move away what is in the way.'
      : 'Give the path of a folder that you may write to.',
    error,
  )
