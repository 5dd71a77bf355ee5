import fs from 'node:fs'

import type { Hash, Stat } from './directory.js'
import { attempt } from './node-errors.js'
import { hashOf } from './node-tree.js'
import type { HostTree } from './node-tree.js'

/** What open files and open directories of the host have in common: both are looked at and dated through their descriptor. */
export abstract class HostOpen {
  #hash: Hash | undefined

  constructor(
    readonly tree: HostTree,
    readonly fd: number,
  ) {}

  stat(): Stat {
    const stats = this.#look()
    this.#hash ??= hashOf(stats)
    return this.tree.stat(stats)
  }

  hash(): Hash {
    return (this.#hash ??= hashOf(this.#look()))
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void {
    this.tree.setTimes(
      () => this.#look(),
      (a, m) => attempt(() => fs.futimesSync(this.fd, a, m)),
      accessed,
      modified,
    )
  }

  #look(): fs.BigIntStats {
    return attempt(() => fs.fstatSync(this.fd, { bigint: true }))
  }
}
