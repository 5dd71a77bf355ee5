import path from 'node:path'

import { createPlugin } from '@unwasi/unplugin'
import { expect, test } from 'vitest'
import webpack from 'webpack'

import { execute } from './harness/execute.js'
import { makeProject } from './harness/project.js'

// unplugin is part of our bundle, but its loaders for webpack are files in its package.
test('a plugin of others, made by createPlugin(), works in webpack', async () => {
  const project = makeProject({ 'main.js': "import answer from 'answer'\nconsole.log(answer)\n" })
  const plugin = createPlugin(() => ({
    resolveId: (id) => (id === 'answer' ? id : undefined),
    load: (id) => (id.endsWith('answer') ? 'export default 42' : undefined),
  }))
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    const output = { path: path.join(project.dir, 'dist'), filename: 'main.cjs' }
    const config: webpack.Configuration = { context: project.dir, mode: 'none', entry: './main.js', target: 'node', output }
    webpack({ ...config, plugins: [plugin.webpack()] }, (error, stats) => (error ? reject(error) : resolve(stats)))
  })
  expect(stats?.toJson({ all: false, errors: true }).errors).toEqual([])
  expect(await execute(path.join(project.dir, 'dist/main.cjs'), [])).toEqual({ exitCode: 0, stdout: '42\n', stderr: '' })
  project.remove()
})
