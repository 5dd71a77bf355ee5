import { toBase64 } from '../bytes.js'
import type { ModuleFacts } from '../classify/facts.js'
import { engineNeeds } from '../engines/needs.js'
import { dispatcher } from '../emit/dispatcher.js'
import { FORMAT } from '../emit/format.js'
import { applyEdits, hasNames } from '../guest-edits.js'
import { guestAsset, guestName, readGuest, type GuestOptions } from '../guest.js'
import { defaultOf, type ImportSources } from '../imports/declared.js'
import type { GivenImport, Program } from '../program.js'
import { readProducers, toolchain } from '../read/producers.js'
import type { ValType } from '../read/shapes.js'
import { summary } from '../summary.js'
import { concat } from '../wasm/encode.js'

/** Describes a preview1 module as a program that runs on the runtime's preview1 host. */
export function moduleProgram(input: Uint8Array, facts: ModuleFacts, options: GuestOptions): Program {
  const { changes, start } = readGuest(facts, options)
  const { edits } = changes
  const name = guestName(options)
  const imports = givenImports(facts, options.imports)
  const bytes = edits.size > 0 ? concat(applyEdits(facts.bytes, facts.module, edits)) : facts.bytes
  return {
    format: FORMAT,
    kind: facts.kind,
    name,
    guest: guestAsset(name, bytes, input, options),
    needs: engineNeeds([[facts.bytes, facts.module]]),
    named: hasNames(facts.module, options.strip),
    link: {
      by: 'preview1',
      parts: [...facts.functions, ...(pollsStdin(facts) ? (['polled_stdin'] as const) : [])].sort(),
      imports,
      dispatcher: facts.kind === 'command' ? base64(dispatcher(imports)) : undefined,
      start,
      memories: facts.memoryNames,
      globals: facts.globals,
      functions: facts.exports,
      initialize: facts.initialize,
    },
    summary: summary(name, { guest: bytes, changes: [changes] }, facts),
  }
}

/** Whether the program has goroutines that could go on while one of them waits for standard input. */
const pollsStdin = ({ bytes, functions, kind, module }: ModuleFacts): boolean =>
  kind === 'command' &&
  functions.includes('fd_read') &&
  functions.includes('poll_oneoff') &&
  toolchain(bytes, module, readProducers(bytes, module.customs))?.name === 'Go'

/** A reactor is never suspended, so only a command needs it. */
const base64 = (bytes: Uint8Array | undefined): string | undefined => bytes && toBase64(bytes)

const LETTERS: Record<ValType, string> = { i32: 'i', i64: 'I', f32: 'f', f64: 'F', v128: 'v', ref: 'r' }
const letters = (types: readonly ValType[]): string => types.map((type) => LETTERS[type]).join('')

function givenImports({ given }: ModuleFacts, sources: ImportSources = {}): GivenImport[] {
  const found = new Map<string, GivenImport>()
  for (const entry of given) {
    const { module, name, type } = entry
    if (type === undefined) throw new Error(`the function ${name} is imported without a type`)
    const source = Object.hasOwn(sources, module) ? sources[module] : undefined
    const signature = `${letters(type.params)}:${letters(type.results)}`
    found.set(JSON.stringify([module, name]), { module, name, type, signature, source, fallback: defaultOf(entry) })
  }
  return [...found.values()]
}
