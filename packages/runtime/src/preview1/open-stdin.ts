import { openInput } from '../context/open-input.js'
import type { RunContext } from '../context/run-context.js'
import { Read } from '../directory/directory.js'
import type { InputStream } from '../stdio/streams.js'
import type { DescriptorTable } from './descriptor-table.js'
import { Stdio } from './open-stdio.js'
import { FdRead } from './open.js'

/** Standard input of a guest that reads. */
class StandardInput extends Stdio {
  constructor(
    context: RunContext,
    readonly stream: InputStream,
  ) {
    super(context, 0, Read, FdRead)
  }

  override read(bytes: Uint8Array, start: number, length: number): number {
    return this.stream.readInto(bytes.subarray(start, start + length))
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

/** Opens standard input. The parts whose functions read it or wait for it call this, so that bundlers leave it out for others. */
export const openStdin = ({ open }: DescriptorTable, context: RunContext): void => {
  if (!(open[0] instanceof StandardInput)) open[0] = new StandardInput(context, openInput(context))
}
