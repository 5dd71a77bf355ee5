/** A function as core wasm calls it: numbers in, at most one number out. */
// oxlint-disable-next-line typescript/no-explicit-any -- each WASI function has its own core signature
export type CoreFunction = (...args: any[]) => unknown
