import { UnwasiError } from '../errors.js'
import type { CoreModule, MemoryType } from '../read/shapes.js'
import { PAGE_LOG2 } from '../wasm/format.js'
import { list } from './names.js'

export function refuseMemory64({ imports, memories }: CoreModule): void {
  if (![...imports.map(({ memory }) => memory), ...memories].some((memory) => memory?.memory64)) return
  throw new UnwasiError({
    code: 'MEMORY64',
    headline: 'the program has a 64-bit memory',
    why: 'WASI passes pointers as 32-bit numbers, and not every browser supports 64-bit memories.',
    fix: 'Build for wasm32: Rust `--target wasm32-wasip1`, clang and Zig `--target=wasm32-wasi`, Emscripten without `-sMEMORY64`.',
  })
}

/** The memory exported as `memory`, if there is one. Imported memories must have been refused before. */
export function exportedMemory(module: CoreModule): MemoryType | undefined {
  const found = module.exports.find(({ name, kind }) => name === 'memory' && kind === 'memory')
  const memory = found && module.memories[found.index]
  const log2 = memory?.pageSizeLog2 ?? PAGE_LOG2
  if (log2 === PAGE_LOG2) return memory
  throw new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the memory of the program has pages of ${2 ** log2} bytes`,
    why: 'Browsers support only memory pages of 65,536 bytes. Other page sizes are still a proposal.',
    fix: 'Build without custom page sizes (for LLVM: leave out `--page-size`).',
  })
}

export function noMemory(module: CoreModule): UnwasiError {
  const exported = module.exports.filter(({ kind }) => kind === 'memory').map(({ name }) => name)
  return new UnwasiError({
    code: 'NO_MEMORY',
    headline: noMemoryHeadline(exported, module.memories.length > 0),
    why: 'WASI functions read and write the memory of the program, which must be exported as `memory`.',
    fix:
      module.memories.length > 0
        ? 'Link with `--export-memory`, which is the default of wasm-ld unless `--import-memory` is set. In WAT, add `(export "memory" (memory 0))`.'
        : 'Build the program with a WASI toolchain. In WAT, add `(memory (export "memory") 1)`.',
  })
}

function noMemoryHeadline(exported: readonly string[], defined: boolean): string {
  if (exported.length > 0) return `the program exports its memory as ${list(exported)}, not as \`memory\``
  return defined ? 'the program does not export its memory' : 'the program has no memory'
}
