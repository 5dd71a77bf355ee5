import { encodeText } from '../bytes.js'
import type { RunContext } from '../context/run-context.js'
import { fillRandom } from '../context/random.js'
import { trapBecause } from '../errors/trap.js'
import type { DefaultFunctions } from './imports.js'
import type { Guest } from '../types.js'

/** The most bytes of a string to show. */
const LONGEST = 2 ** 12

/**
 * A string of the guest: UTF-16, with its length in bytes in front. A pointer that leads nowhere gives an empty string.
 * https://www.assemblyscript.org/runtime.html#memory-layout
 */
const read = ({ exports: { memory } }: Guest, pointer: number): string => {
  const at = pointer >>> 0
  if (!(memory instanceof WebAssembly.Memory) || at < 4 || at > memory.buffer.byteLength) return ''
  const size = new DataView(memory.buffer).getUint32(at - 4, true)
  const end = Math.min(at + Math.min(size, LONGEST), memory.buffer.byteLength)
  return new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, at, end - at))
}

/** The functions that every AssemblyScript module may import: https://www.assemblyscript.org/concepts.html#special-imports */
export const assemblyscript: DefaultFunctions = (guest: Guest, context: RunContext) => ({
  abort: (message: number, file: number, line: number, column: number) =>
    trapBecause(`abort: ${read(guest, message)} in ${read(guest, file)}:${line >>> 0}:${column >>> 0}`),
  trace(message: number, count: number, ...values: number[]) {
    const shown = values.slice(0, Math.max(count, 0)).join(', ')
    context.stderr.write(encodeText(`trace: ${read(guest, message)}${shown && ` ${shown}`}\n`))
  },
  seed() {
    const bytes = new Uint8Array(8)
    fillRandom(context, () => bytes)
    return Number(new DataView(bytes.buffer).getBigUint64(0, true))
  },
})

/** Emscripten tells its own JavaScript with this function that the memory has grown. The runtime notices that by itself. */
export const emscripten: DefaultFunctions = () => ({ emscripten_notify_memory_growth() {} })
