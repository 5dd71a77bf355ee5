/** What the frame returns for an address. */
export type Answer = { bytes: ArrayBuffer } | { problem: string }
