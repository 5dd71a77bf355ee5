import { mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The stamps of folders. */
const stamps = new Map<string, string>()
let own: string | undefined

/**
 * Returns the path of a file that changes when `folder` gets a file, or loses one. Rollup and Rolldown can watch folders, but only with
 * everything that is in them. In the folder of a project, that includes their own output.
 */
export function stampOf(folder: string): string {
  const known = stamps.get(folder)
  if (known !== undefined) return known
  const stamp = path.join(temporaryFolder(), `${stamps.size}.txt`)
  stamps.set(folder, stamp)
  let names = filesIn(folder)
  writeFileSync(stamp, names)
  const look = (): void => {
    const now = filesIn(folder)
    if (now !== names) writeFileSync(stamp, (names = now))
  }
  // It must not keep the process alive.
  watch(folder, { persistent: false }, (event) => event === 'rename' && look()).on('error', () => {
    // On Windows, watching a folder fails when it is removed. What was in it is gone as well, and the bundler watches these files.
    stamps.delete(folder)
  })
  return stamp
}

function filesIn(folder: string): string {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    // Editors write files with such names beside those that they save.
    const files = entries.filter((entry) => !entry.isDirectory() && !/^\.|~$|^4913$/.test(entry.name))
    return files
      .map(({ name }) => name)
      .toSorted()
      .join('\n')
  } catch {
    // The folder has been removed.
    return ''
  }
}

/** A folder that only this process uses. */
function temporaryFolder(): string {
  if (own === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    own = folder
  }
  return own
}
