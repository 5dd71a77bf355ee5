import type { ModuleFacts } from './classify/facts.js'
import { readProducers, toolchain } from './read/producers.js'
import { oneLine } from './text.js'

/** The names of the kinds in messages. */
const KINDS = { command: 'command', reactor: 'library' } as const

/** Returns one line for people: `main.wasm: Go 1.26.8 command, 2.6 MB (1.1 MB of debug info left out)`. */
export function summary(name: string, bytes: Sizes, { kind, module }: ModuleFacts, form = ''): string {
  const built = toolchain(module, readProducers(bytes.input, module.customs))
  const by = built === undefined ? '' : `${[built.name, built.version].filter(Boolean).join(' ')} `
  return oneLine(`${name}: ${by}${[KINDS[kind], form].filter(Boolean).join(' ')}, ${sizes(bytes)}`)
}

/** Returns the same for a component. */
export function componentSummary(name: string, bytes: Sizes, kind: ModuleFacts['kind']): string {
  return oneLine(`${name}: component, ${KINDS[kind]}, ${sizes(bytes)}`)
}

interface Sizes {
  /** The bytes that the user gave. */
  input: Uint8Array
  /** The bytes that are shipped. */
  guest: Uint8Array
}

function sizes({ input, guest }: Sizes): string {
  const saved = input.length - guest.length
  return size(guest.length) + (saved > 0 ? ` (${size(saved)} of debug info left out)` : '')
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
