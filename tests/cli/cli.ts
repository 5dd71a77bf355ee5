import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll } from 'vitest'

const bin = fileURLToPath(new URL('../../packages/cli/bin/unwasi.js', import.meta.url))

export interface Outcome {
  code: number | null
  stdout: Buffer
  stderr: string
}

export interface SpawnOptions {
  cwd?: string
  env?: Record<string, string>
  stdin?: string | Uint8Array
  /** Closes the reading end of standard output at the first byte. */
  hangUp?: boolean
  /** Leaves standard input open after `stdin`. */
  leaveOpen?: boolean
}

/** Runs a Node script in a new process. */
export function node(
  args: readonly string[],
  { cwd, env = {}, stdin = '', hangUp = false, leaveOpen = false }: SpawnOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'], XDG_CACHE_HOME: cacheHome, ...env } })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk)
      if (hangUp) child.stdout.destroy()
    })
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }))
    // The process may end without reading its input, so EPIPE does not fail the test.
    child.stdin.on('error', () => undefined)
    if (leaveOpen) child.stdin.write(stdin)
    else child.stdin.end(stdin)
  })
}

/** Runs the built command as a user would. */
export function unwasi(args: readonly string[], options?: SpawnOptions): Promise<Outcome> {
  return node([bin, ...args], options)
}

/** `unwasi run`, with its output as text. */
export async function run(args: readonly string[], options?: SpawnOptions) {
  const { code, stdout, stderr } = await unwasi(['run', ...args], options)
  return { code, stdout: stdout.toString(), stderr }
}

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
const strict = '--ignoreConfig --noEmit --strict --target es2022 --module nodenext --lib es2023,dom --types'.split(' ')

/** The errors of the TypeScript compiler for a file that users might write. Empty if the file is right. */
export async function typeCheck(file: string): Promise<{ code: number | null; stdout: string }> {
  const { code, stdout } = await node([tsc, ...strict, '', file])
  return { code, stdout: stdout.toString() }
}

/** A folder that is removed after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'unwasi-cli-'))
  folders.push(folder)
  return folder
}

const folders: string[] = []
const cacheHome = await temporaryFolder()

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})
