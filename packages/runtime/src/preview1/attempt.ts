import { errnoOf } from '../errno/errno.js'
import { outOfBounds } from '../errors/trap.js'
import { OutOfBounds } from './guest-memory.js'

/** Calls `act` and returns the errno. A pointer outside the guest's memory traps. */
export const attempt = (act: () => void): number => {
  try {
    act()
    return 0
  } catch (error) {
    if (error instanceof OutOfBounds) outOfBounds()
    return errnoOf(error)
  }
}
