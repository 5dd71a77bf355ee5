import { contains } from '../bytes.js'
import type { CoreModule, Section } from '../read/shapes.js'
import { signedLeb } from '../wasm/encode.js'
import { OP, SECTION } from '../wasm/format.js'

/** Which releases of wasmtime an adapter is from. */
export interface Release {
  /** `46 or later`, `37 to 39` */
  wasmtime: string
  /** The number that it prints when the program has overwritten its state: `assertion failed at adapter line 2858`. */
  lines: readonly [first: number, second: number]
}

/**
 * The lines in which the adapter checks both ends of its state, for the WASI version of its imports. The number of a line is part
 * of the message, so each adapter contains it. From the tags of https://github.com/bytecodealliance/wasmtime,
 * `crates/wasi-preview1-component-adapter/src/lib.rs`, up to v48.0.0.
 */
const RELEASES: readonly (readonly [first: number, wasi: string | undefined, wasmtime: string])[] = [
  [2228, undefined, '10'],
  [2260, undefined, '11'],
  [2307, undefined, '12'],
  [2378, undefined, '13'],
  [2394, undefined, '14'],
  [2404, undefined, '15'],
  [2552, undefined, '16 to 17'],
  [2559, '0.2.0', '18 to 21'],
  [2662, '0.2.0', '22'],
  [2742, '0.2.0', '23 to 24'],
  [2746, '0.2.1', '25 to 26'],
  [2746, '0.2.2', '27'],
  [2744, '0.2.2', '28'],
  [2744, '0.2.3', '29.0.0'],
  [2745, '0.2.3', '29.0.1 to 32'],
  [2786, '0.2.3', '33'],
  [2795, '0.2.3', '34'],
  [2795, '0.2.6', '35 to 36'],
  [2803, '0.2.6', '37 to 39'],
  [2805, '0.2.6', '40 to 44'],
  [2804, '0.2.6', '45'],
  [2857, '0.2.12', '46 or later'],
]

/** Returns which release an adapter is from, or `undefined` if it is unknown or has no state. */
export function releaseOf(bytes: Uint8Array, { sections, imports }: CoreModule): Release | undefined {
  const code = sections.find(({ id }) => id === SECTION.code)
  if (code === undefined) return undefined
  const versions = new Set(imports.flatMap(({ module }) => /@(0\.2\.\d+)$/.exec(module)?.[1] ?? []))
  const found = RELEASES.find(
    ([first, wasi]) =>
      (wasi === undefined || versions.has(wasi)) && mentions(bytes, code, first) && mentions(bytes, code, first + 1),
  )
  return found && { wasmtime: found[2], lines: [found[0], found[0] + 1] }
}

/** Whether code passes a number to a function: `i32.const` and `call`. */
function mentions(bytes: Uint8Array, { body, end }: Section, line: number): boolean {
  return contains(bytes.subarray(body, end), [OP.i32Const, ...signedLeb(line), OP.call])
}
