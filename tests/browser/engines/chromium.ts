import { hasChromium, launch, visit } from '../chromium.js'
import { asJson, type Engine } from './engine.js'

export const chromium: Engine = {
  name: 'Chromium',
  missing: hasChromium ? undefined : 'chromium',
  jspi: true,
  endsComputing: true,
  async start() {
    const browser = await launch()
    return {
      async open(url) {
        const { page, problems } = await visit(browser, url)
        // `page.evaluate` calls `eval` in the page, which its policy may forbid.
        const devtools = await page.context().newCDPSession(page)
        return {
          async evaluate(expression) {
            const { result, exceptionDetails: thrown } = await devtools.send('Runtime.evaluate', {
              expression: asJson(expression),
              awaitPromise: true,
              returnByValue: true,
              // Code of the page that this calls may not evaluate text either, if the policy forbids it.
              allowUnsafeEvalBlockedByCSP: false,
            })
            if (thrown) throw new Error(thrown.exception?.description ?? thrown.text)
            return JSON.parse(String(result.value))
          },
          async press(...keys) {
            for (const key of keys) await page.keyboard.press(key)
          },
          problems: async () => problems,
          close: () => page.close(),
        }
      },
      close: () => browser.close(),
    }
  },
}
