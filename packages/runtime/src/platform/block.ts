let cell: Int32Array | undefined

/**
 * Blocks this thread. Without CPU use where Atomics.wait is allowed (Node, workers); a browser's main thread has no way to wait
 * but to spin, which only happens where there is no JSPI.
 */
export const blockFor = (milliseconds: number): void => {
  try {
    // By way of a Memory: the SharedArrayBuffer global is hidden from pages that are not cross-origin isolated.
    cell ??= new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer)
    Atomics.wait(cell, 0, 0, milliseconds)
  } catch {
    // The main thread: Atomics.wait throws a TypeError there.
    for (const end = performance.now() + milliseconds; performance.now() < end;);
  }
}
