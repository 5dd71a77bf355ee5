import { createHash, randomUUID } from 'node:crypto'
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

const HASH_SIZE = 32

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

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

/** For the user alone: what is in the cache becomes part of what the user builds. */
const PRIVATE_FOLDER = 0o700
const PRIVATE_FILE = 0o600
const WRITABLE_BY_OTHERS = 0o022

/**
 * Whether only this user (or root) can have written it. Where files have no such rights (Windows), folders of other users are out
 * of reach by default.
 */
function isOurs({ uid, mode }: Stats): boolean {
  if (process.getuid === undefined) return true
  return (uid === process.getuid() || uid === 0) && (mode & WRITABLE_BY_OTHERS) === 0
}

/** Like mkdir's `recursive`, which in /proc never ends: there an absent folder stays absent however often its parent is made. */
function makeFolder(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw error
    makeFolder(dirname(folder))
    // Another process may have made it by now: then the write that follows succeeds, or says what is wrong.
    if (!existsSync(folder)) mkdirSync(folder, { mode })
  }
}

/** File name for shared content: short, and different for different bytes. */
export function contentName(prefix: string, bytes: Uint8Array): string {
  return `${prefix}-${sha256(bytes).toString('hex').slice(0, 12)}.wasm`
}

/**
 * A folder of files that can be made again. A damaged, foreign or unwritable cache costs time and nothing else. Every write goes
 * to a temporary file and is renamed, so parallel builds and killed ones leave whole files only.
 *
 * The folder is made for the user alone. In one that others can write to (a shared folder that somebody chose, or one out of an older
 * version), only files are read that this user wrote and nobody else can change, and each is bound to its key, so that one cannot be put in
 * the place of another. Everything else is made again.
 *
 * `folder` false: nothing is kept.
 */
export class Cache {
  constructor(readonly folder: string | false) {}

  /** The bytes that `key` stands for: from the cache if they are intact, else out of `make`, and then kept. */
  async remember(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
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

  /** Absolute path of a file in the cache with exactly these bytes, or undefined where none can be written, or others could change it. */
  file(name: string, bytes: Uint8Array): string | undefined {
    const present = this.#read(name)
    const intact = present !== undefined && Buffer.compare(present, bytes) === 0
    if (!intact && !this.#write(name, bytes)) return undefined
    return this.folder !== false && isOurs(statSync(this.folder)) ? join(this.folder, name) : undefined
  }

  // Synchronously, here and below: right after wasm-tools ran, the engine's compiler threads keep all cores busy for a while, and each
  // step of an asynchronous call waits its turn behind them: 150 ms for a write that takes one.
  #read(name: string): Buffer | undefined {
    if (this.folder === false) return undefined
    let file: number | undefined
    try {
      // A pipe that somebody put here would block for ever.
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
    const temporary = join(this.folder, `.${name}.${randomUUID()}`)
    try {
      makeFolder(this.folder, PRIVATE_FOLDER)
      writeFileSync(temporary, content, { mode: PRIVATE_FILE, flag: 'wx' })
      renameSync(temporary, join(this.folder, name))
      return true
    } catch {
      try {
        rmSync(temporary, { force: true })
      } catch {
        // It lies where nothing can be written, so it was not.
      }
      return false
    }
  }
}
