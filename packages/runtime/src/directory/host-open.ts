import fs from 'node:fs'

import { BadDescriptor, fail } from '../errno/errno.js'
import type { Stat } from './directory.js'
import { systemCall } from './host-errors.js'
import type { HostTree } from './host-tree.js'

/** The open file that several descriptors share. */
export interface Held {
  readonly fd: number
  /** The number of descriptors. */
  users: number
}

/** The common part of open files and open directories of the host: getting their status and setting their times. */
export abstract class HostOpen<H extends Held> {
  /** Undefined after `dispose`, because the system gives the same number to the next file that this process opens. */
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
