import { asJson, type Browser } from './engine.js'

/** The few commands of WebDriver that the tests need. https://www.w3.org/TR/webdriver2/ */
export interface Session {
  navigate(url: string): Promise<unknown>
  /** Runs the body of a function, whose last argument is a callback for its result. */
  executeAsync(script: string): Promise<unknown>
  performActions(actions: readonly object[]): Promise<unknown>
}

/** Keys without a character. https://www.w3.org/TR/webdriver2/#keyboard-actions */
const CODES: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
}

/** Scripts may run this long. The test's own timeout comes first. */
export const SCRIPT_TIMEOUT = 600_000

/** A browser with one tab, which each page replaces. */
export const webdriverBrowser = (session: Session, close: () => Promise<void>): Browser => {
  const evaluate = async (expression: string): Promise<unknown> => {
    const script = `
      const done = arguments[arguments.length - 1];
      ${asJson(expression)}.then((json) => done({ json }), (error) => done({ error: String(error) + '\\n' + error.stack }));`
    const { json, error } = (await session.executeAsync(script)) as { json?: string; error?: string }
    if (json === undefined) throw new Error(error)
    return JSON.parse(json)
  }
  return {
    async open(url) {
      await session.navigate(url)
      return {
        evaluate,
        async press(...keys) {
          const strokes = keys.map((key) => CODES[key] ?? key)
          const actions = strokes.flatMap((value) => [
            { type: 'keyDown', value },
            { type: 'keyUp', value },
          ])
          await session.performActions([{ type: 'key', id: 'keyboard', actions }])
        },
        // WebDriver reports none itself, so the page collects them: see page.ts.
        problems: async () => (await evaluate('globalThis.problems')) as string[],
        close: async () => void (await session.navigate('about:blank')),
      }
    },
    close,
  }
}
