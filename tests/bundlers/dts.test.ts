import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { compilerErrors } from './harness/compiler.js'
import { packageOf } from './harness/plugins.js'
import { makeProject } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

/** The imports of the program, for the bundler. */
const program = `
import run from './main.wasm?component'
import instantiate, { addLong } from './guests/lib.wasm?component'
import { class as reserved } from './guests/names.wasm?component&inline'
console.log(typeof run, typeof instantiate, addLong(1n, 2n), reserved())
`

/** The same imports for the compiler. `Same` distinguishes `any` from every other type. */
const typed = (plugin: string) => `
import type { AsyncExports, AsyncInstantiate, Run } from '@unwasi/${plugin}'
import { jspi } from '@unwasi/${plugin}/runtime'
import run from './main.wasm?component'
import url from './main.wasm?component&url'
import instantiate, { add, addLong, hello, type Exports } from '@/guests/lib.wasm?component'
import { 'with space' as spaced, class as reserved } from '../any/folder/names.wasm?component&inline'
import other from './other.wasm?component'
import otherInline from './other.wasm?component&inline'
import otherUrl from './other.wasm?component&url&inline'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const lib = await instantiate()
const waiting = await instantiate({ args: ['x'], async: jspi })

export const exact: [
  Same<typeof run, Run>,
  Same<typeof url, string>,
  Same<typeof instantiate, AsyncInstantiate<Exports>>,
  typeof lib extends Exports ? true : false,
  typeof waiting extends AsyncExports<Exports> ? true : false,
  Same<ReturnType<typeof waiting.add>, Promise<number>>,
  Same<keyof Exports, 'add' | 'addLong' | 'scale' | 'half' | 'calls' | 'hello' | 'memory' | '__heap_base'>,
  Same<typeof add, (a: number, b: number) => number>,
  Same<typeof addLong, (a: bigint, b: bigint) => bigint>,
  Same<typeof hello, () => void>,
  Same<typeof spaced, () => number>,
  Same<typeof reserved, () => number>,
  Same<typeof other, Run>,
  Same<typeof otherInline, Run>,
  Same<typeof otherUrl, string>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]
`

/** Typed libraries in a worker, one of which was a preview1 library. */
const inWorkers = {
  'main.js': `
    import instantiate, { shapes } from './guests/lib.wasm?component&worker'
    import { addLong } from './guests/numbers.wasm?component&worker&preview2'
    console.log(typeof instantiate, shapes, addLong)`,
  'typed.ts': `
    import type { WorkerInstantiate } from '@unwasi/PLUGIN'
    import instantiate, { add, log, shapes, type Exports } from '../guests/lib.wasm?worker&component'
    import { addLong } from './guests/numbers.wasm?component&worker&preview2'

    type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

    export const exact: [
      Same<typeof instantiate, WorkerInstantiate<Exports>>,
      Same<typeof add, (a: number, b: number) => Promise<number>>,
      Same<typeof log, (text: string) => Promise<void>>,
      Same<typeof shapes.half, (n: number) => Promise<number | undefined>>,
      Same<typeof shapes.pair, (n: number) => Promise<[number, boolean]>>,
      Same<shapes.Color, 'red' | 'light-green' | 'blue'>,
      Same<typeof addLong, (p0: bigint, p1: bigint) => Promise<bigint>>,
    ] = [true, true, true, true, true, true, true]

    export const lib = await instantiate({ timeout: 100 })
    export const counter: shapes.Counter = new lib.shapes.Counter(1)
    export const all: number[] = [await counter.next(), await lib.shapes.total(await lib.shapes.Counter.make(1))]`,
  'wrong.ts': `
    import { add, shapes } from './guests/lib.wasm?component&worker'
    export const sum: number = add(1, 2)
    export const next: number = new shapes.Counter(1).next()
    shapes.nextColor('green')`,
}

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
    import type { Instantiate, Run } from '@unwasi/PLUGIN'
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

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const plugin = packageOf(bundler)

  test('dts: the compiler knows the exact types of each program', async () => {
    const project = makeProject({
      'main.js': program,
      'main.wasm': printer('x'),
      'guests/lib.wasm': fixture('library'),
      'guests/names.wasm': fixture('library-names'),
      'typed.ts': typed(plugin),
      'wrong.ts': wrong,
    })
    // Rollup does not know the project's folder.
    const target = path.join(project.dir, 'unwasi.d.ts')
    const dts = plugin === 'rollup' ? target : true
    const { warnings } = await nodeBuilds[bundler]!(project, { dts })
    // One of the names in names.wasm has a space in it.
    expect(warnings.filter((warning) => !warning.includes("Farm can't export names"))).toEqual([])
    expect(warnings).toHaveLength(bundler === 'farm' ? 1 : 0)
    const first = readFileSync(target, 'utf8')
    for (const types of [[], [`@unwasi/${plugin}/client`]]) {
      expect(await compilerErrors(project, plugin, types)).toEqual([
        'wrong.ts(2) TS2614',
        'wrong.ts(3) TS2322',
        'wrong.ts(4) TS2345',
      ])
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
      'typed.ts': withComponents['typed.ts'].replace('PLUGIN', plugin),
      'main.wasm': fixture('p2-native'),
      'guests/lib.wasm': fixture('p2-typed'),
    })
    const { warnings } = await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    expect(warnings).toEqual([])
    expect(await compilerErrors(project, plugin, [])).toEqual([
      'wrong.ts(2) TS2614',
      'wrong.ts(3) TS2345',
      'wrong.ts(4) TS2345',
      'wrong.ts(5) TS2741',
      'wrong.ts(6) TS2741',
    ])
    project.remove()
  })

  // The others share their plugin with one of these.
  test.skipIf(/vite7|rspack|rolldown/.test(bundler))('dts: typed libraries in a worker', async () => {
    const project = makeProject({
      ...inWorkers,
      'typed.ts': inWorkers['typed.ts'].replace('PLUGIN', plugin),
      'main.wasm': '',
      'guests/lib.wasm': fixture('p2-typed'),
      'guests/numbers.wasm': fixture('library'),
    })
    const { warnings } = await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    expect(warnings).toEqual([])
    expect(await compilerErrors(project, plugin, [])).toEqual(['wrong.ts(3) TS2322', 'wrong.ts(4) TS2322', 'wrong.ts(5) TS2345'])
    project.remove()
  })
})
