import type { CoreModule } from './read/core-module.js'
import { readProducers, toolchain } from './read/producers.js'

/** One line for people: `main.wasm: Go 1.26.8 command, 2.6 MB + 21 kB`. */
export function summary(name: string, bytes: Uint8Array, module: CoreModule, template: Uint8Array): string {
  const built = toolchain(module, readProducers(bytes, module.customs))
  const by = built === undefined ? '' : `${[built.name, built.version].filter(Boolean).join(' ')} `
  return `${name}: ${by}command, ${size(bytes.length)} + ${size(template.length)}`
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
