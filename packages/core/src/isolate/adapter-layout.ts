/**
 * Where the vendored adapters keep what, in a page of their own. scripts/adapter-layout.mjs checks it when they are vendored; an adapter
 * that is laid out otherwise at run time is left alone.
 * https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/lib.rs (State)
 * https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/descriptors.rs (Descriptors)
 */

/** Offsets in State. `magic` is what both magic numbers are. */
export const STATE = { magic: 0x21_68_67_75, size: 65536, magic2: 65532, table: 32 } as const

/** Offsets in Descriptors, which begin at `STATE.table`. */
export const TABLE = { length: 6144, closed: 6148 } as const

/** `Descriptor::Closed(Option<Fd>)` is a tag of 0, and at 8 an Option: 1 and the number, or 0. */
export const ENTRY = { size: 48, next: 8 } as const

/** How many descriptors the table holds (MAX_DESCRIPTORS in descriptors.rs). */
export const ADAPTER_DESCRIPTORS = 128
