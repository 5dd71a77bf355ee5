import type { Entry } from '../directory/directory.js'

/** Entries in all listings of a run that are kept. */
const MAX_LISTED = 2 ** 18

/** Who reads a listing piece by piece. */
export interface Reader {
  /** All of it, as it was when it began. Undefined: it is to be made anew. */
  entries: readonly Entry[] | undefined
}

/**
 * The listings that a run's open directories are in. A guest could open one large directory a thousand times; so those that were
 * begun first are given up where there are too many, and go on with what is there by then.
 */
export class Listings {
  readonly #readers = new Set<Reader>()
  #size = 0

  keep(reader: Reader, entries: readonly Entry[]): readonly Entry[] {
    this.drop(reader)
    for (const first of this.#readers) {
      if (this.#size + entries.length <= MAX_LISTED) break
      this.drop(first)
    }
    this.#readers.add(reader)
    this.#size += entries.length
    return (reader.entries = entries)
  }

  drop(reader: Reader): void {
    if (!this.#readers.delete(reader)) return
    this.#size -= reader.entries!.length
    reader.entries = undefined
  }
}
