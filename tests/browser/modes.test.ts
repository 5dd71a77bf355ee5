import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { testMode, type Outcome } from '../modes/cells.js'
import { makeFolder } from '../modes/folder.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const program = `<script type="module">
import { programs } from './programs.mjs'
import { outcomeOf } from './scenarios.mjs'

const modes = new Map()
globalThis.modes = { outcomeOf: async (name, where, engine) => {
  if (!modes.has(where)) modes.set(where, programs(where, engine))
  return outcomeOf(name, await modes.get(where))
} }
</script>`

/** WebKit's driver may evaluate before the script of the page has run. */
const call = (scenario: string, where: string, endsComputing: boolean): string => `(async () => {
  while (!globalThis.modes) await new Promise((resolve) => setTimeout(resolve, 10))
  return modes.outcomeOf('${scenario}', '${where}', { endsComputing: ${endsComputing} })
})()`

let folder: string
let plain: Served
let isolated: Served
beforeAll(async () => {
  folder = await makeFolder()
  writeFileSync(path.join(folder, 'index.html'), html(program))
  plain = await serve(folder)
  isolated = await serve(folder, '/', isolation)
})
afterAll(async () => {
  await plain.close()
  await isolated.close()
  rmSync(folder, { recursive: true })
})

inEachEngine('programs in $name', ({ name: engine, jspi, endsComputing }, browser) => {
  const places: { mode: string; where: 'thread' | 'worker'; alone?: boolean }[] = [
    { mode: jspi ? 'suspending' : 'blocking', where: 'thread' },
    { mode: jspi ? 'worker' : 'blocking worker', where: 'worker' },
    // With JSPI, isolation changes nothing.
    ...(jspi ? [] : [{ mode: 'isolated worker', where: 'worker', alone: true } as const]),
  ]

  describe.each(places)('$mode', ({ mode, where, alone = false }) => {
    let tab: Tab
    beforeAll(async () => {
      tab = await browser().open((alone ? isolated : plain).url)
    })
    afterAll(() => tab.close())

    test('the page is isolated, or not, as the tests assume', async () => {
      expect(await tab.evaluate('globalThis.crossOriginIsolated')).toBe(alone)
    })

    testMode(mode, engine, async (scenario) => (await tab.evaluate(call(scenario, where, endsComputing))) as Outcome)
  })
})
