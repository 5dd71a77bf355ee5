import type { ModuleFacts } from './classify/facts.js'
import { classified, classifyModule, type ClassifyOptions } from './classify/module.js'
import { checkOptions, guestAsset, guestName, readGuest } from './guest.js'
import { isProvided } from './imports/declared.js'
import { sourceOf } from './imports/interfaces.js'
import type { ProgramOptions } from './options.js'
import type { Program } from './program.js'
import { checkBytes, isComponent } from './read/header.js'
import { summary } from './summary.js'
import { moduleProgram } from './transpile/module.js'
import { concat } from './wasm/encode.js'

/** Most programs are core modules. What reads and links components is as large as the rest, and is loaded on demand. */
const components = async () => ({ ...(await import('./classify.js')), ...(await import('./transpile/component.js')) })

/**
 * Describes a program as an emitted module does, but as data, so that it can run without a module.
 *
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function describeProgram(input: Uint8Array, options: ProgramOptions = {}): Promise<Program> {
  checkOptions(options)
  checkBytes(input)
  const classifyComponent = isComponent(input) ? (await components()).classifyComponent : undefined
  const given: ClassifyOptions = {
    file: options.file,
    provided: (entry) => isProvided(entry, options.imports),
    provides: (name) => sourceOf(name, options.imports) !== undefined,
  }
  const facts = classified(() => classifyComponent?.(input, given) ?? classifyModule(input, undefined, given), given)
  if (facts.kind === 'refused') throw facts.error
  if (facts.kind === 'component') return (await components()).componentProgram(input, facts, options)
  // Only a component has typed interfaces.
  return options.host === 'preview2' || facts.typed ? onPreview2(input, facts, options) : moduleProgram(input, facts, options)
}

/** Describes the portable component of a preview1 module as a program, which runs on the WASI 0.2 host. */
async function onPreview2(input: Uint8Array, facts: ModuleFacts, options: ProgramOptions): Promise<Program> {
  const { file } = options
  const { isolate } = await import('./isolate.js')
  const { classify, componentProgram } = await components()
  const guest = readGuest(facts, options)
  const bytes = concat(await isolate(guest, options))
  const made = classify(bytes, { file, provides: (name) => sourceOf(name, options.imports) !== undefined })
  // The program may have names that a component can have, but glue can't.
  if (made.kind === 'refused') throw made.error
  if (made.kind !== 'component') throw new Error('isolate() did not return a component')
  const name = guestName(options)
  return {
    // `strip`, `maxMemory` and `compact` apply to the program. Other modules have nothing to leave out, and need their memory.
    ...componentProgram(bytes, made, { file, name, cache: options.cache, imports: options.imports }),
    guest: guestAsset(name, bytes, input, options),
    summary: summary(name, { guest: bytes, changes: [guest.changes] }, facts, 'as a WASI 0.2 component'),
  }
}
