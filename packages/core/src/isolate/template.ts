import { concat, flatten, name, sectionHead } from '../wasm/encode.js'

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

/**
 * Several core modules as one file: an otherwise empty module with a custom section for each. One request fetches them all, any
 * server knows its type, and `WebAssembly.Module.customSections` takes it apart again.
 */
export function pack(modules: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = Object.entries(modules).flatMap(([key, bytes]) => {
    const label = Uint8Array.from(flatten(name(key)))
    return [sectionHead(0, label.length + bytes.length), label, bytes]
  })
  return concat([HEADER, ...parts])
}
