import { basename, dirname } from 'node:path'
import { Cache, contentName, defaultCacheFolder } from './cache.js'
import type { ModuleFacts } from './classify/facts.js'
import { refusalOf } from './classify/refusal.js'
import { UnwasiError } from './errors.js'
import { startExportName, stripped, withoutStart, type Edits, type Parts } from './guest-edits.js'
import { checkMaxMemory, withMaxMemory } from './max-memory.js'
import type { Asset, Strip } from './options.js'
import type { CoreModule, Section } from './read/shapes.js'

/** A guest ready to be put into an ES module or a component. */
export interface Guest {
  facts: ModuleFacts
  /** The export that replaces its start section, which would run before the guest's imports can work. */
  start: string | undefined
  /** The changes that a start section, `strip` or `maxMemory` requires. There are no others. */
  edits: Edits
}

export interface GuestOptions {
  /** Path of the input: for messages, for the cache folder and for the default name. */
  file?: string | undefined
  name?: string | undefined
  cache?: string | false | undefined
  strip?: Strip | undefined
  maxMemory?: number | undefined
}

/** Prepares a preview1 module. Throws the refusal, with the file's name, if it can't be converted. */
export function readGuest(input: Uint8Array, facts: ModuleFacts, options: GuestOptions = {}): Guest {
  const refusal = refusalOf(facts)?.inFile(options.file)
  if (refusal !== undefined) throw refusal
  const { module } = facts
  // A guest that does not import WASI can run its start section at once.
  const start = facts.start === undefined || facts.functions.length === 0 ? undefined : startExportName(module)
  const edits = guestEdits(module, options)
  if (facts.start !== undefined && start !== undefined) {
    for (const [section, content] of withoutStart(input, module, facts.start, start)) edits.set(section, content)
  }
  return { facts, start, edits }
}

/** Returns the changes that the options require, in a program or in a core module of a component. */
export function guestEdits(module: CoreModule, { strip, maxMemory, file }: GuestOptions): Map<Section, Parts | null> {
  try {
    return new Map([...stripped(module, strip ?? 'none'), ...withMaxMemory(module, maxMemory)])
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(file) : error
  }
}

/** Throws `BAD_OPTION` for an option with an invalid value. */
export function checkOptions({ host, strip, maxMemory }: { host?: unknown; strip?: unknown; maxMemory?: unknown }): void {
  checkMaxMemory(maxMemory)
  checkChoice('strip', strip, ['none', 'debug', 'all'])
  checkChoice('host', host, ['preview1', 'preview2'])
}

function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return
  const quoted = choices.map((choice) => `'${choice}'`)
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `invalid value for option '${option}': ${JSON.stringify(value)}`,
    why: `The value must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}.`,
    fix: `Pass one of these values, or leave out '${option}'.`,
  })
}

export function cacheFor({ file, cache }: GuestOptions): Cache {
  return new Cache(cache ?? defaultCacheFolder(file === undefined ? process.cwd() : dirname(file)))
}

/** Returns the file to ship. If `bytes` are not those of `input`, because they were edited, they are also kept in the cache. */
export function guestAsset(name: string, bytes: Uint8Array, input: Uint8Array, options: GuestOptions): Asset {
  const path = bytes === input ? options.file : cacheFor(options).file(contentName('guest', bytes), bytes)
  return { name, bytes, ...(path !== undefined && { path }) }
}

/** Returns the file name of a guest: the given name or the input's, without folders and always ending in `.wasm`. */
export function guestName({ name, file }: GuestOptions): string {
  const chosen = basename(name ?? file ?? 'main.wasm')
  return chosen.endsWith('.wasm') ? chosen : `${chosen}.wasm`
}
