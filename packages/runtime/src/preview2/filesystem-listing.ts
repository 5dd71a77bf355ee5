import type { Entry } from '../directory/directory.js'

/** The maximum number of entries in all listings of one run together. Each listing is a copy, and a directory can be large. */
const MOST = 1_000_000

/** The number of entries that a run's listings hold. */
export interface Held {
  entries: number
}

export const overfull = ({ entries }: Held): boolean => entries > MOST

/** A directory's entries as they were when the listing began. */
export class Listing {
  #next = 0
  #entries: readonly Entry[]

  constructor(
    entries: readonly Entry[],
    readonly held: Held,
  ) {
    this.#entries = entries
    held.entries += entries.length
  }

  next(): Entry | undefined {
    return this.#entries[this.#next++]
  }

  dispose(): void {
    this.held.entries -= this.#entries.length
    this.#entries = []
  }
}
