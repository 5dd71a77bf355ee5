import { classify } from './classify.js'
import { checkOptions, readGuest } from './guest.js'
import type { ComponentizeOptions } from './options.js'
import { componentGiven } from './read/header.js'
import { concat } from './wasm/encode.js'

/**
 * Turns a preview1 module into a portable component. A component that the official adapter made is taken apart, and the program in it becomes one. The component of a command exports `wasi:cli/run`. That of a reactor exports
 * its functions over numbers, under kebab-case names.
 *
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function componentize(input: Uint8Array, options: ComponentizeOptions = {}): Promise<Uint8Array> {
  return concat(await componentizeParts(input, options))
}

/** Like `componentize`, but returns consecutive parts, most of them views of `input`, so that a large component is not copied. */
export async function componentizeParts(input: Uint8Array, options: ComponentizeOptions = {}): Promise<readonly Uint8Array[]> {
  checkOptions(options)
  const { file } = options
  const facts = classify(input, { file, expect: 'module' })
  if (facts.kind === 'refused') throw facts.error
  if (facts.kind === 'component') throw componentGiven().inFile(file)
  const { isolate } = await import('./isolate.js')
  return isolate(readGuest(facts, options), options)
}
