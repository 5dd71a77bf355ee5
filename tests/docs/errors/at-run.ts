import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { transpile, type TranspileOptions } from '@unwasi/core'
import unwasi from '@unwasi/esbuild'
import { memoryDirectory, type Instantiate, type Run, type WorkerRun } from '@unwasi/runtime'
import { build } from 'esbuild'

import { fixture } from '../../../fixtures/index.mjs'
import { assemble, trapping } from '../../cli/wat.js'
import type { Example } from './at-build.js'

/** In the workspace, where emitted modules find the runtime. */
const output = path.join(import.meta.dirname, '../../.output/errors', String(process.pid))

export const removeModules = () => rmSync(output, { recursive: true, force: true })

let count = 0

/** Writes files to a new folder, and imports `main.js` from there. */
async function imported(files: Record<string, string | Uint8Array>): Promise<unknown> {
  const folder = path.join(output, String((count += 1)))
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  const module = (await import(pathToFileURL(path.join(folder, 'main.js')).href)) as { default: unknown }
  return module.default
}

type Guest = string | Uint8Array
type Edit = (code: string) => string

/** What an import of a program gives. `edit` changes the module that is emitted for it. */
async function emitted(guest: Guest, options: TranspileOptions, edit: Edit): Promise<unknown> {
  const bytes = typeof guest === 'string' ? await assemble(`(module ${guest})`) : guest
  const { program, assets } = await transpile(bytes, { file: 'main.wasm', name: 'main.wasm', cache: false, ...options })
  const files = Object.fromEntries(assets.map((asset) => [asset.name, asset.bytes]))
  return imported({ 'main.js': edit(program), ...files })
}

const unchanged = (code: string) => code

const command = (guest: Guest, options: TranspileOptions = {}, edit: Edit = unchanged) =>
  emitted(guest, options, edit) as Promise<Run>

/** A library whose function exits. */
const exiting = async () =>
  (await emitted(
    `(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
     (memory (export "memory") 1)
     (func (export "close") (call $exit (i32.const 0)))`,
    {},
    unchanged,
  )) as Instantiate<{ close(): void }>

/** The same program as `main.wasm?component&worker`. */
async function inWorker(name: string): Promise<WorkerRun> {
  const folder = path.join(output, 'worker')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'main.wasm'), fixture(name))
  const contents = "export { default } from './main.wasm?component&worker'"
  await build({
    stdin: { contents, resolveDir: folder },
    outfile: path.join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [unwasi({ cache: false })],
  })
  const module = (await import(pathToFileURL(path.join(folder, 'main.js')).href)) as { default: WorkerRun }
  return module.default
}

/** Fails, as in an engine without JSPI. */
async function withoutJspi(work: () => unknown): Promise<unknown> {
  const { Suspending } = WebAssembly as { Suspending?: unknown }
  Reflect.set(WebAssembly, 'Suspending', undefined)
  try {
    return await work()
  } finally {
    Reflect.set(WebAssembly, 'Suspending', Suspending)
  }
}

const importsJavaScript = `(import "page" "count" (func $count (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $count)))`

/** A module whose function has an opcode that no engine has, and what the emitted module says that it needs. */
const newer = `needs: "exnref (Node 25, Chrome 137, Firefox 131, Safari 18.4)",
  guest: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 255, 11),`

/** The error of each section for run time, by its heading. */
export const atRun: Record<string, Example> = {
  TRAP: async () => (await command(await trapping()))(),
  OUTPUT_LIMIT: async () => (await command(fixture('hello')))([], { maxOutput: 4 }),
  MEMORY_LIMIT: async () => (await command(fixture('go')))(['args'], { maxMemory: 2 ** 20 }),
  HANDLE_LIMIT: async () => (await command(fixture('p2-native')))(['args'], { maxHandles: 1 }),
  TIMEOUT: async () => (await command(fixture('go')))(['sleep', '60000'], { timeout: 100 }),
  ABORTED: async () => (await command(fixture('hello')))([], { signal: AbortSignal.abort('The user left the page.') }),
  ENDED: async () => {
    const lib = await (await exiting())()
    try {
      lib.close()
    } catch {
      // The first call exits.
    }
    lib.close()
  },
  BUSY: async () => {
    const files = memoryDirectory({})
    const run = await inWorker('go')
    const running = run(['sleep', '200'], { dirs: { '/': files } })
    try {
      for (;;) {
        files.tree()
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    } finally {
      await running
    }
  },
  LOAD: async () => {
    const server = createServer((_, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const missing = `guest: new URL("http://127.0.0.1:${port}/main.wasm"),`
    const run = await command(fixture('hello'), {}, (code) => code.replace(/guest: .*/, missing))
    try {
      return await run()
    } finally {
      server.close()
    }
  },
  ENGINE: async () => (await command(fixture('hello'), {}, (code) => code.replace(/guest: .*/, newer)))(),
  MISMATCH: async () => (await command(fixture('hello'), {}, (code) => code.replace(/format: \d+/, 'format: 99')))(),
  MISSING_IMPORT: async () => (await command(importsJavaScript, { imports: { page: true } }))(),
  UNSUPPORTED_MODE: async () => (await command(fixture('hello'))).sync(),
  'Engines without JSPI': async () => {
    const run = await command(fixture('go'))
    return withoutJspi(() => run.spawn(['cat'], { stdin: 'pipe' }))
  },
  'Promises of imported functions': async () => {
    const run = await command(importsJavaScript, { imports: { page: true } })
    await run.load()
    return run.sync([], { imports: { page: { count: async () => 1 } } })
  },
  'The tracer in production': async () => (await command(fixture('hello')))([], { trace() {} }),
  'Options of a run': async () => (await command(fixture('hello')))([], { timeout: '5s' } as object),
}
