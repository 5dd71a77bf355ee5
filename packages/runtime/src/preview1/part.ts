import { errnoOf } from '../errno/errno.js'
import type { HostState } from '../context/run-context.js'
import { outOfBounds } from '../errors/trap.js'
import { OutOfBounds } from './guest-memory.js'

/** A function as core wasm calls it: numbers in, at most one number out. */
// oxlint-disable-next-line typescript/no-explicit-any -- each WASI function has its own core signature
export type CoreFunction = (...args: any[]) => unknown

/** Preview1 functions by name. */
export type Functions = Record<string, CoreFunction>

/** A share of the preview1 functions, made for one run. An emitted module names the parts that its guest imports functions of. */
export type HostPart = (state: HostState) => Functions

/** Acts, and returns the errno. A pointer outside of the guest's memory is the guest's trap. */
export const attempt = (act: () => void): number => {
  try {
    act()
    return 0
  } catch (error) {
    if (error instanceof OutOfBounds) outOfBounds()
    return errnoOf(error)
  }
}
