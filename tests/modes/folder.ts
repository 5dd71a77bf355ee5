import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { transpile, type TranspileOptions, type WorkerEntry } from '@unwasi/core'

import { guests } from './guests.js'

const { resolve } = createRequire(import.meta.url)
const worker = (entry: WorkerEntry) => ({ bytes: readFileSync(resolve(`@unwasi/runtime/${entry}`)) })

/** What each program needs besides the defaults. */
const options: Record<string, TranspileOptions> = {
  preview2: { host: 'preview2' },
  asking: { imports: { env: true } },
}

/** A module for `bytes`. */
async function moduleOf(folder: string, name: string, bytes: Uint8Array, more: TranspileOptions): Promise<string> {
  const all: TranspileOptions = { name: `${name}.wasm`, runtime: './runtime.js', cache: false, ...options[name], ...more }
  const { code, assets } = await transpile(bytes, all)
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  return code
}

/** Makes a folder with the scenarios, and with each program for the same thread and for a worker. It is for Node and for browsers. */
export async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-modes-'))
  copyFileSync(resolve('@unwasi/runtime/standalone-components'), path.join(folder, 'runtime.js'))
  copyFileSync(resolve('@unwasi/runtime/standalone-node'), path.join(folder, 'runtime-node.js'))
  for (const file of ['scenarios.mjs', 'programs.mjs', 'in-node.mjs'])
    copyFileSync(fileURLToPath(new URL(file, import.meta.url)), path.join(folder, file))
  const all = await guests()
  for (const [name, bytes] of Object.entries({ ...all, preview2: all['hello']! })) {
    writeFileSync(path.join(folder, `${name}.thread.mjs`), await moduleOf(folder, name, bytes, { trace: true }))
    writeFileSync(path.join(folder, `${name}.worker.mjs`), await moduleOf(folder, name, bytes, { worker }))
  }
  return folder
}
