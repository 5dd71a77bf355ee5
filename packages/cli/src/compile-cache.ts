import { existsSync, mkdirSync, statSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'

import { cacheFolder } from './cache.js'

const PRIVATE = 0o700
const WRITABLE_BY_OTHERS = 0o022

/**
 * Lets Node keep compiled JavaScript from one process to the next, from Node 22.1 on. It keeps it in the user's cache folder, because it
 * runs what it finds there, and its own default is in a folder that all users can write to. The variables NODE_COMPILE_CACHE and
 * NODE_DISABLE_COMPILE_CACHE have precedence.
 */
export function useCompileCache(): void {
  if (!('enableCompileCache' in module) || typeof module.enableCompileCache !== 'function') return
  const folder = privateFolder()
  if (folder !== undefined) module.enableCompileCache(folder)
}

/** Makes the folder if it is missing. Undefined if that is not possible, or if other users can write to the folder. */
function privateFolder(): string | undefined {
  try {
    const folder = path.join(cacheFolder(), 'node')
    makeFolder(folder)
    const { uid, mode } = statSync(folder)
    const ours = process.getuid === undefined || (uid === process.getuid() && (mode & WRITABLE_BY_OTHERS) === 0)
    return ours ? folder : undefined
  } catch {
    // Many processes have no folder to write to. They start a little later, and nothing else is different.
    return undefined
  }
}

/** Does not use mkdir's `recursive`, which never ends in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (!existsSync(path.dirname(folder))) makeFolder(path.dirname(folder))
  mkdirSync(folder, PRIVATE)
}
