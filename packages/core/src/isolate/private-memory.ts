/**
 * Layout of the private memory, which the surrogate owns and adapter, surrogate and bridge share. Addresses in bytes.
 * The adapter adds its own pages behind (memory.grow) and never looks at the first two.
 */

/** Slots for out parameters, 64 bytes each (the largest is a filestat): a call needs no allocation for them. */
export const slot = (index: number): number => 16 + 64 * index

/** The one (c)iovec that the adapter sees in place of the guest's array. */
export const IOVEC = slot(6)

/** Return area for canonical-ABI lists (pointer and length). */
export const LIST = slot(7)

/** Linux gives a process as many by default. The extra ones (see bridge/descriptors.ts) fit in one page. */
export const MAX_DESCRIPTORS = 1024

/** One byte for each descriptor: what it was last used for. */
export const DIRECTIONS = slot(8)

export const ARENA_START = DIRECTIONS + MAX_DESCRIPTORS
export const INITIAL_PAGES = 2
/** 256 MiB: what asks for more is a guest gone wrong, and gets ENOMEM. */
export const MAX_PAGES = 4096
export const ARENA_END = INITIAL_PAGES * 65536

/** No transfer is larger; short counts are legal and callers loop. */
export const MAX_TRANSFER = 1 << 20

/** Longer paths can't exist anywhere; refusing them here keeps them out of private memory. */
export const MAX_PATH = 1 << 16
