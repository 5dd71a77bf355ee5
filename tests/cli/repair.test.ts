import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { adapt } from '../../fixtures/components.mjs'
import { fixture, fixturePath } from '../../fixtures/index.mjs'
import { node, run, temporaryFolder, unwasi } from './cli.js'

// Components that the official adapter made, of programs that it breaks.

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
  for (const name of ['go', 'rust', 'assemblyscript', 'duplicate-imports'])
    await writeFile(path.join(folder, `${name}.wasm`), await adapt(fixture(name)))
})

const broken = (name: string): string => path.join(folder, `${name}.wasm`)

it('says what the official adapter would do to a module', async () => {
  const text = (await unwasi(['inspect', fixturePath('go')])).stdout.toString()
  expect(text).toMatch(/^with the official adapter\n {2}crashes +.*\n {2}now +.*`unwasi component go\.wasm`.*$/m)
})

const newer = 'exit-catch-all-exnref'
const needs = 'Node 22.19 or 24.15, Chrome 137, Firefox 131, Safari 18.4'

it('names the engines that can run a program', async () => {
  expect((await unwasi(['inspect', fixturePath(newer)])).stdout.toString()).toContain(`  exnref  ${needs}\n`)
})

it.skipIf(WebAssembly.validate(fixture(newer)))('names them when this engine can’t', async () => {
  const { code, stderr } = await run([fixturePath(newer)])
  expect(code).toBe(1)
  expect(stderr).toContain(`why: The program needs exnref (${needs}). The engine reports: `)
})

describe('a program that the official adapter breaks', () => {
  it.each([
    ['go', ['heap'], 7, 'heap ok nodes=200000 blocks=1024 sum=36ec46a02b848d17\n'],
    ['rust', ['map'], 7, /map ok entries=100000 bytes=1088890\n$/],
    ['assemblyscript', [], 7, /as ok sum=19791206154240\n$/],
    ['duplicate-imports', [], 5, 'one\ntwo\nthree\n'],
  ] as const)('%s runs', async (name, args, code, stdout) => {
    const result = await run([broken(name), ...args])
    expect(result).toMatchObject({ code, stderr: '' })
    expect(result.stdout).toMatch(typeof stdout === 'string' ? new RegExp(`^${stdout}$`) : stdout)
  })

  it('becomes the portable component of the program itself', async () => {
    const [fixed, direct] = [path.join(folder, 'fixed.wasm'), path.join(folder, 'direct.wasm')]
    for (const [input, output] of [
      [broken('assemblyscript'), fixed],
      [fixturePath('assemblyscript'), direct],
    ] as const)
      expect(await unwasi(['component', input, '-o', output])).toMatchObject({ code: 0 })
    expect((await readFile(fixed)).equals(await readFile(direct))).toBe(true)
    expect(await run([fixed])).toMatchObject({ code: 7, stderr: '' })
  })

  it('is explained by inspect', async () => {
    const { code, stdout } = await unwasi(['inspect', broken('go')])
    const text = stdout.toString()
    expect(code).toBe(0)
    expect(text).toMatch(/^ {2}kind +a component that contains a preview1 program and the official adapter$/m)
    expect(text).toMatch(/^ {2}engines +Node 20, Chrome 75, Firefox 79, Safari 15\.1$/m)
    expect(text).toMatch(
      /^adapter\n {2}version +the adapter of wasmtime 46 or later\n {2}crashes +The adapter keeps .* Go's heap .*$/m,
    )
    expect(text).toMatch(/^ {2}now +`unwasi run` .*\n +.*`unwasi component go\.wasm -o fixed\.wasm`.*$/m)
    const json: unknown = JSON.parse((await unwasi(['inspect', '--json', broken('go')])).stdout.toString())
    expect(json).toMatchObject({ adapter: { present: true, outcome: 'crashes', release: { lines: [2857, 2858] } } })
  })

  it('becomes an ES module on the preview1 host', async () => {
    const { stderr } = await unwasi(['transpile', broken('rust'), '-o', path.join(folder, 'out')])
    expect(stderr).toMatch(/^rust\.wasm: command, /)
    await writeFile(
      path.join(folder, 'main.mjs'),
      `import run from './out/rust.js'\nconst calls = new Set()
       const { exitCode } = await run(['map'], { trace: ({ name }) => calls.add(name) })
       console.log(exitCode, calls.has('fd_write'))`,
    )
    expect((await node(['main.mjs'], { cwd: folder })).stdout.toString()).toBe('7 true\n')
  })
})
