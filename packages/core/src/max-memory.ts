import { UnwasiError } from './errors.js'
import type { Edits, Parts } from './guest-edits.js'
import { SECTION, type CoreModule, type MemoryType } from './read/core-module.js'
import { flatten, leb, vec, type Bytes } from './wasm/encode.js'

/** Unless a memory states another size (custom page sizes). */
const PAGE_LOG2 = 16

/** https://webassembly.github.io/spec/core/binary/types.html#limits */
const HAS_MAX = 0x01
const HAS_PAGE_SIZE = 0x08

/** Raises `BAD_OPTION` unless it is a number of bytes. */
export function checkMaxMemory(maxMemory: unknown): void {
  if (maxMemory === undefined || (Number.isSafeInteger(maxMemory) && (maxMemory as number) > 0)) return
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `option 'maxMemory' is ${typeof maxMemory === 'string' ? JSON.stringify(maxMemory) : String(maxMemory)}`,
    why: 'It must be a whole number of bytes above 0; anything else would be no limit.',
    fix: "Pass such a number (256 MiB: 256 * 1024 * 1024), or leave 'maxMemory' out.",
  })
}

/**
 * Gives each memory of the module a maximum of `maxMemory` bytes, rounded down to pages. The engine keeps it: a guest sees that its memory
 * does not grow, as it does when the machine has no more. Raises `BAD_OPTION` for a memory that is larger from the start.
 */
export function withMaxMemory({ sections, memories }: CoreModule, maxMemory: number | undefined): Edits {
  const section = sections.find(({ id }) => id === SECTION.memory)
  if (maxMemory === undefined || section === undefined) return new Map()
  const limited = memories.map((memory) => limit(memory, maxMemory))
  if (limited.every(({ max }, index) => max === memories[index]!.max)) return new Map()
  return new Map<typeof section, Parts>([[section, [Uint8Array.from(flatten(vec(limited.map(encoded))))]]])
}

function limit(memory: MemoryType, maxMemory: number): MemoryType & { max: number } {
  const pageSize = 2 ** (memory.pageSizeLog2 ?? PAGE_LOG2)
  const max = Math.floor(maxMemory / pageSize)
  if (memory.min > max) {
    throw new UnwasiError({
      code: 'BAD_OPTION',
      headline: `the program starts with a memory of ${memory.min * pageSize} bytes, and option 'maxMemory' allows ${maxMemory}`,
      why: 'With less than it starts with it could not be instantiated.',
      fix: "Raise 'maxMemory', or build the program with a smaller memory (wasm-ld: `--initial-memory`, `-z stack-size`).",
    })
  }
  // A 32-bit memory can't have more than 4 GiB, and stating more is an error.
  return { ...memory, max: Math.min(max, memory.max ?? 2 ** 32 / pageSize) }
}

function encoded({ min, max, pageSizeLog2 }: MemoryType & { max: number }): Bytes {
  const flags = HAS_MAX | (pageSizeLog2 === undefined ? 0 : HAS_PAGE_SIZE)
  return [flags, leb(min), leb(max), pageSizeLog2 === undefined ? [] : leb(pageSizeLog2)]
}
