/** A guest, as the functions see it that it imports from JavaScript. Its instance exists when they are called. */
export interface Guest {
  /** Its memory. Read `buffer` in each call, because it is replaced when the memory grows. */
  readonly memory: MemoryLike
  /** What it exports, by name. */
  readonly exports: Readonly<Record<string, unknown>>
}

/** The part of a `WebAssembly.Memory` that callers use. The type needs no DOM library. */
export interface MemoryLike {
  /** All bytes. The memory gets another buffer when it grows, so read this for each use. */
  readonly buffer: ArrayBuffer
  /** Adds pages of 64 KiB. Returns how many there were. */
  grow(pages: number): number
}

/** The part of a `WebAssembly.Global` that callers use. The type needs no DOM library. */
export type GlobalLike<Value = number, Kind extends 'const' | 'var' = 'var'> = Kind extends 'const'
  ? { readonly value: Value }
  : { value: Value }

/**
 * The functions that a guest imports from one module, by name, or a function that makes them for an instance. They take and return
 * numbers as WebAssembly has them: an i64 is a `bigint`. With JSPI, the guest waits for a promise that one returns to `run()`.
 */
export type ImportModule<Functions extends object = object> = Functions | ((guest: Guest) => Functions)
