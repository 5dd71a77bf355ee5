/** The errno values that the bridge itself returns (witx `errno`). */
export const Errno = {
  SUCCESS: 0,
  BADF: 8,
  ILSEQ: 25,
  INVAL: 28,
  ISDIR: 31,
  MFILE: 33,
  NAMETOOLONG: 37,
  NOMEM: 48,
  NOTSUP: 58,
  SPIPE: 70,
} as const

/** witx `fdflags`: the bit that has no meaning for regular files. */
export const FDFLAGS_NONBLOCK = 4

/** witx `filetype`. */
export const FILETYPE = { unknown: 0, directory: 3, regularFile: 4 } as const

/** witx `whence`: from the current position. */
export const WHENCE_CUR = 1
