import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { componentize, inspect, inspectWhole, transpile } from '../src/index.js'
import { classify } from '../src/classify.js'
import { HOST, importedWorld, imports, type Calc } from './world-module.js'

// Preview1 modules with an embedded world (`component-type`), as wit-bindgen and componentize-go make them: a library with strings,
// records, a resource and an interface that JavaScript implements. Its source is in fixtures/worlds.

type Instantiate = (options: object) => Promise<{ calc: Calc; exitCode?: number }>

describe.each(['world-rust', 'world-go'])('%s', (name) => {
  test('its component exports the interface, with its types', async () => {
    const component = await componentize(fixture(name), { cache: false })
    const facts = classify(component, { provides: () => true })
    expect(facts.kind === 'component' && facts.component.exports).toStrictEqual(['ex:app/calc'])
    expect(facts.kind === 'component' && facts.component.imports).toContain(HOST)
    expect(facts.kind === 'component' && facts.given.map(([given]) => given)).toStrictEqual([HOST])
  })

  test('JavaScript calls it with values, and it calls JavaScript', async () => {
    const instantiate = await importedWorld<Instantiate>(name)
    const { calc } = await instantiate({ imports, env: { GREETING: 'good morning,' }, stdout: 'ignore' })
    expect(calc.add(20, 22)).toBe(42)
    expect(calc.hello('Ada')).toBe('good morning, Dr. Ada')
    expect(calc.middle([])).toBeUndefined()
    expect(
      calc.middle([
        { x: 1, y: 2 },
        { x: 3, y: 6 },
      ]),
    ).toStrictEqual({ x: 2, y: 4 })
    const tally = new calc.Tally(40)
    expect(tally.add(1)).toBe(41)
    expect(tally.add(1)).toBe(42)
  })

  test('its allocator may collect garbage while the component must not call its host', async () => {
    const instantiate = await importedWorld<Instantiate>(name)
    const { calc } = await instantiate({ imports, stdout: 'ignore' })
    const long = 'x'.repeat(20_000)
    for (let round = 0; round < 1000; round++) expect(calc.hello(long)).toHaveLength(long.length + 'hi Dr. '.length)
  })

  test('its types are those of the world', async () => {
    const { types } = await transpile(fixture(name), { imports: { [HOST]: true }, cache: false })
    expect(types).toContain('hello(name: string): string')
    expect(types).toContain('middle(points: Array<Point>): Point | undefined')
  })

  test('interfaces that the caller does not provide are refused, with JavaScript to paste', async () => {
    const missing = transpile(fixture(name), { cache: false })
    await expect(missing).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT', fix: expect.stringContaining('title(name) {}') })
  })

  test('inspect says the world', () => {
    const { refusal, notes } = inspect(fixture(name))
    // JavaScript has to provide the interface.
    expect(refusal).toMatchObject({ code: 'UNKNOWN_IMPORT', headline: expect.stringContaining('(ex:app/host)') as string })
    expect(notes).toContain(
      'It has an embedded world: it exports ex:app/calc and imports ex:app/host. It is used as a component.',
    )
  })
})

test('a module that does not have what its world exports is refused, by inspect too', async () => {
  const bytes = fixture('component-type')
  expect(await inspectWhole(bytes, { cache: false })).toMatchObject({ converts: true })
  const at = Buffer.from(bytes).indexOf('\x05greet\0')
  bytes[at + 1] = 'G'.charCodeAt(0)
  const refusal = {
    code: 'UNSUPPORTED',
    headline: 'the program and the world that is embedded in it do not agree',
    why: expect.stringMatching(/^wit-component says: .*`greet`/) as string,
  }
  await expect(componentize(bytes, { file: 'a.wasm', cache: false })).rejects.toMatchObject({
    ...refusal,
    file: 'a.wasm',
  })
  expect(await inspectWhole(bytes, { cache: false })).toMatchObject({ converts: false, refusal })
})

test('a damaged world is refused, by inspect too', async () => {
  const bytes = fixture('component-type')
  bytes.fill(0xff, Buffer.from(bytes).indexOf('names'), Buffer.from(bytes).indexOf('names') + 5)
  const outcome = await componentize(bytes, { cache: false }).catch((error: unknown) => error)
  expect(outcome).toMatchObject({ code: 'UNSUPPORTED', headline: expect.stringContaining('do not agree') as string })
  expect(await inspectWhole(bytes, { cache: false })).toMatchObject({ converts: false, refusal: { code: 'UNSUPPORTED' } })
})

test('inspectWhole says of everything else what inspect says', async () => {
  for (const name of ['hello', 'p2-hello', 'threads', 'library']) {
    const bytes = fixture(name)
    expect(await inspectWhole(bytes, { file: `${name}.wasm` })).toEqual(inspect(bytes, { file: `${name}.wasm` }))
  }
})
