const utf8 = new TextEncoder()
const name = (value: string) => [value.length, ...utf8.encode(value)]
const section = (id: number, ...content: number[]) => [id, content.length, ...content]

/** `guest` with a section of debug information. Production builds leave that out, so they have to edit the file. */
export function withDebugInfo(guest: Uint8Array): Uint8Array {
  return Uint8Array.from([...guest, ...section(0, ...name('.debug_info'), 1, 2, 3)])
}

/** A WASI command of about 150 bytes that prints `text` (ASCII, under 100 characters). */
export function printer(text: string): Uint8Array {
  const bytes = utf8.encode(text)
  const i32 = 0x7f
  const textAt = 16
  const iovec = [textAt, 0, 0, 0, bytes.length, 0, 0, 0]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // (i32 i32 i32 i32) -> i32 and () -> ()
    ...section(1, 2, 0x60, 4, i32, i32, i32, i32, 1, i32, 0x60, 0, 0),
    ...section(2, 1, ...name('wasi_snapshot_preview1'), ...name('fd_write'), 0, 0),
    ...section(3, 1, 1),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name('memory'), 2, 0, ...name('_start'), 0, 1),
    // fd_write(1, iovecs at 0, 1 of them, count at 12)
    ...section(10, 1, 13, 0, 0x41, 1, 0x41, 0, 0x41, 1, 0x41, 12, 0x10, 0, 0x1a, 0x0b),
    ...section(11, 2, 0, 0x41, 0, 0x0b, iovec.length, ...iovec, 0, 0x41, textAt, 0x0b, bytes.length, ...bytes),
  ])
}

/** The magic and the version of a component. https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md */
const componentHeader = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]

/** A component that imports an instance without functions under any name. */
export function importing(face: string): Uint8Array {
  // The instance has a function `f` without parameters and results, because an interface with only types would be accepted.
  const type = [0x42, 2, 0x01, 0x40, 0, 0x01, 0, 0x04, 0x00, ...name('f'), 0x01, 0]
  return Uint8Array.from([...componentHeader, ...section(7, 1, ...type), ...section(10, 1, 0, ...name(face), 5, 0)])
}
