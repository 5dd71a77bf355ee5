import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import type { Options } from '@unwasi/core'
import { literal } from '@unwasi/core/text'
import { plainRequest, resolveOptions } from '@unwasi/unplugin'

import { Converter } from './converter.js'
import { printable, warn } from './messages.js'

/** The options that Jest can pass on: its configuration is data. */
export type JestOptions = Pick<Options, 'cache' | 'compact' | 'host' | 'maxMemory' | 'strip' | 'trace'>

/** The parts of a transformer that Jest calls. https://jestjs.io/docs/code-transformation#writing-custom-transformers */
export interface JestTransformer {
  canInstrument: boolean
  getCacheKey(text: string, file: string): string
  process(text: string, file: string): { code: string }
}

const runtime = fileURLToPath(new URL('./jest-runtime.cjs', import.meta.url))
const version = (name: string): string => {
  const manifest: { version: string } = createRequire(import.meta.url)(`${name}/package.json`)
  return manifest.version
}

/** Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options. */
function createTransformer(options: JestOptions = {}): JestTransformer {
  resolveOptions(options)
  const converter = new Converter(options)
  const versions = [version('@unwasi/node'), version('@unwasi/core')]
  return {
    // Without this, Jest would measure the coverage of the module.
    canInstrument: true,
    // Jest passes the file as text, which is not the same for different bytes. The module contains the path.
    getCacheKey: (_, file) =>
      createHash('sha256')
        .update(JSON.stringify([file, runtime, versions, options]))
        .update(readFileSync(file))
        .digest('hex'),
    process(_, file) {
      try {
        // The named exports need top-level await.
        const { code, names, warning } = converter.convert({ ...plainRequest(file), part: 'program' })
        warn(warning)
        return { code: commonJs(code, names) }
      } catch (error) {
        throw printable(error, undefined)
      }
    },
  }
}

/** Turns the text of an emitted module, which has one import and one export, into CommonJS. */
function commonJs(module: string, names: readonly string[]): string {
  const [, imported, text] = /^import (\{.*\}) from ".*"\n([^]*)\nexport default program\n$/.exec(module) ?? []
  if (imported === undefined || text === undefined) throw new Error('the emitted module has an unexpected form')
  return [
    "'use strict'",
    `const ${imported} = require(${literal(runtime)})`,
    // The glue of components uses them, and jest-environment-jsdom does not have them.
    "const { TextDecoder, TextEncoder } = process.getBuiltinModule('node:util')",
    text,
    "Object.defineProperty(exports, '__esModule', { value: true })",
    'exports.default = program',
    `for (const name of ${literal(names)}) Object.defineProperty(exports, name, { get() {`,
    '  throw new Error(`${name} is a named export of a library. It needs top-level await, which CommonJS does not have. ` +',
    "    'Import the default export, as in `import instantiate from …`, and call it: `const lib = await instantiate()`.')",
    '} })',
    '',
  ].join('\n')
}

/** The transformer for Jest's option `transform`, in CommonJS: `{ '\\.wasm$': '@unwasi/node/jest' }`. */
export default { createTransformer }
