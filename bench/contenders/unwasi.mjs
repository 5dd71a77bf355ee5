import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { packageUrl, root } from '../checkout.mjs'

/** The default export of the module that core emits for `guest`. `checkout` is the repository whose core and runtime to use. */
async function emitted(guest, { cache, checkout = root, worker = false }) {
  const core = await import(packageUrl('@unwasi/core', checkout))
  const runtime = packageUrl('@unwasi/runtime', checkout)
  const scriptFile = (entry) => fileURLToPath(packageUrl(`@unwasi/runtime/${entry}`, checkout))
  const script = worker && { worker: (entry) => ({ bytes: readFileSync(scriptFile(entry)) }) }
  const { program, assets } = await core.transpile(await readFile(guest), { file: guest, cache, runtime, ...script })
  const id = createHash('sha256').update(checkout).update(guest).update(String(worker)).digest('hex').slice(0, 16)
  const out = path.join(cache, 'emitted', id)
  await mkdir(out, { recursive: true })
  for (const { name, bytes } of assets) await writeFile(path.join(out, name), bytes)
  const file = path.join(out, 'main.mjs')
  await writeFile(file, program)
  const { default: loaded } = await import(pathToFileURL(file).href)
  return loaded
}

/** The compiled program as its emitted module exports it. */
export async function bare(guest, job) {
  const run = await emitted(guest, job)
  await run.load()
  return run
}

/** `directory` makes the guest's `/`, and `stdio` is where output goes. */
async function command(guest, job, directory, stdio) {
  const run = await bare(guest, job)
  return async (args) => {
    const { exitCode } = await run(args, { ...stdio, dirs: { '/': directory() } })
    return exitCode
  }
}

/** Gives the guest a `/` in memory and sends its output to a callback. */
export async function memory(guest, job) {
  const { memoryDirectory } = await import(packageUrl('@unwasi/runtime', job.checkout))
  const stdio = { stdout: () => {}, stderr: (chunk) => void process.stderr.write(chunk) }
  return command(guest, job, () => memoryDirectory({}), stdio)
}

/** Gives the guest a host directory and the output of the process. */
export async function host(guest, job) {
  const { hostDirectory } = await import(packageUrl('@unwasi/runtime/node', job.checkout))
  return command(guest, job, () => hostDirectory(job.files), { stdout: 'inherit', stderr: 'inherit' })
}

/** The same program, whose runs are in workers. Nothing is loaded yet. */
export const worker = (guest, job) => emitted(guest, { ...job, worker: true })

/** The function that makes an instance of a library. */
export const library = emitted
