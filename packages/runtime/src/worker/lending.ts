import { hostFolder, isDirectory, type HostFolder } from '../directory/directory.js'
import { checkFree } from '../directory/memory-directory.js'
import { MemoryFilesystem } from '../directory/memory-filesystem.js'
import type { MemoryFolder } from '../directory/memory-folder.js'
import { describe, takeBack, type Lent } from '../directory/memory-lend.js'
import { memoryRoot, plant } from '../directory/memory-tree.js'
import { failure } from '../errors/problem.js'
import type { ResolvedOptions } from '../context/options.js'
import type { RunMessage } from './protocol.js'

/** The directories of a run, lent to a worker. */
export interface Lending extends Pick<RunMessage, 'dirs' | 'lent'> {
  /** Takes what the worker returned. Without it, all directories stay as they were. */
  end(returned?: Lent): void
}

/** Describes the directories of `call` for a worker. Until `end`, nothing else can use those in memory that guests can change. */
export const lend = (granted: ResolvedOptions['dirs'], call: string): Lending => {
  const roots: MemoryFolder[] = []
  const dirs = Object.entries(granted).map(([path, value]): RunMessage['dirs'][number] => {
    const option = `${call}: dirs[${JSON.stringify(path)}]`
    if (!isDirectory(value)) return [path, roots.push(plant(value, new MemoryFilesystem(false), option)) - 1]
    if (hostFolder in value) return [path, value[hostFolder] as HostFolder]
    if (!(memoryRoot in value)) throw unsupported(option)
    const root = value[memoryRoot] as MemoryFolder
    checkFree(root, option)
    return [path, roots.push(root) - 1]
  })
  const loan = describe(roots)
  for (const { filesystem, users } of loan.inodes) if (users && !filesystem.readonly) throw inUse(call)
  const lent = loan.filesystems.filter(({ readonly }) => !readonly)
  for (const filesystem of lent) filesystem.lent = true
  return {
    dirs,
    lent: loan.lent,
    end(returned) {
      for (const filesystem of lent) filesystem.lent = false
      if (returned && lent.length) takeBack(loan, returned)
    },
  }
}

const inUse = (call: string) =>
  failure(
    'BUSY',
    `${call}: a directory is in use on this thread`,
    'A worker needs it for itself.',
    'Wait for the run or dispose of the instance that uses it, or pass another directory.',
  )

const unsupported = (option: string) =>
  failure(
    'UNSUPPORTED_MODE',
    `${option} can't be used in a worker`,
    'It is neither a memoryDirectory() nor a hostDirectory().',
    'Pass one of these, or import the program without &worker.',
  )
