import { outOfBounds } from '../errors/trap.js'
import { LinearMemory } from '../guest/linear-memory.js'

/** The guest's memory, as its WASI calls see it. A pointer that leads outside traps, past every handler of the guest. */
export class GuestMemory extends LinearMemory {
  protected outside(): never {
    return outOfBounds()
  }
}

// These are functions and not methods, because bundlers leave out functions that a program does not need.

export const writeU32 = (memory: GuestMemory, pointer: number, value: number): void => {
  const at = memory.address(pointer, 4)
  memory.view.setUint32(at, value, true)
}

export const writeU64 = (memory: GuestMemory, pointer: number, value: bigint): void => {
  const at = memory.address(pointer, 8)
  memory.view.setBigUint64(at, value, true)
}

/** Writes a number below 2^64 as a u64, at an address in memory. Making a BigInt of it would take longer. */
export const setCount = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, value, true)
  view.setUint32(at + 4, value / 2 ** 32, true)
}

/** Writes a number below 2^64 as a u64. */
export const writeCount = (memory: GuestMemory, pointer: number, value: number): void => {
  const at = memory.address(pointer, 8)
  setCount(memory.view, at, value)
}

/** Writes `bytes`. */
export const writeBytes = (memory: GuestMemory, pointer: number, bytes: Uint8Array): void => {
  const at = memory.address(pointer, bytes.length)
  memory.bytes.set(bytes, at)
}
