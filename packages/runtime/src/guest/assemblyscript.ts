import { encodeText } from '../bytes.js'
import { clockOf } from '../context/clock.js'
import type { RunContext } from '../context/run-context.js'
import { fillRandom } from '../context/random.js'
import { guestTrap, trapBecause } from '../errors/trap.js'
import type { DefaultFunctions } from './imports.js'
import type { Guest } from '../types.js'

/** The most bytes of a string to show in messages. */
const LONGEST = 2 ** 12

/**
 * A string of the guest: UTF-16, with its length in bytes in front. A pointer that leads nowhere gives an empty string.
 * https://www.assemblyscript.org/runtime.html#memory-layout
 */
const read = ({ exports: { memory } }: Guest, pointer: number, longest = LONGEST): string => {
  const at = pointer >>> 0
  if (!(memory instanceof WebAssembly.Memory) || at < 4 || at > memory.buffer.byteLength) return ''
  const size = new DataView(memory.buffer).getUint32(at - 4, true)
  const end = Math.min(at + Math.min(size, longest), memory.buffer.byteLength)
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

/**
 * What AssemblyScript's standard library imports for `console`, `Date.now()`, `performance.now()` and `process.exit()`, as in the
 * JavaScript that its compiler writes: https://github.com/AssemblyScript/assemblyscript/tree/main/std/assembly/bindings
 */
export const assemblyscriptBindings: DefaultFunctions = (guest: Guest, context: RunContext) => {
  const timers = new Map<string, number>()
  const milliseconds = () => Number(clockOf(context).monotonic()) / 1e6
  const text = (pointer: number) => read(guest, pointer, Infinity)
  const log = (line: string) => context.stdout.write(encodeText(`${line}\n`))
  const warn = (line: string) => context.stderr.write(encodeText(`${line}\n`))
  const elapsed = (label: string) => {
    const started = timers.get(label)
    if (started === undefined) warn(`console.time('${label}') was not called`)
    else log(`${label}: ${(milliseconds() - started).toFixed(3)}ms`)
  }
  const print = (pointer: number) => log(text(pointer))
  const printError = (pointer: number) => warn(text(pointer))
  return {
    'console.log': print,
    'console.debug': print,
    'console.info': print,
    'console.warn': printError,
    'console.error': printError,
    'console.assert'(condition: number, message: number) {
      if (!condition) warn(`Assertion failed: ${text(message)}`)
    },
    'console.time': (label: number) => void timers.set(text(label), milliseconds()),
    'console.timeLog': (label: number) => elapsed(text(label)),
    'console.timeEnd'(label: number) {
      elapsed(text(label))
      timers.delete(text(label))
    },
    'Date.now': () => Number(clockOf(context).now() / 1_000_000n),
    'performance.now': milliseconds,
    'process.exit'(code: number) {
      context.exitCode = code & 255
      guestTrap()
    },
  }
}

/** Emscripten tells its own JavaScript with this function that the memory has grown. The runtime notices that by itself. */
export const emscripten: DefaultFunctions = () => ({ emscripten_notify_memory_growth() {} })
