import type { RunContext } from '../context/run-context.js'
import { isTerminal } from '../context/terminal.js'
import { CharacterDevice, Read, Unknown, Write, type Stat } from '../directory/directory.js'
import type { Sink } from '../stdio/streams.js'
import { FdRead, FdWrite, Open } from './open.js'

/** Standard input, output or error. */
export class Stdio extends Open {
  constructor(
    readonly type: number,
    readonly access: number,
    readonly rights: bigint,
  ) {
    super()
  }

  stat(): Stat {
    return { device: 0n, inode: 0n, type: this.type, links: 0, size: 0, accessed: 0n, modified: 0n, changed: 0n }
  }
}

class StandardOutput extends Stdio {
  constructor(
    type: number,
    readonly stream: Sink,
  ) {
    super(type, Write, FdWrite)
  }

  override write(bytes: Uint8Array): number {
    const { length } = bytes
    this.stream.write(bytes)
    return length
  }
}

/** Descriptors 0, 1 and 2. Parts whose functions read replace the first one (`openStdin`). */
export const standard = (context: RunContext): Open[] => {
  // Programs take any character device for a terminal, so only a terminal is reported as one.
  const typeOf = (fd: 0 | 1 | 2) => (isTerminal(context, fd) ? CharacterDevice : Unknown)
  return [
    new Stdio(typeOf(0), Read, FdRead),
    new StandardOutput(typeOf(1), context.stdout),
    new StandardOutput(typeOf(2), context.stderr),
  ]
}
