let cell: Int32Array | undefined

/**
 * Blocks this thread. This uses no CPU time where Atomics.wait is allowed (Node, workers). A browser's main thread can only spin,
 * but that happens only without JSPI.
 */
export const blockFor = (milliseconds: number): void => {
  try {
    // A Memory provides the buffer, because pages that are not cross-origin isolated have no global SharedArrayBuffer.
    cell ??= new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer)
    Atomics.wait(cell, 0, 0, milliseconds)
  } catch {
    // This is the main thread, where Atomics.wait throws a TypeError.
    for (const end = performance.now() + milliseconds; performance.now() < end;);
  }
}
