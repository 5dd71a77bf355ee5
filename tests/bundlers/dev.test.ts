import type { Run } from '@unwasi/runtime'
import { describe, expect, test } from 'vitest'

import { makeProject } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { startVite, versions } from './harness/vite.js'

describe.each(Object.keys(versions) as (keyof typeof versions)[])('dev server of %s, on the server side', (version) => {
  test('runs the guest in Node, and the changed one after a change', async () => {
    const project = makeProject({ 'main.js': "export { default } from './main.wasm?component'" })
    const server = await startVite(version, project, {})
    const load = async () => (await server.load('/main.js')).default as Run
    const first = await load()
    expect(await first(['heap'])).toEqual({ exitCode: 7, stdout: expect.stringMatching(/^heap ok /), stderr: '' })

    project.write('main.wasm', printer('changed'))
    await expect.poll(async () => (await (await load())()).stdout, { timeout: 20_000 }).toBe('changed')
    expect(server.warnings).toEqual([])
    await server.close()
    project.remove()
  })
})
