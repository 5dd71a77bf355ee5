import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { adapterOf } from './harness/adapters.js'
import { makeProject, type Project } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))

/** The imports of the program, for the bundler. */
const program = `
import run from './main.wasm?component'
import instantiate, { addLong } from './guests/lib.wasm?component'
import { class as reserved } from './guests/names.wasm?component&inline'
console.log(typeof run, typeof instantiate, addLong(1n, 2n), reserved())
`

/** The same imports for the compiler. `Same` distinguishes `any` from every other type. */
const typed = (adapter: string) => `
import type { Instantiate, Run } from '@unwasi/${adapter}'
import run from './main.wasm?component'
import url from './main.wasm?component&url'
import instantiate, { add, addLong, hello, type Exports } from '@/guests/lib.wasm?component'
import { 'with space' as spaced, class as reserved } from '../any/folder/names.wasm?component&inline'
import other from './other.wasm?component'
import otherInline from './other.wasm?component&inline'
import otherUrl from './other.wasm?component&url&inline'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const exact: [
  Same<typeof run, Run>,
  Same<typeof url, string>,
  Same<typeof instantiate, Instantiate<Exports>>,
  Awaited<ReturnType<typeof instantiate>> extends Exports ? true : false,
  Same<keyof Exports, 'add' | 'addLong' | 'scale' | 'half' | 'calls' | 'hello'>,
  Same<typeof add, (a: number, b: number) => number>,
  Same<typeof addLong, (a: bigint, b: bigint) => bigint>,
  Same<typeof hello, () => void>,
  Same<typeof spaced, () => number>,
  Same<typeof reserved, () => number>,
  Same<typeof other, Run>,
  Same<typeof otherInline, Run>,
  Same<typeof otherUrl, string>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true]
`

const wrong = `
import { add, subtract } from './guests/lib.wasm?component'
export const sum: string = add(1, 2)
add('1', 2)
`

/** Components. One of them is a command, which has the general type. */
const withComponents = {
  'main.js': `
    import run from './main.wasm?component'
    import instantiate, { add, shapes } from './guests/lib.wasm?component'
    console.log(typeof run, typeof instantiate, add(1, 2), shapes.greet('you'))`,
  'typed.ts': `
    import type { Instantiate, Run } from '@unwasi/ADAPTER'
    import run from './main.wasm?component'
    import instantiate, { add, dice, log, shapes, type Exports } from '../guests/lib.wasm?component&inline'

    type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

    export const exact: [
      Same<typeof run, Run>,
      Same<typeof instantiate, Instantiate<Exports>>,
      Same<keyof Exports, 'unwasi:typed/shapes@1.0.0' | 'shapes' | 'add' | 'log' | 'dice' | 'trap'>,
      Same<Exports['shapes'], typeof shapes>,
      Same<typeof add, (a: number, b: number) => number>,
      Same<typeof log, (text: string) => void>,
      Same<typeof dice, () => bigint>,
      Same<typeof shapes.sum, (values: Uint32Array) => bigint>,
      Same<typeof shapes.half, (n: number) => number | undefined>,
      Same<typeof shapes.pair, (n: number) => [number, boolean]>,
      Same<shapes.Color, 'red' | 'light-green' | 'blue'>,
      Same<keyof shapes.Point, 'x' | 'y' | 'label'>,
      Same<shapes.Shape['tag'], 'dot' | 'circle' | 'named'>,
    ] = [true, true, true, true, true, true, true, true, true, true, true, true, true]

    export const counter: shapes.Counter = new shapes.Counter(1)
    export const all: number[] = [counter.next(), shapes.total(counter), shapes.consume(shapes.Counter.make(1))]
    export const access: shapes.Access = shapes.flip({ read: true })`,
  'wrong.ts': `
    import { add, shapes, subtract } from './guests/lib.wasm?component'
    add('1', 2)
    shapes.nextColor('green')
    shapes.moved({ x: 1, y: 2 }, 3)
    shapes.total(shapes)`,
}

/** The compiler's errors as `file(line) code`. The presence of `client` must make no difference. */
async function check(project: Project, adapter: string, types: string[]): Promise<string[]> {
  project.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler' },
        ...{ strict: true, noEmit: true, skipLibCheck: false, types },
      },
      files: ['unwasi.d.ts', 'typed.ts', 'wrong.ts'],
    }),
  )
  // A strict package manager gives the project only the adapter.
  const link = path.join(project.dir, 'node_modules/@unwasi', adapter)
  mkdirSync(path.dirname(link), { recursive: true })
  if (!existsSync(link)) symlinkSync(fileURLToPath(new URL(`../../packages/${adapter}`, import.meta.url)), link, 'junction')
  const output = await new Promise<string>((resolve) => {
    execFile(tsc, ['--pretty', 'false'], { cwd: project.dir, shell: process.platform === 'win32' }, (_, stdout) =>
      resolve(stdout),
    )
  })
  // Libraries of others may have errors when all of them are checked.
  return [...output.matchAll(/^((?!.*node_modules)[^(\n]+)\((\d+),\d+\): error (TS\d+)/gm)].map(
    ([, file, line, code]) => `${file}(${line}) ${code}`,
  )
}

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const adapter = adapterOf(bundler)

  test('dts: the compiler knows the exact types of each program', async () => {
    const project = makeProject({
      'main.js': program,
      'main.wasm': printer('x'),
      'guests/lib.wasm': fixture('library'),
      'guests/names.wasm': fixture('library-names'),
      'typed.ts': typed(adapter),
      'wrong.ts': wrong,
    })
    // Rollup does not know the project's folder.
    const target = path.join(project.dir, 'unwasi.d.ts')
    const dts = adapter === 'rollup' ? target : true
    const { warnings } = await nodeBuilds[bundler]!(project, { dts })
    // One of the names in names.wasm has a space in it.
    expect(warnings.filter((warning) => !warning.includes('Farm has no named exports'))).toEqual([])
    expect(warnings).toHaveLength(bundler === 'farm' ? 1 : 0)
    const first = readFileSync(target, 'utf8')
    for (const types of [[], [`@unwasi/${adapter}/client`]]) {
      expect(await check(project, adapter, types)).toEqual(['wrong.ts(2) TS2614', 'wrong.ts(3) TS2322', 'wrong.ts(4) TS2345'])
    }

    const { mtimeMs } = statSync(target)
    await nodeBuilds[bundler]!(project, { dts })
    expect(readFileSync(target, 'utf8')).toBe(first)
    expect(statSync(target).mtimeMs).toBe(mtimeMs)
    project.remove()
  })

  test('dts: a component with typed interfaces', async () => {
    const project = makeProject({
      ...withComponents,
      'typed.ts': withComponents['typed.ts'].replace('ADAPTER', adapter),
      'main.wasm': fixture('p2-native'),
      'guests/lib.wasm': fixture('p2-typed'),
    })
    const { warnings } = await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    expect(warnings).toEqual([])
    expect(await check(project, adapter, [])).toEqual([
      'wrong.ts(2) TS2614',
      'wrong.ts(3) TS2345',
      'wrong.ts(4) TS2345',
      'wrong.ts(5) TS2741',
      'wrong.ts(6) TS2741',
    ])
    project.remove()
  })

  test('dts: a program imported without the query', async () => {
    const project = makeProject({
      'main.js': "import { add } from './guests/lib.wasm'\nconsole.log(add(1, 2))",
      'main.wasm': '',
      'guests/lib.wasm': fixture('library'),
      'typed.ts': "import { add } from './guests/lib.wasm'\nexport const sum: number = add(1, 2)",
      'wrong.ts': "import { add } from './guests/lib.wasm'\nexport const sum: string = add(1, 2)",
    })
    await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts'), include: 'guests/*.wasm' })
    expect(await check(project, adapter, [])).toEqual(['wrong.ts(2) TS2322'])
    project.remove()
  })

  test('dts: a library in two forms, whose functions have different names in the second one', async () => {
    const imports = (line: string) => `
      import { add_big } from './guests/lib.wasm?component'
      import instantiate, { addBig } from './guests/lib.wasm?component&preview2'
      ${line}`
    const project = makeProject({
      'main.js': imports('console.log(add_big(1n, 2n), addBig(1n, 2n), typeof instantiate)'),
      'main.wasm': '',
      'guests/lib.wasm': Buffer.from(Buffer.from(fixture('library')).toString('latin1').replace('addLong', 'add_big'), 'latin1'),
      'typed.ts': imports('export const numbers: bigint[] = [add_big(1n, 2n), addBig(1n, 2n), BigInt(instantiate.length)]'),
      'wrong.ts': "import { addBig } from './guests/lib.wasm?component'\nexport default addBig",
    })
    await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    // The compiler knows the other name, and suggests it.
    expect(await check(project, adapter, [])).toEqual(['wrong.ts(1) TS2724'])
    project.remove()
  })
})
