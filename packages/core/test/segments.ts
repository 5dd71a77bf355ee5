import { exportOf, module, section, sleb, uleb, vec, type Part } from './wasm-bytes.js'

// Modules with many data segments, for the tests of `compact`.

export interface Segment {
  address: number
  content: readonly number[]
}

/** An active segment of memory 0. */
export const active = ({ address, content }: Segment): Part => [0, 0x41, sleb(address | 0), 0x0b, uleb(content.length), content]

/** `count` segments of `size` bytes with `gap` bytes between them. */
export const row = (count: number, { size = 8, gap = 18, from = 1000 } = {}): Segment[] =>
  Array.from({ length: count }, (_, at) => ({
    address: from + at * (size + gap),
    content: Array.from({ length: size }, (_, byte) => 1 + ((at * 7 + byte) % 255)),
  }))

interface Parts {
  /** Sections before the export section: imports, for example. */
  before?: Part
  /** The limits of each memory. Default: one memory of 4 pages. */
  memories?: readonly Part[]
  /** Exports beside memory 0. */
  exported?: readonly Part[]
  /** Sections between the export section and the data section. */
  between?: Part
  data: readonly Part[]
  after?: Part
}

/** A module that exports memory 0. */
export function withData(parts: Parts): Uint8Array<ArrayBuffer> {
  const { before = [], memories = [[0, 4]], exported = [], between = [], data, after = [] } = parts
  const own = memories.length === 0 ? [] : section(5, vec(memories))
  const exports = section(7, vec([exportOf('memory', 2, 0), ...exported]))
  return new Uint8Array(module(before, own, exports, between, section(11, vec(data)), after))
}

const stubs: Record<WebAssembly.ImportExportKind, () => WebAssembly.ImportValue> = {
  function: () => () => 0,
  global: () => new WebAssembly.Global({ value: 'i32' }, 0),
  memory: () => new WebAssembly.Memory({ initial: 4 }),
  table: () => new WebAssembly.Table({ initial: 100, element: 'anyfunc' }),
  tag: () => 0,
}

/**
 * The memory that the module starts with, without the zeros at its end, as Latin-1 text, which is quick to compare. `undefined`
 * if the engine refuses the module.
 */
export function image(file: Uint8Array<ArrayBuffer>): string | undefined {
  if (!WebAssembly.validate(file)) return undefined
  const compiled = new WebAssembly.Module(file)
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const { module: from, name, kind } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = stubs[kind]()
  const { memory } = new WebAssembly.Instance(compiled, imports).exports
  if (!(memory instanceof WebAssembly.Memory)) return ''
  const content = Buffer.from(memory.buffer)
  let end = content.length
  while (content[end - 1] === 0) end--
  return content.toString('latin1', 0, end)
}
