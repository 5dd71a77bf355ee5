import fs from 'node:fs'

import { BadDescriptor, fail } from '../errno/errno.js'
import type { Stat } from './directory.js'
import { systemCall } from './host-errors.js'
import type { HostTree } from './host-tree.js'

/** What several descriptors have open together. */
export interface Held {
  readonly fd: number
  /** How many descriptors there are. */
  users: number
}

/** What open files and open directories of the host have in common: both are looked at and dated through their descriptor. */
export abstract class HostOpen<H extends Held> {
  /** Undefined from `dispose` on: the system gives the number to the next file that anybody in this process opens. */
  #held: H | undefined

  constructor(
    readonly tree: HostTree,
    held: H,
  ) {
    this.#held = held
    held.users++
  }

  protected get held(): H {
    return this.#held ?? fail(BadDescriptor)
  }

  stat(): Stat {
    return this.tree.stat(look(this.held.fd))
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined): void {
    const { fd } = this.held
    this.tree.setTimes(
      () => look(fd),
      (a, m) => systemCall(() => fs.futimesSync(fd, a, m)),
      accessed,
      modified,
    )
  }

  dispose(): void {
    const held = this.#held
    this.#held = undefined
    if (held && --held.users === 0) this.close(held)
  }

  protected abstract close(held: H): void
}

const look = (fd: number): fs.BigIntStats => systemCall(() => fs.fstatSync(fd, { bigint: true }))
