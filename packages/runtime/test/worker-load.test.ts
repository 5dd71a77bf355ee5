import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { node } from '../src/platform/node.js'
import { makeWorkerCommand } from '../src/worker/command.js'
import { makeWorkerReactor } from '../src/worker/library.js'
import { commandInWorker } from './worker-program.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

const specOf = (name: string, source?: string) => {
  const file = path.join(folder, name)
  if (source !== undefined) writeFileSync(file, source)
  return {
    format: 2,
    name: 'guest.wasm',
    guest: fixture('hello'),
    script: pathToFileURL(file).href,
  }
}
const kinds = [makeWorkerCommand(node), makeWorkerReactor(node)]

describe.each(kinds)('load() of a program in a worker', (make) => {
  test('waits until the script is there', async () => {
    const marker = path.join(folder, `there-${kinds.indexOf(make)}`)
    const program = make(
      specOf(
        `slow-${kinds.indexOf(make)}.cjs`,
        `setTimeout(() => {
          require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')
          require('node:worker_threads').parentPort.on('message', () => {}).postMessage({ type: 'ready' })
        }, 50)`,
      ),
    )
    await program.load()
    expect(existsSync(marker)).toBe(true)
    await program.load()
  })

  test('rejects if the worker can’t start', async () => {
    for (const spec of [specOf('missing.cjs'), specOf('broken.cjs', 'throw new Error("broken")')])
      await expect(make(spec).load()).rejects.toMatchObject({ code: 'LOAD' })
  })
})

test('load() does not reject if a run that began meanwhile ends the worker', async () => {
  const go = await commandInWorker(fixture('go'))
  const loading = go.load()
  const program = go.spawn(['sleep', '60000'])
  program.kill('enough')
  await expect(program.exited).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
  await loading
})

test('the message says whether a program was killed or a signal was aborted', async () => {
  const go = await commandInWorker(fixture('go'))
  const killed = go.spawn(['sleep', '60000'])
  killed.kill()
  await expect(killed.exited).rejects.toThrow(/^guest\.wasm was aborted\n {2}why: It was killed\./)
  const controller = new AbortController()
  const aborted = go.spawn(['sleep', '60000'], { signal: controller.signal })
  controller.abort()
  aborted.kill()
  await expect(aborted.exited).rejects.toThrow(/^guest\.wasm was aborted\n {2}why: The signal was aborted\./)
})
