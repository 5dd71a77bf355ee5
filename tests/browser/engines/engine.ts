/** A browser engine in which the tests run. */
export interface Engine {
  name: string
  /** What is missing on this machine. The engine's tests are skipped then, but `scripts/test.mjs` fails if `CI` is set. */
  missing: string | undefined
  /** Whether guests can wait while the page stays alive. */
  jspi: boolean
  /** Whether `terminate()` ends a worker in which a guest computes without calling JavaScript. */
  endsComputing: boolean
  /** Starts the browser with a new, empty profile. */
  start(): Promise<Browser>
}

export interface Browser {
  /** Opens `url` and waits until it is loaded. An open page may be closed first. */
  open(url: string): Promise<Tab>
  /** Ends the browser and removes its profile. */
  close(): Promise<void>
}

export interface Tab {
  /** The value of a JavaScript expression in the page, after awaiting it. It must survive JSON. No policy of the page forbids this. */
  evaluate(expression: string): Promise<unknown>
  /** Presses keys one after the other: characters, or names of keys such as `Enter`, where the page has its focus. */
  press(...keys: readonly string[]): Promise<void>
  /** What went wrong in the page: errors, failed requests, violations of its policy. */
  problems(): Promise<string[]>
  close(): Promise<void>
}

/** An expression for `expression` as JSON text, or null if the value is undefined. */
export const asJson = (expression: string): string => `(async () => JSON.stringify((await (${expression})) ?? null))()`

/** The value that the page stored in `window.result`, or will store there. */
export const result = (tab: Tab): Promise<unknown> => tab.evaluate(`(${waitForResult})()`)

const waitForResult = `async () => {
  while (!('result' in globalThis)) await new Promise((resolve) => setTimeout(resolve, 10))
  return globalThis.result
}`
