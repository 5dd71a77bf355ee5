import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'

import { temporaryFolder } from './project.js'

export interface Executed {
  exitCode: number
  stdout: string
  stderr: string
}

/** Copies an output folder to an otherwise empty place. */
export function moveAway(dir: string): string {
  const elsewhere = path.join(temporaryFolder('elsewhere'), 'moved')
  cpSync(dir, elsewhere, { recursive: true })
  return elsewhere
}

/** Runs `file` in a new process whose working directory is elsewhere. */
export function execute(file: string, args: readonly string[]): Promise<Executed> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [file, ...args], { cwd: path.parse(file).root, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}
