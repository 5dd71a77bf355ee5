import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { build } from 'esbuild'
import { beforeEach, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { node, temporaryFolder, typeCheck, unwasi } from './cli.js'

const go = fixturePath('go')

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  await copyFile(go, path.join(folder, 'main.wasm'))
})

const transpile = (...args: string[]) => unwasi(['transpile', ...args], { cwd: folder })

describe('unwasi transpile', () => {
  it('makes a folder that still runs after it is moved', async () => {
    expect(await transpile('main.wasm', '-o', 'out')).toMatchObject({ code: 0 })
    const moved = path.join(await temporaryFolder(), 'moved')
    await cp(path.join(folder, 'out'), moved, { recursive: true })
    const script = `
      import run from './main.js'
      import { memoryDirectory } from './unwasi-runtime.js'
      const heap = await run(['heap'])
      console.log(heap.exitCode, heap.stdout.startsWith('heap ok'))
      const { stdout } = await run(['cat'], { input: 'hello' })
      console.log(stdout)
      console.log(run.sync(['args', 'x']).stdout.trim(), typeof memoryDirectory)`
    await writeFile(path.join(moved, 'use.mjs'), script)
    const { code, stdout, stderr } = await node([path.join(moved, 'use.mjs')])
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({ code: 0, stdout: '7 true\nhello\nx function\n', stderr: '' })
  })

  it('contains the unchanged program, and no reference to other places', async () => {
    await transpile('-o', 'out', 'main.wasm')
    const files = await readdir(path.join(folder, 'out'))
    expect(files.toSorted()).toEqual([
      'main.d.ts',
      'main.js',
      'main.wasm',
      'package.json',
      'unwasi-runtime-node.d.ts',
      'unwasi-runtime-node.js',
      'unwasi-runtime.d.ts',
      'unwasi-runtime.js',
    ])
    expect((await readFile(path.join(folder, 'out', 'main.wasm'))).equals(await readFile(go))).toBe(true)
    for (const name of files.filter((file) => file.endsWith('.js'))) {
      const imports = (await readFile(path.join(folder, 'out', name), 'utf8')).matchAll(/\bfrom\s*["']([^"']+)["']/g)
      for (const [, specifier] of imports) expect(specifier).toMatch(/^node:|^\.\/unwasi-runtime\.js$/)
    }
  })

  it('reports that it has no URL in a bundle without import.meta.url', async () => {
    await transpile('main.wasm', '-o', 'out')
    const [entry, bundle] = ['use.js', 'bundle.cjs'].map((file) => path.join(folder, file))
    await writeFile(entry!, "import run from './out/main.js'\nrun().catch(({ code, message }) => console.log(code, message))")
    await build({ entryPoints: [entry!], bundle: true, format: 'cjs', platform: 'node', outfile: bundle!, logLevel: 'silent' })
    const { stdout } = await node([bundle!])
    expect(stdout.toString()).toMatch(/^LOAD could not load undefined\n {2}why: Its URL is undefined\.\n {2}fix: /)
  })

  it('makes a component of the program, if the host is preview2', async () => {
    expect(await transpile('main.wasm', '-o', 'out', '--host', 'preview2')).toMatchObject({ code: 0 })
    const [guest, component] = [path.join(folder, 'out', 'main.wasm'), path.join(folder, 'main.component.wasm')]
    expect(await unwasi(['component', path.join(folder, 'main.wasm'), '-o', component])).toMatchObject({ code: 0 })
    expect((await readFile(guest)).equals(await readFile(component))).toBe(true)
    await writeFile(
      path.join(folder, 'out', 'use.mjs'),
      "import run from './main.js'; console.log((await run(['args', 'x'])).stdout)",
    )
    expect((await node([path.join(folder, 'out', 'use.mjs')])).stdout.toString()).toBe('x\n\n')
  })

  it('runs in workers, if it is asked to', async () => {
    await copyFile(fixturePath('p2-native'), path.join(folder, 'native.wasm'))
    await copyFile(fixturePath('library'), path.join(folder, 'lib.wasm'))
    await copyFile(fixturePath('p2-typed'), path.join(folder, 'typed.wasm'))
    await copyFile(fixturePath('composed-wac'), path.join(folder, 'composed.wasm'))
    for (const name of ['main', 'native', 'lib', 'typed', 'composed'])
      expect(await transpile(`${name}.wasm`, '-o', 'out', '--worker')).toMatchObject({ code: 0 })
    const script = `
      import run from './main.js'
      import native from './native.js'
      import { addLong } from './lib.js'
      import { shapes } from './typed.js'
      import composed from './composed.js'
      console.log(await shapes.greet('you'), await new shapes.Counter(1).next(), (await composed()).stdout.trim())
      const ended = await run(['sleep', '60000'], { timeout: 200 }).catch(({ code }) => code)
      console.log(run.sync, (await run(['args', 'x'])).stdout.trim(), ended, (await native()).stdout.trim(), await addLong(1n, 2n))`
    await writeFile(path.join(folder, 'out', 'use.mjs'), script)
    const { code, stdout, stderr } = await node([path.join(folder, 'out', 'use.mjs')])
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({
      code: 0,
      stdout: 'initialised\nhello, you 2 Hello\nundefined x TIMEOUT native.wasm 3n\n',
      stderr: '',
    })
    const use = `
      import run from './out/main.js'
      import instantiate, { addLong } from './out/lib.js'
      import { shapes } from './out/typed.js'
      const counter: shapes.Counter = await shapes.Counter.make(1)
      const total: Promise<number> = shapes.total(counter)
      const { exitCode } = await run(['x'])
      const sum: bigint = await addLong(1n, 2n)
      const lib = await instantiate({ args: ['x'], timeout: 100 })
      const scaled: Promise<number> = lib.scale(1, 2)
      // @ts-expect-error -- a program in a worker has no synchronous call
      run.sync
      // @ts-expect-error -- the memory of the library is in the worker
      lib.memory
      export { exitCode, sum, scaled, total }`
    await writeFile(path.join(folder, 'use.mts'), use)
    expect(await typeCheck(path.join(folder, 'use.mts'))).toEqual({ code: 0, stdout: '' })
  })

  it('has types', async () => {
    await transpile('main.wasm', '-o', 'out')
    const use = `
      import run from './out/main.js'
      import { WasiTrapError } from './out/unwasi-runtime.js'
      import { hostDirectory } from './out/unwasi-runtime-node.js'
      const { exitCode, stdout } = await run(['x'], { env: { A: 'b' }, dirs: { '/': { 'a.txt': 'text' } } })
      const code: number = exitCode
      const text: string = stdout
      const { stdout: bytes } = run.sync([], { encoding: 'bytes' })
      const raw: Uint8Array = bytes
      // @ts-expect-error -- a variable's value is a string
      await run([], { env: { A: 1 } })
      await run([], { dirs: { '/': hostDirectory('.', { readonly: true }) } })
      export { code, raw, text, WasiTrapError }`
    await writeFile(path.join(folder, 'use.mts'), use)
    expect(await typeCheck(path.join(folder, 'use.mts'))).toEqual({ code: 0, stdout: '' })
  })

  it('leaves other files alone, and replaces its own', async () => {
    await mkdir(path.join(folder, 'out'))
    await writeFile(path.join(folder, 'out', 'page.html'), '<!doctype html>')
    await writeFile(path.join(folder, 'out', 'package.json'), '{ "name": "mine" }')
    await writeFile(path.join(folder, 'out', 'main.js'), 'old')
    const { code, stderr } = await transpile('main.wasm', '-o', 'out')
    expect(code).toBe(0)
    expect(stderr).toContain('lacks "type": "module"')
    expect(await readFile(path.join(folder, 'out', 'page.html'), 'utf8')).toBe('<!doctype html>')
    expect(await readFile(path.join(folder, 'out', 'package.json'), 'utf8')).toBe('{ "name": "mine" }')
    expect(await readFile(path.join(folder, 'out', 'main.js'), 'utf8')).toContain('export default')
  })

  it('leaves a name unchanged that is not a URL', async () => {
    const name = 'a #1 100% ä?'
    await copyFile(go, path.join(folder, `${name}.wasm`))
    expect(await transpile(`${name}.wasm`, '-o', 'out')).toMatchObject({ code: 0 })
    const script = `const { default: run } = await import(${JSON.stringify(`./out/${encodeURIComponent(name)}.js`)})
      console.log((await run(['args', 'x'])).stdout)`
    await writeFile(path.join(folder, 'use.mjs'), script)
    const { stdout, stderr } = await node([path.join(folder, 'use.mjs')])
    expect({ stdout: stdout.toString(), stderr }).toEqual({ stdout: 'x\n\n', stderr: '' })
  })

  it('may write beside the input', async () => {
    expect(await transpile('main.wasm', '-o', '.')).toMatchObject({ code: 0 })
    expect((await readFile(path.join(folder, 'main.wasm'))).equals(await readFile(go))).toBe(true)
    expect(await readdir(folder)).toContain('main.js')
  })
})

it('merges the data segments of a Go program with --compact, and says so', async () => {
  const { code, stderr } = await transpile('main.wasm', '--compact', '-o', 'out')
  expect(code).toBe(0)
  expect(stderr).toMatch(/3\.5 MB \(36,\d{3} data segments merged into \d\d, about \d\d kB less to download compressed\)/)
})

describe('on failure it exits with 1 and leaves no half-written file', () => {
  it('for bad input', async () => {
    await writeFile(path.join(folder, 'bad.wasm'), 'text')
    const { code, stderr } = await transpile('bad.wasm', '-o', 'out')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: bad\.wasm: .+\n {2}why: .+\n {2}fix: .+\n {2}see: https:.+\n$/)
    expect(await readdir(folder)).not.toContain('out')
  })

  it('for an input that the stripped program would overwrite', async () => {
    const { code, stderr } = await transpile('main.wasm', '--strip', 'all', '-o', '.')
    expect(code).toBe(1)
    expect(stderr).toContain("error: main.wasm: can't be written\n  why: It is the input itself.\n")
    expect(await readdir(folder)).toEqual(['main.wasm'])
    expect((await readFile(path.join(folder, 'main.wasm'))).equals(await readFile(go))).toBe(true)
  })

  it.runIf(process.platform === 'linux')('for a folder that can never be made', async () => {
    const { code, stderr } = await transpile('main.wasm', '-o', '/proc/unwasi/out')
    expect(code).toBe(1)
    expect(stderr).toContain("error: /proc/unwasi/out: can't be written\n  why: There is no such file or directory.\n")
  })

  it('for a folder that is a file', async () => {
    const { code, stderr } = await transpile('main.wasm', '-o', 'main.wasm')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: main\.wasm: can't be written\n {2}why: .+\n {2}fix: .+\n$/)
    expect(await readdir(folder)).toEqual(['main.wasm'])
  })

  it('for a file whose path is a directory', async () => {
    await mkdir(path.join(folder, 'out', 'main.js'), { recursive: true })
    const { code, stderr } = await transpile('main.wasm', '-o', 'out')
    expect(code).toBe(1)
    expect(stderr).toContain("error: out/main.js: can't be written\n  why: It is a directory.\n")
    expect(await readdir(path.join(folder, 'out'))).toEqual(['main.js'])
  })
})
