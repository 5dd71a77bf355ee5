import { compileBytes } from '../platform/compile.js'

/** Where a core module is in the file of a component: [start, end) in bytes. */
export type Range = readonly [start: number, end: number]

const bytesOf = (file: BufferSource): Uint8Array<ArrayBuffer> =>
  ArrayBuffer.isView(file) ? new Uint8Array(file.buffer as ArrayBuffer, file.byteOffset, file.byteLength) : new Uint8Array(file)

/** Compiles the core modules of a component: those at ranges in its file, and others that are given in base64. */
export const compilePieces =
  (pieces: readonly (Range | string)[]) =>
  (file: BufferSource): Promise<WebAssembly.Module[]> => {
    const bytes = bytesOf(file)
    return Promise.all(
      pieces.map((piece) =>
        compileBytes(
          typeof piece === 'string' ? Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0)) : bytes.subarray(...piece),
        ),
      ),
    )
  }

/** Compiles the core modules at `ranges` in the file of a component. */
export const compileRanges =
  (ranges: readonly Range[]) =>
  (file: BufferSource): Promise<WebAssembly.Module[]> => {
    const bytes = bytesOf(file)
    return Promise.all(ranges.map(([start, end]) => compileBytes(bytes.subarray(start, end))))
  }
