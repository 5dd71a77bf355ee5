import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { UnwasiError } from '@unwasi/core'

import { temporaryFolder } from './project.js'

/** The result of a build in a separate process, which the script writes to a file. */
interface Result {
  warnings?: string[]
  error?: { name: string; code?: string; message: string }
}

interface Finished extends Result {
  /** Everything that the process printed. */
  output: string
}

/**
 * Runs one of the scripts beside this file, for bundlers that do not run in Node, end the process if a build fails, or print
 * warnings.
 * @param command the process to run it in
 * @param config what the script gets, as JSON; regular expressions included
 */
export async function runBuild(command: string, script: string, config: object): Promise<Finished> {
  const folder = temporaryFolder('child')
  const file = path.join(folder, 'result.json')
  const args = [fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(config, asJson), file]
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      command,
      args,
      { env: { ...process.env, NO_COLOR: '1', NODE_ENV: undefined }, timeout: 100_000 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(new Error(`${command}: ${stdout}${stderr}`, { cause: error }))
        else resolve(stdout + stderr)
      },
    )
  })
  const result: Result = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : {}
  rmSync(folder, { recursive: true })
  return { ...result, output }
}

/** The error of a plugin that could not be made. */
export function optionError({ code = '', message }: NonNullable<Result['error']>): Error {
  const [headline = '', why = '', fix = ''] = message.split('\n')
  return code === 'BAD_OPTION' ? new UnwasiError({ code, headline, why, fix }) : new Error(message)
}

function asJson(_: string, value: unknown): unknown {
  return value instanceof RegExp ? { regexp: [value.source, value.flags] } : value
}
