/**
 * The layout of the private memory, which the surrogate owns and shares with the adapter and the bridge. Addresses are in bytes.
 * The adapter adds its own pages at the end (memory.grow) and never looks at the first two.
 */

/** The address of a slot for an out parameter, which needs no allocation. The largest parameter, a filestat, has 64 bytes. */
export const slot = (index: number): number => 16 + 64 * index

/** A slot for what the bridge itself looks up. No function has six out parameters. */
export const SCRATCH = slot(5)

/** The one (c)iovec that the adapter sees instead of the guest's array. */
export const IOVEC = slot(6)

/** The return area for lists of the canonical ABI (pointer and length). */
export const LIST = slot(7)

/** The last times that clocks 0 and 1 showed, for guests with an embedded world: see `clock` in bridge/special.ts. */
export const CLOCKS = LIST + 16

/** This is the default limit of a process on Linux. The additional descriptors (see bridge/descriptors.ts) fit into one page. */
export const MAX_DESCRIPTORS = 1024

/** One byte for each descriptor, which says whether it was last read or written. */
export const DIRECTIONS = slot(8)

/** One byte for each descriptor, which says whether it has no positions. */
export const STREAMS = DIRECTIONS + MAX_DESCRIPTORS

export const ARENA_START = STREAMS + MAX_DESCRIPTORS
export const INITIAL_PAGES = 2
/** 256 MiB. A guest that asks for more is out of control, and gets ENOMEM. */
export const MAX_PAGES = 4096
export const ARENA_END = INITIAL_PAGES * 65536

/** The size of the largest transfer. Short counts are allowed, and callers loop. */
export const MAX_TRANSFER = 1 << 20

/** Longer paths can't exist anywhere. Refusing them here keeps them out of private memory. */
export const MAX_PATH = 1 << 16
