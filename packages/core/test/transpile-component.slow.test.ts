import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixture, fixturePath } from '../../../fixtures/index.mjs'
import { FORMAT } from '../src/emit/format.js'
import { componentize, transpile } from '../src/index.js'
import { implement } from '../../../fixtures/components.mjs'

const runtime = new URL('../../runtime/dist/', import.meta.url)
const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url))
const run = promisify(execFile)

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-output-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Writes the output for `bytes`, for Node to run and tsc to read. */
async function emit(bytes: Uint8Array, name: string): Promise<void> {
  const { code, types, assets } = await transpile(bytes, { name, cache: false, runtime: new URL('index.js', runtime).href })
  await writeFile(join(folder, `${name}.mjs`), code)
  await writeFile(join(folder, `${name}.d.mts`), types.replaceAll(new URL('index.js', runtime).href, '@unwasi/runtime'))
  await writeFile(join(folder, assets[0]!.name), assets[0]!.bytes)
}

async function node(script: string): Promise<string> {
  await writeFile(join(folder, 'script.mjs'), script)
  return (await run(process.execPath, [join(folder, 'script.mjs')])).stdout
}

/** Type-checks a program beside the output, and returns the compiler's messages. */
async function complaints(program: string): Promise<string[]> {
  await writeFile(join(folder, 'program.mts'), program)
  const paths = { '@unwasi/runtime': [fileURLToPath(new URL('index.d.ts', runtime))] }
  const options = {
    target: 'es2022',
    lib: ['es2022', 'dom', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: [],
    paths,
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['program.mts'] }))
  const { stdout } = await run(tsc, ['--pretty', 'false', '-p', folder], { shell: process.platform === 'win32' }).catch(
    (error: { stdout: string }) => error,
  )
  return stdout.split('\n').filter(Boolean)
}

describe('a command', () => {
  test('emits a module, its types, and the component unchanged', async () => {
    const bytes = fixture('p2-native')
    const file = fixturePath('p2-native')
    const { assets, code, types, summary } = await transpile(bytes, { file, cache: false })
    expect(assets).toEqual([{ name: 'p2-native.wasm', bytes, path: file }])
    expect(assets[0]!.bytes).toBe(bytes)
    expect(summary).toBe('p2-native.wasm: component, command, 5 kB')
    expect(code.split('\n').filter((line) => !line.includes('component('))).toEqual([
      'import { command, frames, component, cliEnvironment, cliOutput, cliStdin, cliTerminals, inputStreams, outputStreams } from "@unwasi/runtime"',
      '',
      'const program = /* @__PURE__ */ command({',
      `  format: ${FORMAT},`,
      '  name: "p2-native.wasm",',
      '  guest: import.meta.url && new URL("./p2-native.wasm", import.meta.url),',
      '  frames,',
      '})',
      'export default program',
      '',
    ])
    expect(types).toBe('import type { Run } from "@unwasi/runtime"\n\ndeclare const run: Run\nexport default run\n')
  })

  test('runs from where it was written, and type-checks', async () => {
    await emit(fixture('p2-native'), 'main.wasm')
    expect(await node(`import run from './main.wasm.mjs'; console.log((await run(['a'], { input: 'b' })))`)).toBe(
      "{ exitCode: 1, stdout: 'main.wasm\\na\\nb', stderr: '' }\n",
    )
    expect(
      await complaints(`import run from './main.wasm.mjs'
        const { exitCode, stdout }: { exitCode: number; stdout: string } = await run(['a'], { input: 'b' })
        // @ts-expect-error -- no such option
        await run([], { stdi: 'x' })
        export { exitCode, stdout }`),
    ).toEqual([])
  })

  test('writes an edited component to the cache', async () => {
    const { assets, summary } = await transpile(fixture('p2-native'), {
      file: fixturePath('p2-native'),
      cache: folder,
      strip: 'all',
    })
    const [asset] = assets
    expect(asset!.bytes.length).toBeLessThan(fixture('p2-native').length)
    expect(asset!.path).toBe(join(folder, (await readdir(folder))[0]!))
    expect(summary).toMatch(/^p2-native\.wasm: component, command, \d kB \(\d+ B of debug info left out\)$/)
  })
})

const typed = `
import instantiate, { add, dice, log, shapes, trap, type Exports } from './typed.wasm.mjs'
import type { Instantiate } from '@unwasi/runtime'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same: [
  Same<typeof instantiate, Instantiate<Exports>>,
  Same<keyof Exports, 'add' | 'dice' | 'log' | 'trap' | 'shapes' | 'unwasi:typed/shapes@1.0.0'>,
  Same<typeof add, (a: number, b: number) => number>,
  Same<typeof log, (text: string) => void>,
  Same<typeof dice, () => bigint>,
  Same<typeof trap, () => void>,
  Same<Exports['shapes'], typeof shapes>,
] = [true, true, true, true, true, true, true]

const point: shapes.Point = { x: 1, y: 2, label: 'p' }
const moved: shapes.Point = shapes.moved(point, 1)
const color: shapes.Color = shapes.nextColor('light-green')
const access: shapes.Access = shapes.flip({ writeAll: true })
const shape: shapes.Shape = shapes.classify(1)
const radius: number = shape.tag === 'circle' ? shape.val : 0
const name: string = shape.tag === 'named' ? shape.val : ''
const [n, odd]: [number, boolean] = shapes.pair(3)
const sum: bigint = shapes.sum(Uint32Array.of(1))
const half: number | undefined = shapes.half(2)
const greeting: string = shapes.greet('x')
const quotient: number = shapes.divide(4, 2)
const counter: shapes.Counter = new shapes.Counter(1)
const made: shapes.Counter = shapes.Counter.make(counter.next())
const total: number = shapes.total(made) + shapes.consume(counter)
const lib: Exports = await instantiate({ stdout: 'ignore', dirs: { '/': { a: 'text' } } })
const other: number = new lib.shapes.Counter(1).next() + lib['unwasi:typed/shapes@1.0.0'].pair(1)[0]
await instantiate.load()

// @ts-expect-error -- a number
add('1', 2)
// @ts-expect-error -- one argument is missing
add(1)
// @ts-expect-error -- no such colour
shapes.nextColor('green')
// @ts-expect-error -- no label
shapes.moved({ x: 1, y: 2 }, 1)
// @ts-expect-error -- may be undefined
const no: number = shapes.half(1)
// @ts-expect-error -- a dot has no value
if (shape.tag === 'dot') shape.val
// @ts-expect-error -- not a counter
shapes.total({})
// @ts-expect-error -- no such function
shapes.nothing()
// @ts-expect-error -- no such option
await instantiate({ encoding: 'bytes' })

export { same, moved, color, access, radius, name, n, odd, sum, half, greeting, quotient, total, other, no }
`

describe('a typed library', () => {
  test('has types for the compiler', async () => {
    await emit(fixture('p2-typed'), 'typed.wasm')
    expect(await complaints(typed)).toEqual([])
  })

  test('runs from where it was written', async () => {
    await emit(fixture('p2-typed'), 'typed.wasm')
    const out = await node(`
      import instantiate, { add, log, shapes } from './typed.wasm.mjs'
      log('by the default instance\\n')
      console.log(add(1, 2), shapes.greet('you'), new shapes.Counter(1).next())
      let text = ''
      const lib = await instantiate({ stdout: (chunk) => (text += new TextDecoder().decode(chunk)) })
      lib.log('by another one')
      console.log(text, lib.shapes === shapes)`)
    expect(out).toBe('by the default instance\n3 hello, you 2\nby another one false\n')
  })

  test('from a module that unwasi made portable', async () => {
    await emit(await componentize(fixture('library'), { cache: false }), 'lib.wasm')
    expect(await node(`import { add, addLong } from './lib.wasm.mjs'; console.log(add(1, 2), addLong(1n, 2n))`)).toBe(
      'initialised\n3 3n\n',
    )
    const program = `import instantiate, { add, addLong, half } from './lib.wasm.mjs'
      const sum: number = add(1, half(2)), long: bigint = addLong(1n, 2n)
      const { hello }: { hello(): void } = await instantiate()
      // @ts-expect-error -- a bigint
      addLong(1, 2)
      export { sum, long, hello }`
    expect(await complaints(program)).toEqual([])
  })

  const WORLD = `package acme:names@1.0.0;
    interface inner {
      record %interface { %default: u32 }
      %class: func(new: %interface) -> %interface;
      %delete: func() -> u32;
      %default: func() -> u32;
    }
    interface user { use inner.{%interface}; resource await { constructor(%with: %interface); %in: func() -> %interface; } }
    world names {
      use inner.{%interface as renamed};
      export inner;
      export user;
      export %class: func(%function: renamed) -> u32;
      export %exports: func() -> u32;
      export instantiate: func() -> u32;
      export %default: func() -> u32;
    }`
  const MODULE = `(module
    (import "[export]acme:names/user@1.0.0" "[resource-new]await" (func $new (param i32) (result i32)))
    (func (export "acme:names/inner@1.0.0#class") (param i32) (result i32) (local.get 0))
    (func (export "acme:names/inner@1.0.0#delete") (result i32) (i32.const 1))
    (func (export "acme:names/inner@1.0.0#default") (result i32) (i32.const 2))
    (func (export "acme:names/user@1.0.0#[constructor]await") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "acme:names/user@1.0.0#[method]await.in") (param i32) (result i32) (local.get 0))
    (func (export "class") (param i32) (result i32) (local.get 0))
    (func (export "exports") (result i32) (i32.const 3))
    (func (export "instantiate") (result i32) (i32.const 4))
    (func (export "default") (result i32) (i32.const 5)))`

  test('whose names are taken in JavaScript or in the module', async () => {
    await emit(await implement('names', WORLD, MODULE), 'names.wasm')
    const out = await node(`
      import make, { class as own, exports, instantiate, inner, user } from './names.wasm.mjs'
      const lib = await make()
      console.log(own({ default: 9 }), exports(), instantiate(), lib.default(), Object.keys(lib).length)
      console.log(inner.class({ default: 8 }), inner.delete(), inner.default())
      console.log(new user.Await({ default: 7 }).in())`)
    expect(out).toBe('9 3 4 5 8\n{ default: 8 } 1 2\n{ default: 7 }\n')
    expect(
      await complaints(`
        import make, { class as own, exports, instantiate, inner, user, type Exports } from './names.wasm.mjs'
        const value: inner.Interface = inner.class({ default: 1 })
        const used: user.Interface = new user.Await(value).in()
        const sum: number = own(used) + exports() + instantiate() + inner.delete() + inner.default()
        const lib: Exports = await make()
        const last: number = lib.default()
        // @ts-expect-error -- a number
        inner.class({ default: 'x' })
        export { sum, last }`),
    ).toEqual([])
  })

  test('with digits in the name of an interface, and an option within an option', async () => {
    const bytes = await implement(
      'odd',
      `package acme:odd;
      interface x2-d3 { record p { n: u32 } f: func() -> u32; }
      world odd {
        record r { a: option<option<u32>> }
        export x2-d3;
        export g: func(value: r) -> u32;
      }`,
      `(module
        (func (export "acme:odd/x2-d3#f") (result i32) (i32.const 1))
        (func (export "g") (param i32 i32 i32) (result i32) (local.get 2)))`,
    )
    await emit(bytes, 'odd.wasm')
    const use = `import { g, x2D3 } from './odd.wasm.mjs'
      const sum: number = x2D3.f() + g({ a: { tag: 'some', val: 4 } })`
    expect(await node(`${use.replace(': number', '')}; console.log(sum)`)).toBe('5\n')
    expect(await complaints(`${use}\nconst p: x2D3.P = { n: sum }\nexport { p }`)).toEqual([])
  })

  test('whose interfaces share a short name', async () => {
    const bytes = await implement(
      'two',
      `package acme:two;
      world two { export acme:a/face@1.0.0; export acme:a/face@2.0.0; export f: func() -> u32; }
      package acme:a@1.0.0 { interface face { f: func() -> u32; } }
      package acme:a@2.0.0 { interface face { f: func() -> u32; } }`,
      `(module
        (func (export "f") (result i32) (i32.const 0))
        (func (export "acme:a/face@1.0.0#f") (result i32) (i32.const 1))
        (func (export "acme:a/face@2.0.0#f") (result i32) (i32.const 2)))`,
    )
    await emit(bytes, 'two.wasm')
    const out = await node(`
      import make, * as all from './two.wasm.mjs'
      const lib = await make()
      console.log(Object.keys(all).sort().join(), lib['acme:a/face@1.0.0'].f(), lib['acme:a/face@2.0.0'].f(), all.f())`)
    expect(out).toBe('default,f 1 2 0\n')
    const program = `import make, { f, type Exports } from './two.wasm.mjs'
      const lib: Exports = await make()
      const sum: number = lib['acme:a/face@1.0.0'].f() + lib['acme:a/face@2.0.0'].f() + f()
      // @ts-expect-error -- it is ambiguous
      lib.face
      export { sum }`
    expect(await complaints(program)).toEqual([])
  })

  test('whose world has its own types, and whose interfaces use types from others', async () => {
    const bytes = await implement(
      'mine',
      `package acme:mine@1.0.0;
      interface inner { record point { x: u32 } }
      interface other { use inner.{point}; resource thing { constructor(p: point); get: func() -> point; } again: func(p: point) -> point; }
      world mine {
        use inner.{point as dot};
        type alias = dot;
        record pair { left: dot, right: alias }
        variant some { one(pair), none }
        enum kind { a, b }
        export other;
        export join: func(a: dot, b: dot) -> pair;
        export deep: func(a: option<option<u32>>) -> kind;
        export choose: func(a: result<u32, kind>) -> some;
      }`,
      `(module
        (import "[export]acme:mine/other@1.0.0" "[resource-new]thing" (func $new (param i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "join") (param i32 i32) (result i32)
          (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
        (func (export "deep") (param i32 i32 i32) (result i32) (local.get 0))
        (func (export "choose") (param i32 i32) (result i32)
          (i32.store8 (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.store (i32.const 24) (i32.const 5)) (i32.const 16))
        (func (export "acme:mine/other@1.0.0#[constructor]thing") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "acme:mine/other@1.0.0#[method]thing.get") (param i32) (result i32) (local.get 0))
        (func (export "acme:mine/other@1.0.0#again") (param i32) (result i32) (local.get 0)))`,
    )
    await emit(bytes, 'mine.wasm')
    const program = `
      import make, { choose, deep, join, other, type Alias, type Exports, type Kind, type Pair, type Some } from './mine.wasm.mjs'
      const dot: Alias = { x: 1 }
      const pair: Pair = join(dot, other.again(dot))
      const left: number = pair.left.x
      const kind: Kind = deep({ tag: 'some', val: undefined })
      const some: Some = choose({ tag: 'ok', val: 3 })
      const thing: other.Thing = new other.Thing(dot)
      const point: other.Point = thing.get()
      const lib: Exports = await make()
      // @ts-expect-error -- no x
      join({}, dot)
      // @ts-expect-error -- a number
      const wrong: string = lib.other.again(dot).x
      console.log(JSON.stringify([pair, left, kind, some, point]))
      export { wrong }`
    expect(await complaints(program)).toEqual([])
    expect(await node(program.replaceAll(/, type \w+|: [A-Z]\w+|: other\.\w+|: number|: string/g, ''))).toBe(
      '[{"left":{"x":1},"right":{"x":1}},1,"b",{"tag":"one","val":{"left":{"x":3},"right":{"x":5}}},{"x":1}]\n',
    )
  })

  test('with a function whose name is reserved in strict mode', async () => {
    const wit = 'package acme:a@1.0.0; world a { export arguments: func(); export eval: func(); }'
    const bytes = await implement('a', wit, '(module (func (export "arguments")) (func (export "eval")))')
    await emit(bytes, 'reserved.wasm')
    const program = `
      import { arguments as first, eval as second } from './reserved.wasm.mjs'
      console.log(first(), second())`
    expect(await complaints(program)).toEqual([])
    expect(await node(program)).toBe('undefined undefined\n')
  })

  test('without glue in which a bundler would look for files', async () => {
    const { code } = await transpile(fixture('p2-typed'), { cache: false, assetUrl: () => '"u"' })
    expect(code).not.toMatch(/import\.meta|\bimport\(|"use components"/)
    expect(code.match(/^import .*/gm)).toEqual([
      'import { reactor, typed, cliOutput, outputStreams, randomNumbers } from "@unwasi/runtime"',
    ])
  })

  test('strip removes only what does not affect the run', async () => {
    const sizes = await Promise.all(
      (['none', 'debug', 'all'] as const).map(async (strip) => {
        const { assets, code } = await transpile(fixture('p2-typed'), { cache: false, strip })
        // The ranges refer to the shipped bytes.
        for (const [, start] of code.matchAll(/component\.core\d*\.wasm":\[(\d+),/g)) {
          expect([...assets[0]!.bytes.subarray(Number(start), Number(start) + 4)]).toEqual([0, 0x61, 0x73, 0x6d])
        }
        return assets[0]!.bytes.length
      }),
    )
    expect(sizes[0]).toBe(fixture('p2-typed').length)
    expect(sizes[2]).toBeLessThan(sizes[0]!)
  })
})
