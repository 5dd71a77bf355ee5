// A well-behaved program that runs between the calls of a hostile one. It prints the file victim.txt in its own directory.
import { AT, END, writeScript } from './records.mjs'
import { makeModule } from './modules.mjs'
import { prepare } from './program.mjs'

export const makeVictim = async () => {
  const names = ['path_open', 'fd_read', 'fd_write', 'fd_close']
  const { bytes, scriptAt, poolAt } = makeModule({ names, handlers: undefined })
  bytes.set(new TextEncoder().encode('victim.txt'), poolAt)
  const [opened, read] = [AT.slots, AT.slots + 8]
  const iovec = [AT.slots + 16, AT.slots + 20]
  const store = names.length + 3
  const rights = (1n << 30n) - 1n
  writeScript(bytes, scriptAt, [
    { op: 0, args: [3, 0, AT.pool, 10, 0, rights, rights, 0, opened] },
    { op: store, args: [iovec[0], AT.buffers] },
    { op: store, args: [iovec[1], 100] },
    { op: 1, args: [[1, opened], iovec[0], 1, read] },
    { op: store, args: [iovec[1], [1, read]] },
    { op: 2, args: [1, iovec[0], 1, read] },
    { op: 3, args: [[1, opened]] },
    { op: END },
  ])
  const run = await (await prepare(bytes))(bytes)
  await run.load()
  return run
}
