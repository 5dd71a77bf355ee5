import type { ModuleFacts } from './classify/facts.js'
import { refusalOf } from './classify/refusal.js'
import { compacted, type Compaction } from './compact.js'
import { UnwasiError } from './errors.js'
import { startExportName, stripped, translatedImports, withImports, withoutStart, type Parts } from './guest-edits.js'
import { checkImportSources, type ImportSources } from './imports/declared.js'
import { checkMaxMemory, withMaxMemory } from './max-memory.js'
import type { Asset, Strip } from './options.js'
import { deflatedSize, fileName, openCache, type Cache } from './platform/index.js'
import type { CoreModule, Section } from './read/shapes.js'

/** A guest ready to be put into an ES module or a component. */
export interface Guest {
  facts: ModuleFacts
  /** The export that replaces its start section, which would run before the guest's imports can work. */
  start: string | undefined
  /** The changes that a start section, `wasi_unstable`, `strip`, `maxMemory` or `compact` requires. There are no others. */
  changes: Changes
}

/** Edits of a core module, and what they do, for people. */
export interface Changes {
  edits: Map<Section, Parts | null>
  /** The size of the sections that `strip` left out. */
  stripped: number
  /** Undefined if the data segments are as they were. */
  compaction: Compaction | undefined
}

export interface GuestOptions {
  /** Path of the input: for messages, for the cache folder and for the default name. */
  file?: string | undefined
  name?: string | undefined
  cache?: string | false | undefined
  strip?: Strip | undefined
  maxMemory?: number | undefined
  compact?: boolean | undefined
  imports?: ImportSources | undefined
}

/** Prepares a preview1 module. Throws the refusal, with the file's name, if it can't be converted. */
export function readGuest(facts: ModuleFacts, options: GuestOptions = {}): Guest {
  const refusal = refusalOf(facts)?.inFile(options.file)
  if (refusal !== undefined) throw refusal
  const { bytes, module } = facts
  // A guest that imports nothing can run its start section at once.
  const start =
    facts.start === undefined || facts.functions.length + facts.given.length === 0 ? undefined : startExportName(module)
  const changes = guestChanges(bytes, module, options)
  for (const [section, content] of withImports(bytes, module, translatedImports(module))) changes.edits.set(section, content)
  if (facts.start !== undefined && start !== undefined) {
    for (const [section, content] of withoutStart(bytes, module, facts.start, start)) changes.edits.set(section, content)
  }
  return { facts, start, changes }
}

/** Returns the changes that the options require, in a program or in a core module of a component. */
export function guestChanges(bytes: Uint8Array, module: CoreModule, options: GuestOptions): Changes {
  const { strip = 'none', maxMemory, compact = false, file } = options
  try {
    const dropped = stripped(module, strip)
    const merged = compact ? compacted(bytes, module) : undefined
    return {
      // A name section that is left out needs no other edit, so `dropped` comes later.
      edits: new Map([...(merged?.edits ?? []), ...dropped, ...withMaxMemory(module, maxMemory)]),
      stripped: [...dropped.keys()].reduce((sum, { start, end }) => sum + end - start, 0),
      compaction: merged?.compaction,
    }
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(file) : error
  }
}

/** Throws `BAD_OPTION` for an option with an invalid value. */
export function checkOptions(options: {
  host?: unknown
  imports?: unknown
  strip?: unknown
  maxMemory?: unknown
  compact?: unknown
}): void {
  checkMaxMemory(options.maxMemory)
  checkImportSources(options.imports)
  checkChoice('strip', options.strip, ['none', 'debug', 'all'])
  checkChoice('host', options.host, ['preview1', 'preview2'])
  checkChoice('compact', options.compact, [true, false])
  if (options.compact === true && deflatedSize === undefined)
    throw new UnwasiError({
      code: 'BAD_OPTION',
      headline: "option 'compact' can't be used in a browser",
      why: 'Whether merging data segments is worth it depends on their compressed size, which only Node can measure here.',
      fix: "Leave out 'compact', or convert the program in Node.",
    })
}

function checkChoice(option: string, value: unknown, choices: readonly (string | boolean)[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return
  const quoted = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)))
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `invalid value for option '${option}': ${JSON.stringify(value)}`,
    why: `The value must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}.`,
    fix: `Pass one of these values, or leave out '${option}'.`,
  })
}

export const cacheFor = ({ file, cache }: GuestOptions): Cache => openCache(file, cache)

/** The absolute path of the cache folder of a program. Undefined if there is none. */
export function cacheFolder(file: string, cache: string | false | undefined): string | undefined {
  const { folder } = cacheFor({ file, cache })
  return folder === false ? undefined : folder
}

/** Returns the absolute path of a file in the cache with these bytes. Undefined if there is no cache that can be used. */
export const cachedFile = (bytes: Uint8Array, options: GuestOptions): string | undefined =>
  cacheFor(options).keep('guest', 'wasm', bytes)

/** The absolute path of a script in the cache, like `cachedFile`. */
export const cachedScript = (bytes: Uint8Array, options: GuestOptions): string | undefined =>
  cacheFor(options).keep('worker', 'js', bytes)

/** Returns a file to ship. If `bytes` are not those of `input`, because they were edited or made, they are also kept in the cache. */
export function guestAsset(name: string, bytes: Uint8Array, input: Uint8Array | undefined, options: GuestOptions): Asset {
  const path = bytes === input ? options.file : cachedFile(bytes, options)
  return { name, bytes, ...(path !== undefined && { path }) }
}

/** Returns the file name of a guest: the given name or the input's, without folders and always ending in `.wasm`. */
export function guestName({ name, file }: GuestOptions): string {
  const chosen = fileName(name ?? file ?? 'main.wasm')
  return chosen.endsWith('.wasm') ? chosen : `${chosen}.wasm`
}
