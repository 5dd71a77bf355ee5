/**
 * How the vendored adapters lay out their State, which takes one page. scripts/adapter-layout.mjs checks this when they are
 * vendored. At run time, the bridge leaves an adapter with another layout alone.
 * https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/lib.rs (State)
 * https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/descriptors.rs (Descriptors)
 */

/** The size of State, offsets in it, and the value of both magic numbers (`magic`). */
export const STATE = { magic: 0x21_68_67_75, size: 65536, magic2: 65532, table: 32 } as const

/** Offsets in Descriptors, which begin at `STATE.table`. */
export const TABLE = { length: 6144, closed: 6148 } as const

/** `Descriptor::Closed(Option<Fd>)` is the tag 0 and, at offset 8, an Option: 1 and the number, or 0. */
export const ENTRY = { size: 48, next: 8 } as const

/** The number of descriptors that the table holds (MAX_DESCRIPTORS in descriptors.rs). */
export const ADAPTER_DESCRIPTORS = 128
