import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { assemble } from './assemble.js'
import { spec } from './module-program.js'

// Only a separate process can show what a process holds.

const source = (file: string) => fileURLToPath(new URL(`../src/${file}`, import.meta.url))

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'unwasi-'))
  const bundle = await rolldown({ input: { index: source('index.ts'), node: source('node.ts') }, platform: 'node' })
  await bundle.write({ dir: path.join(dir, 'runtime') })
  await bundle.close()
  const { guest } = await spec(
    await assemble(`(module
      (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "close") (param i32) (result i32) (call $close (local.get 0))))`),
  )
  await writeFile(path.join(dir, 'lib.wasm'), guest)
  await writeFile(
    path.join(dir, 'main.mjs'),
    `import fs from 'node:fs'
    import { descriptors, filesystem, reactor } from './runtime/index.js'
    import { hostDirectory } from './runtime/node.js'
    const instantiate = reactor({ format: 1, name: 'lib', guest: new URL('lib.wasm', import.meta.url), host: [descriptors, filesystem] })
    const open = () => fs.readdirSync('/proc/self/fd').length
    // Signals that outlive them do not keep them.
    const controllers = []
    const make = () => {
      const controller = new AbortController()
      controllers.push(controller)
      return instantiate({ dirs: { '/': hostDirectory(import.meta.dirname) }, signal: controller.signal })
    }
    const kept = await make()
    const before = open()
    const most = await (async () => {
      const all = []
      for (let count = 0; count < 50; count++) all.push(await make())
      return open()
    })()
    let after = most
    for (let turn = 0; turn < 100 && after > before; turn++) {
      gc()
      await new Promise((resolve) => setTimeout(resolve, 10))
      after = open()
    }
    controllers.forEach(({ signal }) => signal.throwIfAborted())
    console.log(JSON.stringify({ held: most - before, left: after - before, kept: [kept.close(3), kept.close(3)] }))`,
  )
}, 60_000)
afterAll(() => rm(dir, { recursive: true }))

test.runIf(process.platform === 'linux')('unused instances hold nothing', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', path.join(dir, 'main.mjs')])
  // An instance that is still in use keeps its descriptor, which can be closed once.
  expect(JSON.parse(stdout)).toEqual({ held: 50, left: 0, kept: [0, 8] })
})
