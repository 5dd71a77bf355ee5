import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { componentize } from '@unwasi/core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { fixture, fixturePath } from '../../fixtures/index.mjs'
import { node, run, temporaryFolder, typeCheck, unwasi } from './cli.js'
import { likeAnyProgram } from './programs.js'

const native = fixturePath('p2-native')
const typed = fixturePath('p2-typed')

/** Unwasi's own portable component of a Go program, with every WASI interface that has a counterpart in preview1. */
let go: string
beforeAll(async () => {
  go = path.join(await temporaryFolder(), 'go.component.wasm')
  await writeFile(go, await componentize(fixture('go'), { cache: false }))
})

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

describe('unwasi run with a component', () => {
  it('gives it its arguments and standard input', async () => {
    const { code, stdout, stderr } = await run([native, '--dir'], { stdin: 'the input\n' })
    // With one argument beside the name, run() returns an error, which is exit code 1.
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: 'p2-native.wasm\n--dir\nthe input\n', stderr: '' })
  })

  it.each([
    ['run() succeeds', [], 0],
    ['run() fails', ['a'], 1],
    ['exit() fails', ['a', 'b'], 1],
  ])('exits with the code of a native component: %s', async (_, args, code) => {
    expect(await run([native, ...args])).toMatchObject({ code, stderr: '' })
  })

  it('exits with 134 on a trap, after the output so far', async () => {
    const { code, stdout, stderr } = await run([native, 'a', 'b', 'c'])
    expect({ code, stdout }).toEqual({ code: 134, stdout: 'p2-native.wasm\na\nb\nc\n' })
    expect(stderr).toMatch(/^p2-native\.wasm: unreachable\n {4}in fail\n {4}in run\n/)
  })

  it.each([0, 1, 7, 255])('exits with the code of a converted component: %i', async (code) => {
    expect(await run([go, 'exit', String(code)])).toMatchObject({ code, stderr: '' })
  })

  it('runs the official toolchain’s output', async () => {
    expect(await run([fixturePath('p2-hello')])).toEqual({ code: 0, stdout: 'hello from wat\n', stderr: '' })
  })

  likeAnyProgram(() => go)

  it('shows only the given variables', async () => {
    const env = { SECRET: 'x', PASSED: 'on' }
    expect(await run([go, 'env'], { env })).toMatchObject({ code: 0, stdout: '' })
    expect(await run(['--env', 'A=1=2', '--env=PASSED', go, 'env'], { env })).toMatchObject({ stdout: 'A=1=2\nPASSED=on\n' })
  })

  it('gives access to a host directory, and to nothing beside it or without --dir', async () => {
    await mkdir(path.join(folder, 'given'))
    await writeFile(path.join(folder, 'secret.txt'), 'secret')
    expect(await run([go, 'file', '/'], { cwd: folder })).toMatchObject({ code: 1 })
    const given = ['--dir', 'given::/data', go, 'file']
    expect(await run([...given, '/data'], { cwd: folder })).toEqual({
      code: 0,
      stdout: expect.stringContaining('a.txt: "hello\\n"'),
      stderr: '',
    })
    expect(await run([...given, '/data/..'], { cwd: folder })).toMatchObject({ code: 1 })
    expect(await readdir(folder, { recursive: true })).toEqual(['given', 'secret.txt'])
  })

  it('waits in a component', async () => {
    expect(await run([go, 'sleep', '50'])).toEqual({ code: 0, stdout: 'slept 50\n', stderr: '' })
  })

  it('refuses to trace a component, and starts nothing', async () => {
    const { code, stdout, stderr } = await run(['--trace', native])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*p2-native\.wasm: a component can't be traced\n {2}why: .+\n {2}fix: .*--trace.*\n$/)
  })

  it('says that a library has nothing to run, and does not suggest converting a component', async () => {
    const { code, stdout, stderr } = await run([typed])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: .*p2-typed\.wasm: .*library.*\n {2}why: .*wasi:cli\/run.*\n {2}fix: .*unwasi transpile.*\n$/)
    expect(stderr).not.toContain('unwasi component')
  })

  it('names a truncated component as the user did', async () => {
    await writeFile(path.join(folder, 'cut.wasm'), fixture('p2-native').subarray(0, 3000))
    const { code, stdout, stderr } = await run(['cut.wasm'], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: cut\.wasm: .+\n {2}why: .+\n {2}fix: .+\n {2}see: .+#truncated\n$/)
  })
})

describe('unwasi transpile with a component', () => {
  const transpile = (...args: string[]) => unwasi(['transpile', ...args], { cwd: folder })

  /** Runs `script` in a copy of `out`, in an otherwise empty place. */
  async function use(script: string) {
    const moved = path.join(await temporaryFolder(), 'moved')
    await cp(path.join(folder, 'out'), moved, { recursive: true })
    await writeFile(path.join(moved, 'use.mjs'), script)
    const { code, stdout, stderr } = await node([path.join(moved, 'use.mjs')])
    return { code, stdout: stdout.toString(), stderr }
  }

  it('a command: a folder that still runs after it is moved', async () => {
    await copyFile(native, path.join(folder, 'main.wasm'))
    expect(await transpile('main.wasm', '-o', 'out')).toEqual({
      code: 0,
      stdout: Buffer.alloc(0),
      stderr: `main.wasm: component, command, 5 kB\nwrote ${path.join('out', 'main.js')} and 7 more files\n`,
    })
    expect((await readFile(path.join(folder, 'out', 'main.wasm'))).equals(fixture('p2-native'))).toBe(true)
    const script = `
      import run from './main.js'
      const { exitCode, stdout, stderr } = await run(['one'], { input: 'input' })
      console.log(JSON.stringify([exitCode, stdout, stderr]))
      console.log(JSON.stringify(run.sync([], { input: 'again' }).stdout))`
    expect(await use(script)).toEqual({
      code: 0,
      stdout: '[1,"main.wasm\\none\\ninput",""]\n"main.wasm\\nagain"\n',
      stderr: '',
    })
  })

  it('a program with files: the folder has the runtime’s exports', async () => {
    await copyFile(go, path.join(folder, 'go.wasm'))
    expect(await transpile('go.wasm', '-o', 'out')).toMatchObject({ code: 0 })
    const script = `
      import run from './go.js'
      import { memoryDirectory } from './unwasi-runtime.js'
      const root = memoryDirectory({})
      const { exitCode, stdout } = await run(['file', '/'], { dirs: { '/': root } })
      console.log(exitCode, stdout.includes('file ok'), (await run(['heap'])).exitCode)`
    expect(await use(script)).toEqual({ code: 0, stdout: '0 true 7\n', stderr: '' })
  })

  it('a library: its functions and interfaces by name, and separate instances', async () => {
    await copyFile(typed, path.join(folder, 'lib.wasm'))
    expect(await transpile('lib.wasm', '-o', 'out')).toMatchObject({ code: 0 })
    const script = `
      import instantiate, { add, log, shapes } from './lib.js'
      log('from the library\\n')
      const counter = new shapes.Counter(5)
      const fresh = await instantiate({ stdout: 'ignore' })
      fresh.log('unseen\\n')
      let refused
      try { shapes.divide(1, 0) } catch (error) { refused = error.payload }
      console.log(JSON.stringify([add(1, 2), shapes.greet('you'), counter.next(), fresh.shapes.half(4), refused]))`
    expect(await use(script)).toEqual({
      code: 0,
      stdout: 'from the library\n[3,"hello, you",6,2,"division by zero"]\n',
      stderr: '',
    })
  })

  it('with --strip, the output runs too', async () => {
    await copyFile(native, path.join(folder, 'main.wasm'))
    await copyFile(typed, path.join(folder, 'lib.wasm'))
    for (const file of ['main.wasm', 'lib.wasm']) {
      expect(await transpile(file, '--strip', 'all', '-o', 'out')).toMatchObject({ code: 0 })
      const [before, after] = [await readFile(path.join(folder, file)), await readFile(path.join(folder, 'out', file))]
      expect(after.length).toBeLessThan(before.length)
    }
    const script = `
      import run from './main.js'
      import { add, shapes } from './lib.js'
      console.log((await run([], { input: 'input' })).stdout, add(1, 2), shapes.greet('you'))`
    expect(await use(script)).toEqual({ code: 0, stdout: 'main.wasm\ninput 3 hello, you\n', stderr: '' })
  })

  it('shares a folder with a module, whichever comes last', async () => {
    await copyFile(native, path.join(folder, 'native.wasm'))
    await copyFile(fixturePath('hello'), path.join(folder, 'hello.wasm'))
    for (const file of ['native.wasm', 'hello.wasm']) expect(await transpile(file, '-o', 'out')).toMatchObject({ code: 0 })
    const script = `
      import hello from './hello.js'
      import native from './native.js'
      console.log((await hello()).stdout, (await native()).stdout)`
    expect(await use(script)).toEqual({ code: 0, stdout: 'hello from wat\n native.wasm\n\n', stderr: '' })
  })

  it('has types', async () => {
    await copyFile(native, path.join(folder, 'main.wasm'))
    await copyFile(typed, path.join(folder, 'lib.wasm'))
    for (const file of ['main.wasm', 'lib.wasm']) await transpile(file, '-o', 'out')
    const script = `
      import run from './out/main.js'
      import instantiate, { add, shapes, type Exports } from './out/lib.js'
      const code: number = (await run(['x'], { input: 'text' })).exitCode
      const sum: number = add(1, 2)
      const moved: shapes.Point = shapes.moved({ x: 1, y: 2, label: 'p' }, 3)
      const shape: shapes.Shape = shapes.classify(1)
      const radius: number | undefined = shape.tag === 'circle' ? shape.val : undefined
      const counter = new shapes.Counter(1)
      const lib: Exports = await instantiate({ env: { A: 'b' } })
      const total: number = lib.shapes.total(counter)
      // @ts-expect-error -- a color is a word
      shapes.nextColor(1)
      // @ts-expect-error -- every field is needed
      shapes.moved({ x: 1 }, 3)
      export { code, sum, moved, radius, total }`
    await writeFile(path.join(folder, 'use.mts'), script)
    expect(await typeCheck(path.join(folder, 'use.mts'))).toEqual({ code: 0, stdout: '' })
  })
})

describe('the other commands with a component', () => {
  it('unwasi inspect reports needs and exports', async () => {
    const { code, stdout } = await unwasi(['inspect', typed])
    expect(code).toBe(0)
    const text = stdout.toString()
    expect(text).toMatch(/^ {2}kind +a component/m)
    expect(text).toMatch(/^ {2}converts +yes$/m)
    expect(text).toMatch(/^ {2}random +wasi:random\/random@0\.2\.6$/m)
    expect(text).toMatch(/^ {2}unwasi:typed\/shapes@1\.0\.0 +interface$/m)
    expect(JSON.parse((await unwasi(['inspect', '--json', native])).stdout.toString())).toMatchObject({
      kind: 'component',
      converts: true,
      exports: [{ name: 'wasi:cli/run@0.2.0', kind: 'interface' }],
    })
  })

  it.each([native, typed])('unwasi component says that it is a component already: %s', async (file) => {
    const { code, stdout, stderr } = await unwasi(['component', file, '-o', path.join(folder, 'again.wasm')])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^error: .*: this is already a component.*\n {2}why: .+\n {2}fix: Use the file unchanged.*\n {2}see: .+#not_a_module\n$/,
    )
    expect(await readdir(folder)).toEqual([])
  })
})

it('transpiles a preview1 module with an embedded world, together with the runtime for components', async () => {
  await copyFile(fixturePath('component-type'), path.join(folder, 'world.wasm'))
  expect(await unwasi(['transpile', 'world.wasm', '-o', 'out'], { cwd: folder })).toMatchObject({ code: 0 })
  const call = "import { greet } from './out/world.js'; console.log(greet('Ada'))"
  await writeFile(path.join(folder, 'main.mjs'), call)
  const { code, stdout } = await node(['main.mjs'], { cwd: folder })
  expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: 'greet\nhello, Ada\n' })
})
