/** Where a core module is in the file of a component: [start, end) in bytes. */
export type Range = readonly [start: number, end: number]

const bytesOf = (file: BufferSource): Uint8Array<ArrayBuffer> =>
  ArrayBuffer.isView(file) ? new Uint8Array(file.buffer as ArrayBuffer, file.byteOffset, file.byteLength) : new Uint8Array(file)

/** Compiles the core modules at `ranges` in the file of a component. */
export const compileRanges =
  (ranges: readonly Range[]) =>
  (file: BufferSource): Promise<WebAssembly.Module[]> => {
    const bytes = bytesOf(file)
    return Promise.all(ranges.map(([start, end]) => WebAssembly.compile(bytes.subarray(start, end))))
  }
