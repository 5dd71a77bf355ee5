import type { CoreModule } from '../read/shapes.js'
import type { CodeFacts } from '../read/code.js'
import type { Produced } from '../read/producers.js'

/** What happens to a program when the official adapter serves it. */
export interface Outcome {
  outcome: 'works' | 'may crash' | 'crashes'
  /** What the program's allocator does to the adapter's state, for people. */
  why: string
}

/** Toolchains whose heap is everything from some address to the end of the memory, even if the adapter has made the memory grow. */
const CONTIGUOUS: ReadonlyMap<string, string> = new Map([
  ['Go', "Go's heap"],
  ['TinyGo', "TinyGo's heap"],
  ['AssemblyScript', "AssemblyScript's heap"],
])

/**
 * The first releases whose wasi-libc only takes what `memory.grow` has given to it (https://github.com/WebAssembly/wasi-libc/pull/377,
 * January 2023). For Rust this is a release that certainly has it.
 */
const MENDED: ReadonlyMap<string, readonly [major: number, minor: number]> = new Map([
  ['Rust', [1, 75]],
  ['clang', [16, 0]],
  ['wasi-sdk clang', [16, 0]],
])

/**
 * The first release of Go whose heap is everything up to the end of the memory (https://github.com/golang/go/issues/69018). Earlier ones use what
 * `memory.grow` has given to them.
 */
const CONTIGUOUS_GO = [1, 24] as const

/** The functions of a program from which wit-component lets the adapter take its memory. */
const ALLOCATORS = ['cabi_realloc', 'malloc']

/**
 * Says whether the program's allocator would use the pages that the adapter takes from its memory.
 *
 * @param calls the functions that the adapter calls in the program, or those that it would call
 */
export function outcome(code: CodeFacts, calls: readonly string[], built: Produced | undefined): Outcome {
  const allocator = calls.find((name) => ALLOCATORS.includes(name))
  if (allocator !== undefined) {
    return { outcome: 'works', why: `The adapter takes its memory from the program's own allocator (\`${allocator}\`).` }
  }
  if (code.complete && !code.growsMemory && !code.measuresMemory) {
    return { outcome: 'works', why: "The program never asks for more memory, so it does not meet the adapter's pages." }
  }
  if (built?.name === 'Go' && isSince(built, CONTIGUOUS_GO) === false) {
    return {
      outcome: 'works',
      why: 'Go before 1.24 only uses memory that it has asked for, and leaves the pages of the adapter alone.',
    }
  }
  const heap = CONTIGUOUS.get(built?.name ?? '')
  if (heap !== undefined) {
    return {
      outcome: 'crashes',
      why: `The adapter keeps its state in pages at the end of the program's memory. ${heap} takes everything up to the end of the memory, so both write to the same pages.`,
    }
  }
  if (code.complete && !code.measuresMemory) {
    return {
      outcome: 'works',
      why: 'The program only uses memory that it has asked for, and leaves the pages of the adapter alone.',
    }
  }
  if (isMended(built)) {
    return { outcome: 'works', why: 'The wasi-libc of this toolchain only uses memory that it has asked for.' }
  }
  return {
    outcome: 'may crash',
    why: "The adapter keeps its state in pages at the end of the program's memory. The program asks for the size of the memory, as allocators do that take everything up to its end: wasi-libc before 2023 (Rust, C, C++), Go, TinyGo and AssemblyScript.",
  }
}

/** Returns the functions that the adapter would call in a preview1 module. wit-component passes on `cabi_realloc` only. */
export const callsInto = (module: CoreModule): string[] => (module.exportedFunction('cabi_realloc') ? ['cabi_realloc'] : [])

function isMended(built: Produced | undefined): boolean {
  const since = MENDED.get(built?.name ?? '')
  return since !== undefined && isSince(built, since) === true
}

/** Whether a toolchain is of a release or a later one. Undefined if its version is unknown. */
function isSince(built: Produced | undefined, release: readonly [major: number, minor: number]): boolean | undefined {
  const version = /^(\d+)\.(\d+)/.exec(built?.version ?? '')
  if (version === null) return undefined
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major > release[0] || (major === release[0] && minor >= release[1])
}
