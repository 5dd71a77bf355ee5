import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { classify, componentize, inspect, inspectWhole, transpile } from '@unwasi/core'
import type { WorkerRun } from '@unwasi/runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { adapt } from '../../fixtures/components.mjs'
import { fixture } from '../../fixtures/index.mjs'
import type { Built } from '../bundlers/harness/built.js'
import type { Project } from '../bundlers/harness/project.js'
import { buildVite } from '../bundlers/harness/vite.js'
import { buildWebpack } from '../bundlers/harness/webpack.js'
import { hasChromium, launch, visit } from './chromium.js'
import { installCore, makePage, page, projectFiles } from './core-page.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { servedOnce } from './output.js'
import { serve, type Served } from './serve.js'
import { addProgram } from './transpiled.js'

/** Go's program in the official adapter, which crashes. */
const broken = await adapt(fixture('go'))

const guests: Readonly<Record<string, Uint8Array>> = {
  broken,
  ...Object.fromEntries(
    ['hello', 'go', 'go-lib', 'world-c', 'wasi-unstable', 'p2-native', 'p2-typed', 'composed-wac', 'library', 'threads'].map(
      (name) => [name, fixture(name)],
    ),
  ),
}
const guest = (name: string): Uint8Array => guests[name]!

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What Node makes, which each engine's test compares with. */
const inNode = new Map<string, Promise<unknown>>()
const once = (key: string, make: () => Promise<unknown>): Promise<unknown> => {
  const found = inNode.get(key) ?? make()
  inNode.set(key, found)
  return found
}
const componentOf = (name: string): Promise<unknown> =>
  once(`component of ${name}`, async () => hashOf(await componentize(guest(name), { cache: false })))
const moduleOf = (name: string): Promise<unknown> =>
  once(`module of ${name}`, async () => {
    const { code, types, summary, assets } = await transpile(guest(name), { name: `${name}.wasm`, cache: false })
    return { code, types, summary, assets: assets.map(({ name, bytes }) => [name, hashOf(bytes)]) }
  })

let made: Awaited<ReturnType<typeof makePage>>
let served: Served
beforeAll(async () => {
  made = await makePage(guests)
  served = await serve(made.dir)
})
afterAll(async () => {
  await served.close()
  rmSync(made.dir, { recursive: true })
})

test('the bundle for browsers has nothing of Node', () => {
  expect(made.modules.length).toBeGreaterThan(5)
  expect(made.modules.filter((name) => name.startsWith('node:'))).toEqual([])
  expect(made.modules.filter((name) => name.includes('core/dist/bundle'))).toEqual([])
})

test('the repaired component, which is the same in each engine, runs in Node', async () => {
  const repaired = await componentize(broken, { cache: false })
  await addProgram(made.dir, 'repaired', repaired)
  const { default: run }: { default: WorkerRun } = await import(pathToFileURL(path.join(made.dir, 'repaired.js')).href)
  expect((await run(['args', 'one two'])).stdout).toContain('one two')
})

inEachEngine('core in $name', (_, browser) => {
  let tab: Tab
  beforeAll(async () => {
    tab = await browser().open(served.url)
  })
  const inPage = (call: string): Promise<unknown> => tab.evaluate(`tools.${call}`)

  test('describes programs as in Node', async () => {
    for (const name of ['go', 'broken', 'p2-typed', 'threads'])
      expect(await inPage(`inspected('${name}')`)).toEqual(JSON.parse(JSON.stringify(inspect(guest(name)))))
    expect(await inPage("inspectedWhole('world-c')")).toEqual(
      JSON.parse(JSON.stringify(await inspectWhole(guest('world-c'), { cache: false }))),
    )
    for (const name of Object.keys(guests)) expect(await inPage(`kind('${name}')`)).toBe(classify(guest(name)).kind)
  })

  test.each(['hello', 'go', 'go-lib', 'world-c', 'wasi-unstable', 'library', 'broken'])(
    'makes the same component of %s as Node',
    async (name) => {
      expect(await inPage(`component('${name}')`)).toBe(await componentOf(name))
    },
  )

  test('leaves out and limits what it is told to', async () => {
    const options = { strip: 'all', maxMemory: 2 ** 28 } as const
    expect(await inPage(`component('go', ${JSON.stringify(options)})`)).toBe(
      hashOf(await componentize(guest('go'), { cache: false, ...options })),
    )
  })

  test("refuses what can't be converted", async () => {
    expect(await inPage("component('p2-native')")).toMatchObject({ code: 'NOT_A_MODULE', file: 'here/p2-native.wasm' })
    expect(await inPage("component('go', { compact: true })")).toMatchObject({ code: 'BAD_OPTION' })
  })

  test.each(['go', 'library', 'broken', 'p2-native', 'p2-typed', 'composed-wac'])(
    'makes the same ES module of %s as Node',
    async (name) => {
      expect(await inPage(`transpiled('${name}')`)).toEqual(await moduleOf(name))
    },
  )

  test('makes modules that the page can import', async () => {
    expect(await inPage("imported('p2-typed').then(({ add, shapes }) => [add(1, 2), shapes.greet('ü')])")).toEqual([
      3,
      'hello, ü',
    ])
    expect(
      await inPage("imported('broken').then(({ default: run }) => run(['args', 'one two'])).then(({ stdout }) => stdout)"),
    ).toContain('one two')
  })
})

const outputOf = servedOnce()

describe.skipIf(!hasChromium)('bundled for Chromium', () => {
  const installed =
    (build: (project: Project) => Promise<Built>): typeof build =>
    async (project) => {
      installCore(project.dir)
      const built = await build(project)
      project.write('dist/go.wasm', guest('go'))
      return built
    }

  test.each([
    { label: 'Vite', files: projectFiles, build: installed((project) => buildVite('vite8', project, {}, '')) },
    {
      label: 'webpack',
      files: projectFiles,
      page,
      build: installed((project) => buildWebpack(project, { optimization: { minimize: false } })),
    },
  ])('by $label, core finds its tools', async (row) => {
    const { url, warnings } = await outputOf(row)
    expect(warnings).toEqual([])
    const chromium = await launch()
    const { page, problems } = await visit(chromium, url)
    expect(await page.evaluate("tools.component('go')")).toBe(await componentOf('go'))
    expect(problems).toEqual([])
    await chromium.close()
  })
})
