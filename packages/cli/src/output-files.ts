import { mkdir, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { CliError, errno } from './errors.js'
import { reason } from './files.js'

function cannotWrite(file: string, error: unknown): CliError {
  return new CliError(file, "can't be written", reason(error), 'Choose another path with `-o`.', error)
}

/** Writes all of `parts` to `file`, or leaves the file as it was. Creates the folder of `file`. */
export async function writeAtomically(file: string, parts: readonly Uint8Array[]): Promise<void> {
  let made: string | undefined
  let temporary: string | undefined
  try {
    // A link stays a link, and a device or pipe (`/dev/null`) is written to instead of replaced.
    const target = await realpath(file).catch(unlessMissing)
    if (target !== undefined && !(await stat(target)).isFile()) return await writeFile(target, parts)
    const place = target ?? file
    if ((await stat(path.dirname(place)).catch(unlessMissing)) === undefined) made = await makeFolder(path.dirname(place))
    // The temporary file lies in the same folder, because a rename across file systems is not atomic.
    temporary = path.join(path.dirname(place), `.${path.basename(place)}.${crypto.randomUUID()}`)
    await writeFile(temporary, parts, { flag: 'wx' })
    await rename(temporary, place)
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw cannotWrite(file, error)
  }
}

/** Throws if `out` is the same file as `input`, which may be the only copy of the program. */
export async function keepInput(input: string, out: string): Promise<void> {
  const [from, to] = await Promise.all([input, out].map((file) => stat(file, { bigint: true }).catch(() => undefined)))
  if (!from?.isFile() || from.dev !== to?.dev || from.ino !== to.ino) return
  throw new CliError(out, "can't be written", 'It is the input itself.', 'Choose another path with `-o`.')
}

function unlessMissing(error: unknown): undefined {
  if (errno(error) !== 'ENOENT') throw error
}

/**
 * Makes `folder` and its missing parents, and returns the uppermost folder that it made. It does not use mkdir's `recursive`,
 * which never ends in /proc, where a missing folder stays missing however often its parent is made.
 */
async function makeFolder(folder: string): Promise<string | undefined> {
  let above: string | undefined
  if ((await stat(path.dirname(folder)).catch(unlessMissing)) === undefined) above = await makeFolder(path.dirname(folder))
  try {
    await mkdir(folder)
    return above ?? folder
  } catch (error) {
    if (errno(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error
    return above
  }
}

/**
 * Writes `files` (name → content) into `folder`, which is created if necessary. The files are first written to a temporary folder
 * and then moved in the given order, so that a failure leaves no half-written file.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const staging = path.join(folder, `.unwasi-${crypto.randomUUID()}`)
  let made: string | undefined
  let staged = false
  try {
    made = await makeFolder(folder)
    await mkdir(staging)
    staged = true
    for (const [name, content] of files) await writeFile(path.join(staging, name), content)
    for (const name of files.keys()) await refuseFolder(path.join(folder, name))
    for (const name of files.keys()) await rename(path.join(staging, name), path.join(folder, name))
    await rmdir(staging)
  } catch (error) {
    if (staged) await rm(staging, { recursive: true, force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error instanceof CliError ? error : cannotWrite(folder, error)
  }
}

async function refuseFolder(file: string): Promise<void> {
  const found = await stat(file).catch(unlessMissing)
  if (found?.isDirectory()) throw new CliError(file, "can't be written", 'It is a directory.', 'Choose another folder with `-o`.')
}
