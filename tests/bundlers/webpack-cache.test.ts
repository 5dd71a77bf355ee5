import { rmSync } from 'node:fs'
import path from 'node:path'

import unwasi from '@unwasi/webpack'
import { expect, test } from 'vitest'

import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { printer, withDebugInfo } from './harness/tiny.js'
import { buildWebpack } from './harness/webpack.js'

// CI systems keep webpack's cache and nothing else (Next.js: .next/cache).
test("webpack's cache on disk outlives the conversion cache", async () => {
  // Edited guests are stored in the conversion cache.
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': withDebugInfo(printer('first')) })
  const cache = path.join(project.dir, 'conversions')
  const build = () =>
    buildWebpack(
      project,
      {
        target: 'node',
        cache: { type: 'filesystem', cacheDirectory: path.join(project.dir, 'webpack') },
        plugins: [unwasi({ cache })],
        output: { filename: 'main.cjs', clean: true },
      },
      'main.cjs',
    )
  const run = async (dir: string) => (await execute(path.join(moveAway(dir), 'main.cjs'), [])).stdout

  expect(await run((await build()).dir)).toBe('first')
  rmSync(cache, { recursive: true })
  expect(await run((await build()).dir)).toBe('first')

  project.write('main.wasm', withDebugInfo(printer('second')))
  expect(await run((await build()).dir)).toBe('second')
  project.remove()
})
