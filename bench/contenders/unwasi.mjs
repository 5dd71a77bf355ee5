import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { describeProgram } from '../../packages/core/dist/index.js'
import {
  clocks,
  command,
  descriptors,
  environment,
  filesystem,
  memoryDirectory,
  polling,
  random,
} from '../../packages/runtime/dist/index.js'
import { hostDirectory } from '../../packages/runtime/dist/node.js'

/**
 * `memory` gives the guest a `/` in memory and sends its output to a callback. `host` gives it a host directory and the output of
 * the process.
 */
async function load(guest, { files, cache }) {
  const program = await describeProgram(await readFile(guest), { file: guest, cache })
  const run = command({
    format: program.format,
    name: path.basename(guest),
    guest: pathToFileURL(program.guest.path),
    host: [clocks, descriptors, environment, filesystem, polling, random],
    start: program.link.start,
  })
  await run.load()
  const stdio =
    files === 'memory'
      ? { stdout: () => {}, stderr: (chunk) => void process.stderr.write(chunk) }
      : { stdout: 'inherit', stderr: 'inherit' }
  return async (args) => {
    const directory = files === 'memory' ? memoryDirectory({}) : hostDirectory(files)
    const { exitCode } = await run(args, { ...stdio, dirs: { '/': directory } })
    return exitCode
  }
}

export const memory = (guest, options) => load(guest, { ...options, files: 'memory' })
export const host = (guest, options) => load(guest, options)
