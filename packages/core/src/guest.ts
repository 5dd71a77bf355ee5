import { basename, dirname } from 'node:path'
import { Cache, defaultCacheFolder } from './cache.js'
import { classify, type Command } from './classify.js'
import { UnwasiError } from './errors.js'
import { startExportName, withoutStart } from './isolate/guest-edits.js'
import type { Plan } from './isolate/plan.js'
import { concat } from './wasm/encode.js'

/** A guest ready for isolation. */
export interface Guest {
  facts: Command
  plan: Plan
  /** The module to run: the caller's bytes, unless a start section forced an edit. */
  bytes: Uint8Array
  edited: boolean
}

export interface InputOptions {
  /** Path of the input, for messages. */
  file?: string
  cache?: string | false
}

/** Reads and classifies a preview1 module. Raises the refusal, with the file's name, if it can't be converted. */
export function readGuest(input: Uint8Array, options: InputOptions): Guest {
  const facts = classify(input, { file: options.file, expect: 'module' })
  if (facts.kind === 'refused') throw facts.error
  if (facts.kind !== 'command') throw unsupportedKind(facts.kind).inFile(options.file)
  if (facts.foreign.length > 0) throw canonical(facts.foreign.map(({ module, name }) => `${module}.${name}`)).inFile(options.file)
  const { module, start } = facts
  const startExport = start === undefined || facts.functions.length === 0 ? undefined : startExportName(module)
  const plan: Plan = {
    kind: 'command',
    functions: [...facts.functions].sort(),
    entries: [{ name: '_start', signature: { params: [], results: [] } }],
    startup: startExport === undefined ? [] : [startExport],
  }
  if (start === undefined || startExport === undefined) return { facts, plan, bytes: input, edited: false }
  return { facts, plan, bytes: concat(withoutStart(input, module, start, startExport)), edited: true }
}

function unsupportedKind(kind: 'library' | 'component'): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `this is a ${kind}, and only commands can be converted`,
    why:
      kind === 'library'
        ? 'It has no `_start`: its functions are called one by one, which unwasi does not offer yet.'
        : 'It is a preview2 component already; unwasi converts preview1 modules.',
    fix:
      kind === 'library'
        ? 'Build it as a program with a main function (for Go: without -buildmode=c-shared).'
        : 'Use it in a component host, or build the program for preview1.',
  })
}

function canonical(imports: readonly string[]): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the program imports component interfaces beside preview1 (${imports.slice(0, 3).join(', ')})`,
    why: 'It was built with wit-bindgen against a WIT world of its own, whose imports a plain command has nobody to provide.',
    fix: 'Build it without wit-bindgen imports, or as a component (`wasm-tools component new`) for a component host.',
  })
}

export function cacheFor({ file, cache }: InputOptions): Cache {
  return new Cache(cache ?? defaultCacheFolder(file === undefined ? process.cwd() : dirname(file)))
}

/** File name of a guest: the given name, or the input's, always ending in `.wasm`. */
export function guestName(name: string | undefined, file: string | undefined): string {
  const chosen = name ?? (file === undefined ? 'main.wasm' : basename(file))
  return chosen.endsWith('.wasm') ? chosen : `${chosen}.wasm`
}
