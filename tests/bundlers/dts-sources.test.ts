import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { compilerErrors } from './harness/compiler.js'
import { emptyPath, lacksGo } from './harness/go.js'
import { packageOf } from './harness/plugins.js'
import { makeProject, type Project } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

const goFiles = {
  'go.mod': 'module example.com/typed\n\ngo 1.24\n',
  'cmd/hello/main.go': 'package main\n\nfunc main() { println("hello") }\n',
  'cmd/lib/lib.go':
    'package main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n\n//go:wasmexport long\nfunc long(a int64) int64 { return a }\n\nfunc main() {}\n',
}

const program = `
import run from './cmd/hello?component'
import instantiate, { add } from './cmd/lib?component'
console.log(typeof run, typeof instantiate, typeof add)
`

const typed = (plugin: string) => `
import type { AsyncInstantiate, Run } from '@unwasi/${plugin}'
import file from './cmd/hello/main.go?component'
import folder from './cmd/hello?component'
import slash from '../any/hello/?component&inline'
import instantiate, { add, long, type Exports } from './cmd/lib?component'
import { add as sameAdd } from './cmd/lib/lib.go?inline&component'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const exact: [
  Same<typeof file, Run>,
  Same<typeof folder, Run>,
  Same<typeof slash, Run>,
  Same<typeof instantiate, AsyncInstantiate<Exports>>,
  Same<typeof add, (p0: number, p1: number) => number>,
  Same<typeof long, (p0: bigint) => bigint>,
  Same<typeof sameAdd, typeof add>,
] = [true, true, true, true, true, true, true]
`

const wrong = `
import { add, subtract } from './cmd/lib?component'
export const sum: string = add(1, 2)
import nothing from './cmd/other?component'
`

const generated = (project: Project) => readFileSync(path.join(project.dir, 'unwasi.d.ts'), 'utf8')
const programs = (project: Project) => [...generated(project).matchAll(/^\/\/ "(.*)"$/gm)].map(([, name]) => name)

describe.skipIf(lacksGo)('the option dts and sources', { timeout: 120_000 }, () => {
  afterEach(() => vi.unstubAllEnvs())

  test.each(['vite8', 'esbuild'])('%s: the compiler knows the types by the file and by the folder', async (bundler) => {
    const plugin = packageOf(bundler)
    const project = makeProject({ ...goFiles, 'main.js': program, 'typed.ts': typed(plugin), 'wrong.ts': wrong })
    await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    for (const types of [[], [`@unwasi/${plugin}/client`]]) {
      expect(await compilerErrors(project, plugin, types)).toEqual([
        'wrong.ts(2) TS2614',
        'wrong.ts(3) TS2322',
        'wrong.ts(4) TS2307',
      ])
    }
    project.remove()
  })

  test('the types stay in a build that does not import the source, even without Go, until the source is removed', async () => {
    const project = makeProject({ ...goFiles, 'main.js': program, 'other.wasm': printer('x') })
    const dts = path.join(project.dir, 'unwasi.d.ts')
    await nodeBuilds['vite8']!(project, { dts })
    const first = generated(project)
    project.write('main.js', "import run from './other.wasm?component'\nconsole.log(typeof run)")
    vi.stubEnv('PATH', emptyPath)
    await nodeBuilds['vite8']!(project, { dts })
    expect(programs(project)).toEqual(['cmd/lib/lib.go', 'cmd/hello/main.go', 'other.wasm'])
    expect(generated(project)).toContain(/declare module "\*\/lib\.go\?component" \{\n[^]*?\n\}\n/.exec(first)![0])

    rmSync(path.join(project.dir, 'cmd/hello'), { recursive: true })
    await nodeBuilds['vite8']!(project, { dts })
    expect(programs(project)).toEqual(['cmd/lib/lib.go', 'other.wasm'])
    project.remove()
  })
})

test('without the option dts, the general types know sources and folders that end with a slash', async () => {
  const project = makeProject({
    'unwasi.d.ts': '',
    'typed.ts': `
      import type { Run, WorkerRun } from '@unwasi/vite'
      import one from './cmd/hello/main.go?component'
      import two from './crate/Cargo.toml?component&inline'
      import three from './?component'
      import four from './assembly/index.ts?component&worker'
      import url from './main.zig?component&url'
      export const runs: Run[] = [one, two, three]
      export const worker: WorkerRun = four
      export const text: string = url`,
    'wrong.ts': "import svg from './icon.svg?component'\nimport folder from './cmd/hello?component'",
  })
  expect(await compilerErrors(project, 'vite', ['@unwasi/vite/client'])).toEqual(['wrong.ts(1) TS2307', 'wrong.ts(2) TS2307'])
  project.remove()
})
