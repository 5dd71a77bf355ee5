import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { componentize, inspect, transpile } from '../src/index.js'
import { classify } from '../src/classify.js'

// Preview1 modules with an embedded world (`component-type`), as wit-bindgen and componentize-go make them: a library with strings,
// records, a resource and an interface that JavaScript implements. Its source is in fixtures/worlds.

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-world-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HOST = 'ex:app/host'
const runtime = new URL('../../runtime/dist/bundle/index.js', import.meta.url).href

interface Calc {
  add(a: number, b: number): number
  hello(name: string): string
  middle(points: { x: number; y: number }[]): { x: number; y: number } | undefined
  Tally: new (start: number) => { add(more: number): number }
}
type Instantiate = (options: object) => Promise<{ calc: Calc; exitCode?: number }>

async function imported(name: string): Promise<Instantiate> {
  const { code, assets } = await transpile(fixture(name), {
    name: `${name}.wasm`,
    runtime,
    imports: { [HOST]: true },
    cache: false,
  })
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  const file = path.join(folder, `${name}.mjs`)
  writeFileSync(file, code)
  const { default: instantiate }: { default: Instantiate } = await import(pathToFileURL(file).href)
  return instantiate
}

describe.each(['world-rust', 'world-go'])('%s', (name) => {
  const imports = { [HOST]: { title: (text: string) => `Dr. ${text}` } }

  test('its component exports the interface, with its types', async () => {
    const component = await componentize(fixture(name), { cache: false })
    const facts = classify(component, { provides: () => true })
    expect(facts.kind === 'component' && facts.component.exports).toStrictEqual(['ex:app/calc'])
    expect(facts.kind === 'component' && facts.component.imports).toContain(HOST)
    expect(facts.kind === 'component' && facts.given.map(([given]) => given)).toStrictEqual([HOST])
  })

  test('JavaScript calls it with values, and it calls JavaScript', async () => {
    const instantiate = await imported(name)
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
    const instantiate = await imported(name)
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

test('a module that does not have what its world exports is refused', async () => {
  const bytes = fixture('component-type')
  const at = Buffer.from(bytes).indexOf('\x05greet\0')
  bytes[at + 1] = 'G'.charCodeAt(0)
  await expect(componentize(bytes, { cache: false })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    headline: 'the program and the world that is embedded in it do not agree',
  })
})
