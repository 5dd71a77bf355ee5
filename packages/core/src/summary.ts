import type { ModuleFacts } from './classify/facts.js'
import type { Compaction } from './compact.js'
import type { Changes } from './guest.js'
import { readProducers, toolchain } from './read/producers.js'
import { oneLine } from './text.js'

/** The names of the kinds in messages. */
const KINDS = { command: 'command', reactor: 'library' } as const

/** Returns one line for people: `main.wasm: Go 1.26.8 command, 2.6 MB (1.1 MB of debug info left out)`. */
export function summary(name: string, made: Made, { bytes, kind, module }: ModuleFacts, form = ''): string {
  const built = toolchain(bytes, module, readProducers(bytes, module.customs))
  const by = built === undefined ? '' : `${[built.name, built.version].filter(Boolean).join(' ')} `
  return oneLine(`${name}: ${by}${[KINDS[kind], form].filter(Boolean).join(' ')}, ${sizes(made)}`)
}

/** Returns the same for a component. */
export function componentSummary(name: string, made: Made, kind: ModuleFacts['kind']): string {
  return oneLine(`${name}: component, ${KINDS[kind]}, ${sizes(made)}`)
}

interface Made {
  /** The bytes that are shipped. */
  guest: Uint8Array
  /** What was done to the core modules. */
  changes: readonly Changes[]
}

function sizes({ guest, changes }: Made): string {
  const stripped = changes.reduce((sum, change) => sum + change.stripped, 0)
  const notes = [
    ...(stripped > 0 ? [`${size(stripped)} of debug info left out`] : []),
    ...changes.flatMap(({ compaction }) => (compaction === undefined ? [] : [merged(compaction)])),
  ]
  return size(guest.length) + (notes.length > 0 ? ` (${notes.join('; ')})` : '')
}

function merged({ before, after, saved }: Compaction): string {
  return `${count(before)} data segments merged into ${count(after)}, about ${size(saved)} less to download compressed`
}

const count = (number: number): string => number.toLocaleString('en-US')

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
