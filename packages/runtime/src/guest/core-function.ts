/** A function as core wasm calls it: it takes numbers and returns at most one number. */
// oxlint-disable-next-line typescript/no-explicit-any -- each WASI function has its own core signature
export type CoreFunction = (...args: any[]) => unknown
