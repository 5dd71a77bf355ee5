import type { Command, Library } from './classify.js'
import { readProducers, toolchain } from './read/producers.js'

/** One line for people: `main.wasm: Go 1.26.8 command, 2.6 MB (1.1 MB of debug info left out) + 21 kB`. */
export function summary(
  name: string,
  bytes: { input: Uint8Array; guest: Uint8Array; template: Uint8Array },
  { kind, module }: Command | Library,
): string {
  const built = toolchain(module, readProducers(bytes.input, module.customs))
  const by = built === undefined ? '' : `${[built.name, built.version].filter(Boolean).join(' ')} `
  const saved = bytes.input.length - bytes.guest.length
  const stripped = saved > 0 ? ` (${size(saved)} of debug info left out)` : ''
  return `${name}: ${by}${kind}, ${size(bytes.guest.length)}${stripped} + ${size(bytes.template.length)}`
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
