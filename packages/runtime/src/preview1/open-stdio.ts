import { Read, Write } from '../directory/directory.js'
import { openInput } from '../context/open-input.js'
import type { RunContext } from '../context/run-context.js'
import type { InputStream, Sink } from '../stdio/streams.js'
import type { GuestMemory } from './guest-memory.js'
import { CharacterType, FdRead, FdWrite, Open, UnknownType } from './open.js'

/** Standard input, output or error. Programs take any character device for a terminal, so only a terminal is reported as one. */
abstract class Stdio<Stream> extends Open {
  readonly type: number

  constructor(
    terminal: boolean,
    readonly stream: Stream,
  ) {
    super()
    this.type = terminal ? CharacterType : UnknownType
  }

  stat(memory: GuestMemory, out: number): void {
    memory.slice(out, 64).fill(0)
    memory.u8(out + 16, this.type)
  }
}

class StandardInput extends Stdio<InputStream> {
  readonly access = Read
  readonly rights = FdRead

  override read(target: Uint8Array): number {
    return this.stream.readInto(target)
  }

  override ready(): boolean {
    return this.stream.ready?.() ?? true
  }

  override more(): boolean {
    return this.stream.available ? this.stream.available() > 0 : this.ready()
  }

  override wait(alone?: boolean): void | Promise<void> {
    return this.stream.wait?.(alone)
  }
}

class StandardOutput extends Stdio<Sink> {
  readonly access = Write
  readonly rights = FdWrite

  override write(bytes: Uint8Array): number {
    const { length } = bytes
    this.stream.write(bytes)
    return length
  }
}

/** Descriptors 0, 1 and 2. */
export const standard = (context: RunContext): Open[] => {
  const { options, platform, stdout, stderr } = context
  const terminal = (fd: 0 | 1 | 2, option: unknown) => option === 'inherit' && platform.isTerminal(fd)
  return [
    new StandardInput(terminal(0, options.stdin), openInput(context)),
    new StandardOutput(terminal(1, options.stdout), stdout),
    new StandardOutput(terminal(2, options.stderr), stderr),
  ]
}
