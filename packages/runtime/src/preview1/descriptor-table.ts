import { closeAll } from '../context/close-all.js'
import { BadDescriptor, TooManyOpen, fail } from '../errno/errno.js'
import type { Open } from './open.js'

/** The descriptors of one run, by number. */
export class DescriptorTable {
  /** Numbers that were closed. The last one is used next. */
  readonly closed: number[] = []
  /** Whether the directories of the run are open. */
  hasPreopens = false

  constructor(readonly open: (Open | undefined)[]) {}

  get(fd: number): Open {
    return this.open[fd] ?? fail(BadDescriptor)
  }
}

// The rest are functions and not methods, because bundlers leave out functions that a program does not need.

/**
 * Fails if another descriptor would exceed `most`, the maximum number that may be open at once. Standard streams and preopens
 * count, but are never refused.
 */
export const ensureFree = ({ open, closed }: DescriptorTable, most: number): void => {
  if (open.length - closed.length >= most) fail(TooManyOpen)
}

/** Adds a descriptor, and returns its number. */
export const addDescriptor = ({ open, closed }: DescriptorTable, opened: Open): number => {
  const fd = closed.pop() ?? open.length
  open[fd] = opened
  return fd
}

export const closeDescriptor = (table: DescriptorTable, fd: number): void => take(table, fd).dispose()

/** Moves the descriptor `from` to the number `to`. Both must be open. */
export const renumber = (table: DescriptorTable, from: number, to: number): void => {
  const replaced = table.get(to)
  if (from === to) return
  table.open[to] = take(table, from)
  replaced.dispose()
}

/** Closes everything, and then throws the first error, if there was one. */
export const closeDescriptors = ({ open }: DescriptorTable): void => closeAll(open.splice(0), (one) => one?.dispose())

const take = (table: DescriptorTable, fd: number): Open => {
  const open = table.get(fd)
  table.open[fd] = undefined
  table.closed.push(fd)
  return open
}
