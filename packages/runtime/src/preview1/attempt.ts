import { errnoOf } from '../errno/errno.js'
import { outOfBounds } from '../errors/trap.js'
import { OutOfBounds } from './guest-memory.js'

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
