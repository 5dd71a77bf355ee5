import { basename, dirname } from 'node:path'
import { Cache, contentName, defaultCacheFolder } from './cache.js'
import type { Classified, Command, Library } from './classify.js'
import { refusalOf } from './classify/refusal.js'
import { UnwasiError } from './errors.js'
import { startExportName, stripped, withoutStart, type Edits, type Parts } from './guest-edits.js'
import { checkMaxMemory, withMaxMemory } from './max-memory.js'
import type { Asset, Strip, TranspileOptions } from './options.js'
import { componentGiven, type CoreModule } from './read/core-module.js'
import type { Section } from './read/sections.js'

/** A guest ready to be put into an ES module or a component. */
export interface Guest {
  facts: Command | Library
  /** The export that its start section became: it would run too early, before the guest's imports can work. */
  start: string | undefined
  /** What a start section, `strip` or `maxMemory` asks for; nothing else is changed. */
  edits: Edits
}

export interface InputOptions {
  /** Path of the input, for messages. */
  file?: string
  cache?: string | false
  strip?: Strip
  maxMemory?: number
}

/** Prepares a preview1 module. Raises the refusal, with the file's name, if it can't be converted. */
export function readGuest(input: Uint8Array, facts: Classified, options: InputOptions = {}): Guest {
  const refusal = (facts.kind === 'component' ? componentGiven() : refusalOf(facts))?.inFile(options.file)
  if (refusal !== undefined || facts.kind === 'refused' || facts.kind === 'component') throw refusal
  const { module } = facts
  // Without imports nothing is too early.
  const start = facts.start === undefined || facts.functions.length === 0 ? undefined : startExportName(module)
  const edits = guestEdits(module, options, options.file)
  if (facts.start !== undefined && start !== undefined) {
    for (const [section, content] of withoutStart(input, module, facts.start, start)) edits.set(section, content)
  }
  return { facts, start, edits }
}

/** What the options ask for, which is the same for a program and for the core modules of a component. */
export function guestEdits(
  module: CoreModule,
  { strip, maxMemory }: InputOptions,
  file: string | undefined,
): Map<Section, Parts | null> {
  try {
    return new Map([...stripped(module, strip ?? 'none'), ...withMaxMemory(module, maxMemory)])
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(file) : error
  }
}

/** Raises `BAD_OPTION` for an option that is not what it must be. */
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
    headline: `option '${option}' is ${JSON.stringify(value)}`,
    why: `It must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}; anything else would be ignored in silence.`,
    fix: `Pass one of these, or leave '${option}' out.`,
  })
}

export function cacheFor({ file, cache }: InputOptions): Cache {
  return new Cache(cache ?? defaultCacheFolder(file === undefined ? process.cwd() : dirname(file)))
}

/** The file to ship: `bytes`, which are those of `input` unless they were edited. Edited ones have their place in the cache. */
export function guestAsset(name: string, bytes: Uint8Array, input: Uint8Array, options: InputOptions): Asset {
  const path = bytes === input ? options.file : cacheFor(options).file(contentName('guest', bytes), bytes)
  return { role: 'guest', name, bytes, ...(path !== undefined && { path }) }
}

/** Module specifier of the runtime: in the emitted module, and in its types. */
export const runtimeOf = ({ runtime }: RuntimeOptions): string => runtime ?? '@unwasi/runtime'
export const typesRuntimeOf = (options: RuntimeOptions): string => options.typesRuntime ?? runtimeOf(options)

type RuntimeOptions = Pick<TranspileOptions, 'runtime' | 'typesRuntime'>

/** File name of a guest: the given name, or the input's, without folders and always ending in `.wasm`. */
export function guestName(name: string | undefined, file: string | undefined): string {
  const chosen = basename(name ?? file ?? 'main.wasm')
  return chosen.endsWith('.wasm') ? chosen : `${chosen}.wasm`
}
