import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Project } from '../bundlers/harness/project.js'
import { assemble } from '../cli/wat.js'

/** A guest that prints a line to each output and then computes forever. `step` is what it does again and again. */
const endless = (step: string): Promise<Uint8Array> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
    (data (i32.const 16) "hello\\n")
    (func $print
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8))))
    (func (export "_start")
      (call $print)
      (loop $more ${step} (br $more))))`)

/** A page with jobs that use programs in workers. `main.wasm` is the Go fixture. */
const program = (plugin: string, query: string) => `
import run from './main.wasm?component${query}'
import silent from './silent.wasm?component${query}'
import calling from './calling.wasm?component${query}'
import loud from './loud.wasm?component${query}'
import { memoryDirectory } from '@unwasi/${plugin}/runtime'

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const failure = (running) => running.then(() => 'no error', ({ code, cause, message, stdout }) => ({ code, cause, message, stdout }))
async function* slowly() {
  for (const line of ['one\\n', 'two\\n']) {
    await later(20)
    yield line
  }
}
globalThis.guests = { silent, calling }
globalThis.jobs = {
  runs: async () => {
    const { stdout } = await run(['args', 'one', 'two'])
    const { exitCode } = await run(['exit', '7'])
    return [stdout, exitCode, (await run(['lines'], { input: 'x\\n' })).stdout]
  },
  computes: async (spin) => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    const { code } = await failure(spin([], { timeout: 1000 }))
    clearInterval(timer)
    return [code, ticks]
  },
  together: async (spin) => {
    const controller = new AbortController()
    const started = Promise.withResolvers()
    const running = failure(spin([], { signal: controller.signal, stdout: started.resolve }))
    await started.promise
    const { stdout } = await run(['args', 'beside it'])
    controller.abort()
    return [stdout, (await running).code]
  },
  // Chromium's thread computes for two more seconds.
  ended: async (spin) => {
    const controller = new AbortController()
    let over = false
    let late = 0
    const computing = failure(loud([], { signal: controller.signal, stderr: 'ignore', stdout() { controller.abort('enough'); late += over } }))
    const { code, cause } = await computing
    over = true
    const printed = new AbortController()
    const kept = await failure(spin([], { signal: printed.signal, stderr: () => printed.abort() }))
    const sleeping = await failure(run(['sleep', '60000'], { timeout: 100 }))
    const stop = new AbortController()
    const asleep = failure(run(['sleep', '60000'], { signal: stop.signal }))
    setTimeout(() => stop.abort('woken'), 100)
    const woken = await asleep
    await later(2500)
    return { code, cause, late, kept: [kept.code, kept.stdout], sleeping: sleeping.code, woken: [woken.code, woken.cause] }
  },
  spawned: async (spin) => {
    const program = run.spawn(['lines'], { input: 'one\\ntwo\\n' })
    const lines = []
    for await (const line of program.stdout.lines()) lines.push(line)
    const { exitCode } = await program.exited
    const computing = spin.spawn()
    const found = []
    const end = await (async () => {
      for await (const line of computing.stdout.lines()) {
        found.push(line)
        computing.kill('enough')
      }
    })().catch(({ code }) => code)
    const unread = loud.spawn()
    await later(200)
    unread.kill()
    return { lines, exitCode, found, end, killed: await failure(computing.exited), unread: (await failure(unread.exited)).code }
  },
  conversation: async () => {
    const program = run.spawn(['lines'], { stdin: 'pipe' })
    const writer = program.stdin.getWriter()
    const lines = []
    await writer.write('one\\n')
    for await (const line of program.stdout.lines()) {
      lines.push(line)
      if (lines.length === 1) await writer.write('two\\n')
      if (lines.length === 2) await writer.close()
    }
    return [lines, (await run(['lines'], { input: slowly() })).stdout, (await program.exited).exitCode]
  },
  ticking: async () => {
    const program = run.spawn(['wait', '5'], { stdin: 'pipe' })
    const lines = []
    for await (const line of program.stdout.lines()) if (lines.push(line) === 2) await program.stdin.close()
    return [lines.slice(0, 2), lines.at(-1)]
  },
  // Both ways to need input that is not there yet.
  waiting: async () => {
    const { code, message } = await failure(run(['lines'], { input: slowly() }))
    try {
      run.spawn(['lines'], { stdin: 'pipe' })
      return 'run.spawn() has thrown nothing'
    } catch (error) {
      return { code, message, spawned: error.code }
    }
  },
  iterable: async () => (await run(['lines'], { input: ['one\\n', new Uint8Array([116, 119, 111])] })).stdout,
  directory: async (spin) => {
    const directory = memoryDirectory({ 'kept.txt': 'text' })
    const dirs = { '/d': directory }
    const asleep = run(['sleep', '300'], { dirs })
    await later(100)
    const busy = await failure(run(['args'], { dirs }))
    await asleep
    const { exitCode } = await run(['file', '/d'], { dirs })
    const { code } = await failure(spin([], { dirs, timeout: 100 }))
    return [busy.code, exitCode, code, directory.text('kept.txt')]
  },
}
`

/** The files of a project with such a page. `plugin` is the name of the package that it uses, such as `vite`. */
export const workerFiles = async (plugin: string, query: string) => ({
  'main.js': program(plugin, query),
  'silent.wasm': await endless(''),
  'calling.wasm': await endless('(drop (call $sched_yield))'),
  'loud.wasm': await endless('(call $print)'),
})

/** Makes one of our packages importable in a project. */
export const link = (project: Project, plugin: string): void => {
  const target = path.join(project.dir, 'node_modules/@unwasi', plugin)
  mkdirSync(path.dirname(target), { recursive: true })
  symlinkSync(fileURLToPath(new URL(`../../packages/${plugin}`, import.meta.url)), target, 'junction')
}

/** Calls a job of the page with the guest that computes. WebKit's driver may evaluate before the script of the page has run. */
export const callJob = (name: string, guest = 'silent'): string => `(async () => {
  while (!globalThis.jobs) await new Promise((resolve) => setTimeout(resolve, 10))
  return jobs.${name}(globalThis.guests?.${guest})
})()`
