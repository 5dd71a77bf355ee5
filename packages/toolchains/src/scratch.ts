import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'

/** How long a folder of a process that was killed stays, in milliseconds. No build takes that long. */
const STALE = 6 * 3_600_000

/** Gives `use` a new folder in `folder`, and removes it afterwards. Folders that processes have left behind go as well. */
export async function withScratch<T>(folder: string, use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(path.join(folder, SCRATCH))
  try {
    return await use(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    const others = readdirSync(folder).filter((name) => name.startsWith(SCRATCH))
    const stale = others.map((name) => path.join(folder, name)).filter((one) => Date.now() - timeOf(one) > STALE)
    await Promise.all(stale.map((one) => rm(one, { recursive: true, force: true })))
  }
}

const SCRATCH = 'work-'

/** Another process may have removed it, and it is not stale then. */
const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
