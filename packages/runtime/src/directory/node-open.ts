import fs from 'node:fs'

import type { Stat } from './directory.js'
import { attempt } from './node-errors.js'
import type { HostTree } from './node-tree.js'

/** What open files and open directories of the host have in common: both are looked at and dated through their descriptor. */
export abstract class HostOpen {
  constructor(
    readonly tree: HostTree,
    readonly fd: number,
  ) {}

  stat(): Stat {
    return this.tree.stat(this.#look())
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
