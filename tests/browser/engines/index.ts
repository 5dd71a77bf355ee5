import { afterAll, beforeAll, describe } from 'vitest'

import { chromium } from './chromium.js'
import type { Browser, Engine } from './engine.js'
import { firefox } from './firefox.js'
import { webkit } from './webkit.js'

export { result, type Engine, type Tab } from './engine.js'

const engines: readonly Engine[] = [chromium, firefox, webkit]

/** Declares tests for each engine, with a browser that is started once. `title` may contain `$name`. */
export const inEachEngine = (title: string, declare: (engine: Engine, browser: () => Browser) => void): void => {
  for (const engine of engines) {
    const inEngine = title.replace('$name', engine.name)
    describe.skipIf(engine.missing)(`${inEngine}`, () => {
      let browser: Browser
      beforeAll(async () => {
        browser = await engine.start()
      })
      afterAll(() => browser.close())
      declare(engine, () => browser)
    })
  }
}
