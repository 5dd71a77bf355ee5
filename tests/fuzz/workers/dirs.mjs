// The directories of a case: some in memory, which runs lend to their threads, and one on disk.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { isRunError, memoryDirectory } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'

import { Finding } from '../frame/finding.mjs'
import { RECORD } from './guest.mjs'

const WHOLE = new RegExp(`^(?:${RECORD})*$`)

/** A folder on disk, which is removed at the end of the process. */
const root = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'unwasi-workers-'))
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }))
let folders = 0

const textOf = (value) => Buffer.from(value).toString()

/** The files of a directory as text. Throws if one of them has a part of a write. */
const checked = (files, where) => {
  for (const [name, text] of Object.entries(files)) {
    if (!WHOLE.test(text))
      throw new Finding(`${where} has ${JSON.stringify(text.slice(0, 100))} in ${name}`, { kind: 'a part of a write' })
  }
  return files
}

export const inMemory = (directory) => {
  const tree = directory.tree()
  const files = Object.entries(tree).filter(([, value]) => value instanceof Uint8Array)
  return checked(Object.fromEntries(files.map(([name, value]) => [name, textOf(value)])), 'a directory in memory')
}

const onDisk = (folder) => {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const names = entries.map(({ name }) => name).sort()
  return checked(Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')])), 'a folder')
}

/** The directories of one run. `shared` may be in use by another one. */
export class Dirs {
  #folder = path.join(root, String(folders++))
  #plan
  #memory

  constructor(plan, shared) {
    this.#plan = plan
    fs.mkdirSync(this.#folder)
    fs.writeFileSync(path.join(this.#folder, 'f0'), RECORD)
    this.#memory = plan.memory === 'shared' ? shared : plan.memory === 'own' ? memoryDirectory({ f0: RECORD }) : undefined
  }

  get options() {
    return {
      ...(this.#memory && { '/m': this.#memory }),
      ...(this.#plan.host && { '/h': hostDirectory(this.#folder) }),
    }
  }

  /** Reads the directory in memory, which is refused while a run has it. */
  touch() {
    try {
      this.#memory?.tree()
    } catch (error) {
      if (!isRunError(error, 'BUSY')) throw error
    }
  }

  /** Everything that is there after the run. */
  look() {
    return {
      ...(this.#plan.memory === 'own' && { memory: inMemory(this.#memory) }),
      ...(this.#plan.host && { host: onDisk(this.#folder) }),
    }
  }

  end() {
    fs.rmSync(this.#folder, { recursive: true })
  }
}

/** The descriptors of this process that lead into the folders. */
export const openFiles = () =>
  process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').filter((fd) => linked(fd).startsWith(root)) : []

const linked = (fd) => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}
