import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { transpile, type TranspileOptions, type WorkerEntry } from '@unwasi/core'
import { node } from '../src/platform/node.js'
import { compilePieces, compileRanges } from '../src/preview2/core-modules.js'
import { workerImports } from '../src/worker/calls.js'
import { makeWorkerCommand } from '../src/worker/command.js'
import { makeWorkerReactor } from '../src/worker/library.js'
import { typedExports } from '../src/worker/typed-exports.js'
import type { WorkerInstantiate, WorkerRun } from '../src/worker-types.js'

const fileOf = (entry: WorkerEntry) => path.join(import.meta.dirname, `../dist/${entry}.js`)

/** Options of `transpile`. `namespace` is what the file in the option `imports` exports, if it names one. */
interface Options extends TranspileOptions {
  namespace?: object
}

/** The default export of the module that core makes of `bytes` for a worker, run over the runtime's sources and its built scripts. */
const emitted = async (bytes: Uint8Array, { namespace, ...options }: Options): Promise<unknown> => {
  const worker = (entry: WorkerEntry) => ({ bytes: readFileSync(fileOf(entry)), path: fileOf(entry) })
  const assetUrl = ({ name }: { name: string }) => (name.endsWith('.js') ? 'script' : 'guest')
  const { program, assets } = await transpile(bytes, { name: 'guest.wasm', cache: false, ...options, worker, assetUrl })
  const [guest, script] = assets
  const body = program.slice(program.indexOf('const program'), program.indexOf('export default'))
  const values = {
    workerCommand: makeWorkerCommand(node),
    workerReactor: makeWorkerReactor(node),
    compilePieces,
    compileRanges,
    typedExports,
    workerImports,
    import0: namespace,
    guest: guest!.bytes,
    // A script with glue is not on disk.
    script: script!.path === undefined ? dataUrl(script!.bytes) : pathToFileURL(script!.path).href,
  }
  return new Function(...Object.keys(values), `'use strict';${body}; return program`)(...Object.values(values))
}

const dataUrl = (script: Uint8Array): string => `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`

export const commandInWorker = (bytes: Uint8Array, options: Options = {}): Promise<WorkerRun> =>
  emitted(bytes, options) as Promise<WorkerRun>

export const libraryInWorker = <T extends object, All = T>(
  bytes: Uint8Array,
  options: Options = {},
): Promise<WorkerInstantiate<T, All>> => emitted(bytes, options) as Promise<WorkerInstantiate<T, All>>
