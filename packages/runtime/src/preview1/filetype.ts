/** Preview1 `filetype`, by the type of file as WASI 0.2 numbers it. Preview1 has no value for a FIFO. */
const filetypes = [
  0, // unknown
  1, // block device
  2, // character device
  3, // directory
  0, // FIFO
  7, // symbolic link
  4, // regular file
  6, // socket, as a stream
] as const

export const filetype = (type: number): number => filetypes[type] ?? 0
