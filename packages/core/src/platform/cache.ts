import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Cache, CacheKey } from './cache-type.js'
import { toolchainVersion } from './versions.js'

const HASH_SIZE = 32

/** Node takes longer to load its cryptography than to convert a module, which mostly needs no hash. */
const sha256 = (bytes: Uint8Array | string): Buffer =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest()

/** The cache folder for a project: `node_modules/.cache/unwasi` beside the nearest package.json above `from`. */
export function defaultCacheFolder(from: string): string | false {
  let folder = resolve(from)
  for (;;) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'node_modules', '.cache', 'unwasi')
    const parent = dirname(folder)
    if (parent === folder) return false
    folder = parent
  }
}

/** Only the user has access, because the content of the cache becomes part of what the user builds. */
const PRIVATE_FOLDER = 0o700
const PRIVATE_FILE = 0o600
const WRITABLE_BY_OTHERS = 0o022

/**
 * Whether only this user (or root) can have written the file or folder. Windows has no such modes, but there a user's folders are
 * closed to other users by default.
 */
function isOurs({ uid, mode }: Stats): boolean {
  if (process.getuid === undefined) return true
  return (uid === process.getuid() || uid === 0) && (mode & WRITABLE_BY_OTHERS) === 0
}

/** Makes a folder and its parents. In /proc, where a folder can stay missing, `mkdir` with `recursive` would never end. */
function makeFolder(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw error
    makeFolder(dirname(folder))
    // Another process may have made it in the meantime. If it can't be used, the write that follows fails.
    if (!existsSync(folder)) mkdirSync(folder, { mode })
  }
}

/** Returns a text that differs for different keys, and for other versions of the tools, on which everything in the cache depends. */
const keyText = (key: CacheKey): string =>
  JSON.stringify([toolchainVersion(), ...key.map((part) => (typeof part === 'string' ? part : sha256(part).toString('hex')))])

/**
 * A folder of files that can be made again. A damaged, foreign or unwritable cache only costs time. Every file is written under a
 * temporary name and then renamed, so that parallel or killed builds leave only complete files.
 *
 * The folder is made for the user alone. Others may still be able to write to it, if the user chose a shared folder or an older
 * version made it. From such a folder, only files are read that this user wrote and no other user can change. Each file is bound
 * to its key, so that it can't replace another one. Everything else is made again.
 *
 * If `folder` is false, nothing is kept.
 */
export class FolderCache implements Cache {
  constructor(readonly folder: string | false) {}

  async remember(parts: CacheKey, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    if (this.folder === false) return make()
    const key = keyText(parts)
    const name = `${sha256(key).toString('hex')}.bin`
    const entry = this.#read(name)
    // An entry is the hash of key and content, then the content.
    const hash = (content: Uint8Array) => sha256(Buffer.concat([sha256(key), content]))
    if (entry !== undefined && entry.length > HASH_SIZE) {
      const content = entry.subarray(HASH_SIZE)
      if (hash(content).equals(entry.subarray(0, HASH_SIZE))) return content
    }
    const made = await make()
    this.#write(name, Buffer.concat([hash(made), made]))
    return made
  }

  keep(kind: string, extension: string, bytes: Uint8Array): string | undefined {
    if (this.folder === false) return undefined
    return this.file(`${kind}-${sha256(bytes).toString('hex').slice(0, 12)}.${extension}`, bytes)
  }

  /** Returns the path of a cached file with exactly these bytes, or undefined if it can't be written safely. */
  file(name: string, bytes: Uint8Array): string | undefined {
    const present = this.#read(name)
    const intact = present !== undefined && Buffer.compare(present, bytes) === 0
    if (!intact && !this.#write(name, bytes)) return undefined
    return this.folder !== false && isOurs(statSync(this.folder)) ? join(this.folder, name) : undefined
  }

  // Files are read and written synchronously. Right after wasm-tools has run, the engine's compiler threads keep all cores busy
  // for a while, and each step of an asynchronous call waits behind them: a write of 1 ms then takes 150 ms.
  #read(name: string): Buffer | undefined {
    if (this.folder === false) return undefined
    let file: number | undefined
    try {
      // Without O_NONBLOCK, a pipe that another process put here would block forever.
      file = openSync(join(this.folder, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      const stats = fstatSync(file)
      return stats.isFile() && isOurs(stats) ? readFileSync(file) : undefined
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }

  #write(name: string, content: Uint8Array): boolean {
    if (this.folder === false) return false
    const temporary = join(this.folder, `.${name}.${crypto.randomUUID()}`)
    try {
      makeFolder(this.folder, PRIVATE_FOLDER)
      writeFileSync(temporary, content, { mode: PRIVATE_FILE, flag: 'wx' })
      renameSync(temporary, join(this.folder, name))
      return true
    } catch {
      try {
        rmSync(temporary, { force: true })
      } catch {
        // Nothing can be written or removed here, so there is no temporary file.
      }
      return false
    }
  }
}
