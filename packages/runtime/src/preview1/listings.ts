import type { Entry } from '../directory/directory.js'

/** The maximum number of entries to keep, in all listings of a run together. */
const MAX_LISTED = 2 ** 18

/** A reader that reads a listing piece by piece. */
export interface Reader {
  /** All entries, as they were when reading began. Undefined if the listing has to be made again. */
  entries: readonly Entry[] | undefined
}

/**
 * The listings that the guest is reading. Because it could open one large directory a thousand times, the oldest listings are
 * dropped when there are too many entries. Their readers go on with the entries that the directory then has.
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
