/** The errno values that the bridge itself returns (witx `errno`). */
export const Errno = { SUCCESS: 0, ILSEQ: 25, INVAL: 28, NAMETOOLONG: 37, NOMEM: 48, NOTSUP: 58 } as const

/** witx `fdflags`: the bit that has no meaning for regular files. */
export const FDFLAGS_NONBLOCK = 4

/** witx `filetype`. */
export const FILETYPE_REGULAR_FILE = 4

/** witx `whence`: from the current position. */
export const WHENCE_CUR = 1
