import { chmodSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Run, WorkerRun } from '@unwasi/runtime'
import { describe, expect, test, vi } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { makeProject } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { startVite, versions } from './harness/vite.js'

const program = "export { default } from './main.wasm?component'"
const inWorker = "export { default } from './main.wasm?component&worker'"

describe.each(Object.keys(versions) as (keyof typeof versions)[])('dev server of %s, on the server side', (version) => {
  test('runs the guest in Node, and the changed one after a change', async () => {
    const project = makeProject({ 'main.js': program, 'worker.js': inWorker })
    const server = await startVite(version, project, {})
    const load = async () => (await server.load('/main.js')).default as Run
    const first = await load()
    expect(await first(['heap'])).toEqual({ exitCode: 7, stdout: expect.stringMatching(/^heap ok /), stderr: '' })
    const worker = (await server.load('/worker.js')).default as WorkerRun
    expect(await worker(['args', 'one'])).toEqual({ exitCode: 0, stdout: 'one\n', stderr: '' })

    project.write('main.wasm', printer('changed'))
    await expect.poll(async () => (await (await load())()).stdout, { timeout: 20_000 }).toBe('changed')
    expect(server.warnings).toEqual([])
    await server.close()
    project.remove()
  })

  test('runs a guest that had to be edited and is therefore not in the file on disk', async () => {
    const project = makeProject({ 'main.js': program, 'main.wasm': fixture('start-section') })
    const server = await startVite(version, project, {})
    const run = (await server.load('/main.js')).default as Run
    expect((await run()).exitCode).toBe(0)
    await server.close()
    project.remove()
  })

  test.skipIf(process.platform === 'win32').each(['close', 'restart'] as const)(
    'ends a build that hangs on %s',
    async (action) => {
      const project = makeProject({ 'cmd/main.go': 'package main\n', 'bin/go': '' })
      const pidFile = path.join(project.dir, 'pid')
      project.write('bin/go', `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 1000\n`)
      chmodSync(path.join(project.dir, 'bin/go'), 0o755)
      const env = { PATH: `${path.join(project.dir, 'bin')}:${process.env['PATH']}` }
      const server = await startVite(version, project, { plugin: { toolchains: { env } } })
      const loading = server.load('/cmd/main.go?component').catch((error: unknown) => String(error))
      const pid = await vi.waitFor(() => {
        const text = readFileSync(pidFile, 'utf8')
        expect(text).toMatch(/\n/)
        return Number(text)
      }, 20_000)
      await server[action]()
      await loading
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000)
      if (action === 'restart') await server.close()
      project.remove()
    },
  )
})
