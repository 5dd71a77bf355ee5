import type { Cache } from './cache-type.js'

/** There is no folder in a browser. What takes longest to make is also kept in memory (`isolate/base.ts`). */
const none: Cache = {
  folder: false,
  remember: (_key, make) => make(),
  keep: () => undefined,
}

export const openCache = (_file: string | undefined, _folder: string | false | undefined): Cache => none

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export function checkSyntax(statements: string): void {
  try {
    // oxlint-disable-next-line no-new, typescript/no-implied-eval -- this makes the function, and does not call it
    new Function(statements)
  } catch (error) {
    // The policy of the page forbids it to evaluate text. Then the engine reports statements that are not valid when they are loaded.
    if (!(error instanceof EvalError)) throw error
  }
}

/** Browsers can only compress asynchronously. */
export const deflatedSize: ((bytes: Uint8Array) => number) | undefined = undefined
