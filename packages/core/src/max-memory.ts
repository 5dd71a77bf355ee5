import { UnwasiError } from './errors.js'
import type { Edits, Parts } from './guest-edits.js'
import type { CoreModule, MemoryType } from './read/shapes.js'
import { flatten, leb, vec, type Bytes } from './wasm/encode.js'
import { LIMIT, PAGE_LOG2, SECTION } from './wasm/format.js'

/** Throws `BAD_OPTION` unless it is a number of bytes. */
export function checkMaxMemory(maxMemory: unknown): void {
  if (maxMemory === undefined || (Number.isSafeInteger(maxMemory) && (maxMemory as number) > 0)) return
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `invalid value for option 'maxMemory': ${typeof maxMemory === 'string' ? JSON.stringify(maxMemory) : String(maxMemory)}`,
    why: 'The value must be a whole number of bytes above 0.',
    fix: "Pass a number such as `256 * 1024 * 1024` (256 MiB), or leave out 'maxMemory'.",
  })
}

/**
 * Gives each memory of the module a maximum of `maxMemory` bytes, rounded down to pages. The engine enforces it: the guest's
 * memory does not grow further, as if the machine had no more. Throws `BAD_OPTION` for a memory that is larger from the start.
 */
export function withMaxMemory({ sections, memories }: CoreModule, maxMemory: number | undefined): Edits {
  const section = sections.find(({ id }) => id === SECTION.memory)
  if (maxMemory === undefined || section === undefined) return new Map()
  const limited = memories.map((memory) => limit(memory, maxMemory))
  if (limited.every(({ max }, index) => max === memories[index]!.max)) return new Map()
  return new Map<typeof section, Parts>([[section, [Uint8Array.from(flatten(vec(limited.map(encoded))))]]])
}

/** The pages that the adapter needs for its stack and its State. */
const ADAPTER_PAGES = 2

/**
 * Whether a module is the official preview1 adapter, and wit-component did not give it the program's own allocator. It then takes
 * pages of the program's memory with `memory.grow`, and traps if that fails.
 */
const isGrowingAdapter = ({ imports, exports }: CoreModule): boolean =>
  imports.some(({ module, name }) => module === 'env' && name === 'memory') &&
  exports.some(({ name }) => name === 'cabi_import_realloc') &&
  !imports.some(({ name }) => name === 'cabi_realloc')

/** Throws `BAD_OPTION` if `maxMemory` leaves no memory for the adapter in the component that has these modules. */
export function checkAdapterMemory(modules: readonly CoreModule[], maxMemory: number | undefined): void {
  // wit-component puts the main module first.
  const memory = modules.find(({ memories }) => memories.length > 0)?.memories[0]
  if (maxMemory === undefined || memory === undefined || !modules.some(isGrowingAdapter)) return
  const pageSize = 2 ** PAGE_LOG2
  const needed = memory.min + ADAPTER_PAGES
  if (needed * pageSize <= maxMemory || (memory.max ?? needed) < needed) return
  throw new UnwasiError({
    code: 'BAD_OPTION',
    headline: `the component needs a memory of ${needed * pageSize} bytes, but option 'maxMemory' allows ${maxMemory}`,
    why: `The memory has ${memory.min * pageSize} bytes at the start, and the preview1 adapter in the component takes ${ADAPTER_PAGES * pageSize} more. With less, the component would trap when it calls WASI.`,
    fix: `Raise 'maxMemory' to ${needed * pageSize} or more.`,
  })
}

function limit(memory: MemoryType, maxMemory: number): MemoryType & { max: number } {
  const pageSize = 2 ** (memory.pageSizeLog2 ?? PAGE_LOG2)
  const max = Math.floor(maxMemory / pageSize)
  if (memory.min > max) {
    throw new UnwasiError({
      code: 'BAD_OPTION',
      headline: `the program starts with a memory of ${memory.min * pageSize} bytes, but option 'maxMemory' allows ${maxMemory}`,
      why: "A program can't start with less memory than it declares.",
      fix: "Raise 'maxMemory', or build the program with a smaller memory (wasm-ld: `--initial-memory`, `-z stack-size`).",
    })
  }
  // A 32-bit memory can't have more than 4 GiB, and stating more is an error.
  return { ...memory, max: Math.min(max, memory.max ?? 2 ** 32 / pageSize) }
}

function encoded({ min, max, pageSizeLog2 }: MemoryType & { max: number }): Bytes {
  const flags = LIMIT.max | (pageSizeLog2 === undefined ? 0 : LIMIT.pageSize)
  return [flags, leb(min), leb(max), pageSizeLog2 === undefined ? [] : leb(pageSizeLog2)]
}
