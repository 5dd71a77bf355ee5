import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { node, temporaryFolder, unwasi } from './cli.js'

const target = fileURLToPath(new URL('../bundlers/harness/no-compiling.mjs', import.meta.url))

describe('unwasi transpile --precompiled', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })

  /** Runs `script` with the module of the fixture as `guest`, where nothing can be compiled. It prints its result as JSON. */
  const inTarget = async (fixture: string, script: string, ...options: string[]): Promise<unknown> => {
    const args = ['transpile', ...options, fixturePath(fixture), '-o', path.join(folder, 'out')]
    expect(await unwasi(args)).toMatchObject({ code: 0 })
    const use = path.join(folder, `${fixture}.mjs`)
    await writeFile(
      use,
      `import * as all from './out/${fixture}.js'\nconst { default: guest } = all\nconsole.log(JSON.stringify(await (${script})()))`,
    )
    const { code, stdout, stderr } = await node(['--import', target, use])
    return code === 0 ? JSON.parse(stdout.toString()) : stderr
  }
  const failure = (call: string) => `() => ${call}.then(() => 'no error', ({ name, code, message }) => ({ name, code, message }))`

  it('runs a program, which may exit, without compiling', async () => {
    const script = `async () => [await guest(['args', 'x']), (await guest(['exit', '3'])).exitCode, guest.sync(['exit', '4']).exitCode]`
    expect(await inTarget('go', script, '--precompiled')).toEqual([{ exitCode: 0, stdout: 'x\n', stderr: '' }, 3, 4])
  })

  it('ends a program that catches everything except traps', async () => {
    expect(await inTarget('exit-catch-all', 'guest', '--precompiled')).toMatchObject({ exitCode: 42 })
  })

  it('traps for a pointer outside of the memory', async () => {
    expect(await inTarget('out-of-bounds', failure(`guest(['3'])`), '--precompiled')).toMatchObject({ code: 'TRAP' })
  })

  it('makes instances of a library', async () => {
    const script = `async () => [all.add(2, 3), (await guest({ stdout: 'ignore' })).add(3, 4)]`
    expect(await inTarget('library-pure', script, '--precompiled')).toEqual([5, 7])
  })

  it('runs components, whose core modules are files', async () => {
    expect(await inTarget('p2-hello', 'guest', '--precompiled')).toMatchObject({ exitCode: 0, stdout: 'hello from wat\n' })
    expect(await inTarget('p2-typed', 'async () => (await guest()).add(2, 3)', '--precompiled')).toBe(5)
  })

  it('runs a program as a component', async () => {
    const options = ['--precompiled', '--host', 'preview2']
    expect(await inTarget('exit-catch-all', 'guest', ...options)).toMatchObject({ exitCode: 42 })
  })

  it('is needed there', async () => {
    expect(await inTarget('hello', failure('guest()'))).toMatchObject({
      message: expect.stringContaining('disallowed') as string,
    })
  })
})
