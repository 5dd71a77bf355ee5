import type { RunContext } from '../context/run-context.js'
import { isTerminal } from '../context/terminal.js'
import { CharacterDevice, Read, Unknown, Write, type Stat } from '../directory/directory.js'
import type { Sink } from '../stdio/streams.js'
import { FdRead, FdWrite, Open } from './open.js'

/** Standard input, output or error. */
export class Stdio extends Open {
  constructor(
    readonly context: RunContext,
    readonly fd: 0 | 1 | 2,
    readonly access: number,
    readonly rights: bigint,
    readonly sink?: Sink,
  ) {
    super()
  }

  /** Programs take any character device for a terminal, so only a terminal is reported as one. Many never ask, and asking costs time. */
  get type(): number {
    return isTerminal(this.context, this.fd) ? CharacterDevice : Unknown
  }

  override write(bytes: Uint8Array): number {
    if (!this.sink) return super.write(bytes)
    const { length } = bytes
    this.sink.write(bytes)
    return length
  }

  stat(): Stat {
    return { device: 0n, inode: 0n, type: this.type, links: 0, size: 0, accessed: 0n, modified: 0n, changed: 0n }
  }
}

/** Descriptors 0, 1 and 2. Parts whose functions read replace the first one (`openStdin`). */
export const standard = (context: RunContext): Open[] => [
  new Stdio(context, 0, Read, FdRead),
  new Stdio(context, 1, Write, FdWrite, context.stdout),
  new Stdio(context, 2, Write, FdWrite, context.stderr),
]
