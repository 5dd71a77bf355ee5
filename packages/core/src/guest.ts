import { basename, dirname } from 'node:path'
import { Cache, defaultCacheFolder } from './cache.js'
import { classify, type Command, type Library } from './classify.js'
import { refusalOf } from './classify/refusal.js'
import { UnwasiError } from './errors.js'
import { applyEdits, startExportName, stripped, withoutStart } from './isolate/guest-edits.js'
import type { Entry, Plan, Target } from './isolate/plan.js'
import { witNames } from './isolate/world.js'
import type { Strip } from './options.js'
import type { Signature } from './wasm/module-builder.js'
import { concat } from './wasm/encode.js'

/** A guest ready for isolation. */
export interface Guest {
  facts: Command | Library
  plan: Plan
  /** The module to run: the caller's bytes, unless a start section or `strip` asked for an edit. */
  bytes: Uint8Array
  edited: boolean
}

export interface InputOptions {
  /** Path of the input, for messages. */
  file?: string
  cache?: string | false
  strip?: Strip
}

/**
 * Reads and classifies a preview1 module for one target. An ES module calls a library's functions directly, a component through the
 * surrogate. Raises the refusal, with the file's name, if it can't be converted.
 */
export function readGuest(input: Uint8Array, target: Target, options: InputOptions = {}): Guest {
  checkStrip(options.strip)
  const facts = classify(input, { file: options.file, expect: 'module' })
  const refusal = refusalOf(facts)?.inFile(options.file)
  if (refusal !== undefined || facts.kind === 'refused' || facts.kind === 'component') throw refusal
  const { module, start } = facts
  const startExport = start === undefined || facts.functions.length === 0 ? undefined : startExportName(module)
  const initialize = facts.kind === 'library' && facts.initialize ? ['_initialize'] : []
  const plan: Plan = {
    kind: facts.kind,
    functions: [...facts.functions].sort(),
    entries: facts.kind === 'command' ? [START] : target === 'component' ? libraryEntries(facts) : [],
    startup: [...(startExport === undefined ? [] : [startExport]), ...initialize],
  }
  if (target === 'component' && plan.entries.length === 0) throw nothingToExport().inFile(options.file)
  const edits = new Map(stripped(module, options.strip ?? 'none'))
  if (start !== undefined && startExport !== undefined) {
    for (const [section, content] of withoutStart(input, module, start, startExport)) edits.set(section, content)
  }
  const edited = edits.size > 0
  return { facts, plan, bytes: edited ? concat(applyEdits(input, module, edits)) : input, edited }
}

const START: Entry = { name: '_start', as: '_start', signature: { params: [], results: [] } }

function libraryEntries({ exports }: Library): Entry[] {
  const names = witNames(exports.map(({ name }) => name))
  return exports.map(({ name, type }, index) => ({
    name,
    as: names[index] as string,
    // classify lists only functions over numbers here.
    signature: type as Signature,
  }))
}

function checkStrip(strip: unknown): void {
  if (strip === undefined || strip === 'none' || strip === 'debug' || strip === 'all') return
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `option 'strip' is ${JSON.stringify(strip)}`,
    why: "It must be 'none', 'debug' or 'all'; anything else would be ignored in silence.",
    fix: "Pass one of these, or leave 'strip' out.",
  })
}

function nothingToExport(): UnwasiError {
  return new UnwasiError({
    code: 'NO_ENTRY',
    headline: 'none of the library’s functions can be part of a component',
    why: 'They take or return vectors, references or several results, for which WIT has no type.',
    fix: 'Export functions over integers and floats, or use the library as an ES module.',
  })
}

export function cacheFor({ file, cache }: InputOptions): Cache {
  return new Cache(cache ?? defaultCacheFolder(file === undefined ? process.cwd() : dirname(file)))
}

/** File name of a guest: the given name, or the input's, without folders and always ending in `.wasm`. */
export function guestName(name: string | undefined, file: string | undefined): string {
  const chosen = basename(name ?? file ?? 'main.wasm')
  return chosen.endsWith('.wasm') ? chosen : `${chosen}.wasm`
}
