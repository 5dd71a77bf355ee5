import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The web platform's names in declarations. With `lib: dom` or `@types/node` each is merged with what is declared there; without them it
 * is empty, and takes any object.
 */
const globals = `declare global {
  interface AbortSignal {}
  interface ReadableStream<R = any> {}
  interface WritableStream<W = any> {}
  interface URL {}
  namespace WebAssembly {
    interface Instance {}
    interface Memory {
      readonly buffer: ArrayBuffer
    }
    interface Module {}
  }
}
export {}
`

/** Aliases can't be merged: what they stand for takes their place. */
const aliases = [
  // Before TypeScript 5.7 typed arrays have no type argument. Since then this is the same type, which `Blob` and others ask for.
  [/\b(\w+Array)<ArrayBuffer>/g, "ReturnType<$1Constructor['of']>"],
  [/\bBufferSource\b/g, 'ArrayBufferView | ArrayBuffer'],
  [/\bWebAssembly\.Imports\b/g, 'Record<string, Record<string, unknown>>'],
  [/\bWebAssembly\.Exports\b/g, 'Record<string, unknown>'],
]

const file = 'globals.d.ts'

/**
 * Rewrites the declarations that tsc wrote into `dist`, so that they can be checked with TypeScript 5.4 and later, and with neither
 * `lib: dom` nor `@types/node`. Once more changes nothing.
 */
export function makePortable(dist) {
  writeFileSync(path.join(dist, file), globals)
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.d.ts') || entry.name === file) continue
    const declarations = path.join(entry.parentPath, entry.name)
    const before = readFileSync(declarations, 'utf8')
    const after = withGlobals(portable(before), path.relative(entry.parentPath, path.join(dist, file)))
    if (after !== before) writeFileSync(declarations, after)
  }
}

/** `text`, which is one file with all that it needs. */
export const standalonePortable = (text) => `${portable(text)}${globals.replace('export {}\n', '')}`

const portable = (text) => aliases.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), text)

/** With a reference to the globals, where the text has some. */
function withGlobals(text, relative) {
  const reference = `/// <reference path="${relative.replaceAll(path.sep, '/')}" />\n`
  const needed = /\b(?:AbortSignal|ReadableStream|WritableStream|URL|WebAssembly)\b/.test(text)
  return !needed || text.startsWith(reference) ? text : reference + text
}
