import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { componentize, inspect, transpile } from '../src/index.js'
import { classify } from '../src/classify.js'
import { refused } from './classify-harness.js'
import { HOST, importedWorld, imports, type Calc } from './world-module.js'
import { custom, exportOf, func, I32, importFunc, program } from './wasm-bytes.js'

// Commands with an embedded world: they have `main`, and the functions of wit-bindgen beside it.

interface Run {
  (args: readonly string[], options: object): Promise<{ exitCode: number; stdout: string }>
  instantiate(args: readonly string[], options: object): Promise<{ exitCode?: number; exports: { calc: Calc } }>
}

describe.each(['world-c', 'world-rust-command'])('%s', (name) => {
  test('runs, and calls JavaScript', async () => {
    const run = await importedWorld<Run>(name)
    expect(await run(['a'], { imports })).toMatchObject({ exitCode: 0, stdout: '1 arguments, Dr. Ada\n' })
    expect(await run(['a', 'b'], { imports })).toMatchObject({ exitCode: 7, stdout: '2 arguments, Dr. Ada\n' })
  })

  test.each([true, false])('JavaScript calls its functions with values, with start: %s', async (start) => {
    const run = await importedWorld<Run>(name)
    let stdout = ''
    const options = {
      imports,
      start,
      env: { GREETING: 'good morning,' },
      stdout: (chunk: Uint8Array) => (stdout += Buffer.from(chunk).toString()),
    }
    const { exitCode, exports } = await run.instantiate(['a'], options)
    expect([exitCode, stdout]).toEqual(start ? [0, '1 arguments, Dr. Ada\n'] : [undefined, ''])
    const { calc } = exports
    expect(calc.add(20, 22)).toBe(42)
    expect(calc.hello('Ada')).toBe('good morning, Dr. Ada')
    expect(calc.middle([])).toBeUndefined()
    const points = [
      { x: 1, y: 2 },
      { x: 3, y: 6 },
    ]
    expect(calc.middle(points)).toStrictEqual({ x: 2, y: 4 })
    const tally = new calc.Tally(40)
    expect(tally.add(1)).toBe(41)
    expect(tally.add(1)).toBe(42)
  })

  test('its functions have ended after another exit code', async () => {
    const run = await importedWorld<Run>(name)
    const { exitCode, exports } = await run.instantiate(['a', 'b'], { imports, stdout: 'ignore' })
    expect(exitCode).toBe(7)
    expect(() => exports.calc.add(1, 2)).toThrow(expect.objectContaining({ code: 'ENDED' }) as Error)
  })

  test('its component keeps the world, and is a command', async () => {
    const component = await componentize(fixture(name), { cache: false })
    const facts = classify(component, { provides: () => true })
    expect(facts.kind === 'component' && facts.component.exports).toStrictEqual(['ex:app/calc', 'wasi:cli/run@0.2.12'])
    expect(facts.kind === 'component' && facts.given.map(([given]) => given)).toStrictEqual([HOST])
  })

  test('its types are those of the world, and not those of WASI', async () => {
    const { types } = await transpile(fixture(name), { imports: { [HOST]: true }, cache: false })
    expect(types).toContain('hello(name: string): string')
    expect(types).toContain('"ex:app/host": typeof ExAppHost')
    expect(types).toContain("'ex:app/calc': typeof ExAppCalc")
    expect(types).not.toMatch(/Wasi[A-Z]|wasi:/)
  })

  test('inspect says the world', () => {
    expect(inspect(fixture(name))).toMatchObject({
      kind: 'command',
      notes: ['It has an embedded world: it exports ex:app/calc and imports ex:app/host. It is used as a component.'],
    })
  })
})

/** A command with an embedded world that imports one function and exports another. */
const command = (
  module: string,
  name: string,
  exported = 'greet',
  more: readonly (readonly [string, string])[] = [],
): Uint8Array =>
  program({
    types: [func(), func([I32, I32], [I32])],
    imports: [importFunc(module, name, 0), ...more.map(([from, of]) => importFunc(from, of, 1))],
    functions: [0],
    memories: [[0, 1]],
    exports: [exportOf('memory', 2, 0), exportOf('_start', 0, 1 + more.length), exportOf(exported, 0, 1 + more.length)],
    customs: [custom('component-type:x')],
  })

describe('a world that unwasi can’t serve is refused', () => {
  test.each([
    ['newer names of imports', command('cm32p2|my:app/host', 'f')],
    ['newer names of exports', command('my:app/host', 'f', 'cm32p2|my:app/calc|add')],
  ])('%s', (_, bytes) => {
    const error = refused(bytes)
    expect([error.code, error.headline]).toEqual(['UNSUPPORTED', expect.stringContaining('cm32p2|my:app/')])
    expect(error.fix).toContain('wasm-tools component new')
  })

  test.each([
    ['imports', command('my:app/host', '[async-lower]f')],
    ['exports', command('my:app/host', 'f', '[async-lift]my:app/calc#add')],
    ['tasks', command('[export]my:app/calc', '[task-return]add')],
    ['waiting', command('$root', '[waitable-set-new]')],
  ])('async functions: %s', (_, bytes) => {
    expect(refused(bytes)).toMatchObject({
      code: 'UNSUPPORTED',
      headline: expect.stringContaining('async functions') as string,
      why: expect.stringContaining('WASI 0.3') as string,
    })
  })

  test.each(['wasi:cli/environment@0.2.12', 'wasi:cli/environment@0.2.0'])('the arguments of both, from %s', (module) => {
    const args = [['wasi_snapshot_preview1', 'args_get']] as const
    expect(refused(command(module, 'get-arguments', 'greet', args)).headline).toContain(`${module}.get-arguments`)
    for (const bytes of [command(module, 'get-arguments'), command(module, 'initial-cwd', 'greet', args)])
      expect(classify(bytes)).toMatchObject({ kind: 'command', typed: true })
  })
})
