import { classify } from './classify.js'
import { transpileComponent } from './component-input.js'
import { transpileAsComponent } from './component-output.js'
import { moduleText, moduleTypes } from './emit/module.js'
import { wholeModule } from './emit/named-exports.js'
import { relativeUrl } from './emit/urls.js'
import { applyEdits } from './guest-edits.js'
import { checkOptions, guestAsset, guestName, readGuest, runtimeOf, typesRuntimeOf } from './guest.js'
import type { TranspileOptions, Transpiled } from './options.js'
import { summary } from './summary.js'
import { concat } from './wasm/encode.js'

/**
 * Turns a preview1 module or a WASI 0.2 component into an ES module. A command's default export is `run`; a library exports its
 * functions and interfaces, of a default instance that the module awaits, and `instantiate` as default.
 *
 * @returns module text, `.d.ts` text and the file the module needs: the guest (the caller's own bytes, unless a start section, `strip` or
 *   `maxMemory` asked for an edit; with `host: 'preview2'` the component that was made of it)
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function transpile(input: Uint8Array, options: TranspileOptions = {}): Promise<Transpiled> {
  checkOptions(options)
  const classified = classify(input, { file: options.file })
  if (classified.kind === 'component') return transpileComponent(input, classified, options)
  if (options.host === 'preview2') return transpileAsComponent(input, classified, options)
  const { facts, edits, start } = readGuest(input, classified, options)
  const name = guestName(options.name, options.file)
  const bytes = edits.size > 0 ? concat(applyEdits(input, facts.module, edits)) : input
  const guest = guestAsset(name, bytes, input, options)
  const text = {
    facts,
    name,
    start,
    runtime: runtimeOf(options),
    trace: options.trace ?? false,
    url: (options.assetUrl ?? relativeUrl)(guest),
    exports: facts.kind === 'library' ? facts.exports : [],
  }
  const parts = moduleText(text)
  return {
    ...parts,
    code: wholeModule(parts),
    types: moduleTypes({ ...text, runtime: typesRuntimeOf(options) }),
    assets: [guest],
    start,
    summary: summary(name, { input, guest: bytes }, facts),
  }
}
