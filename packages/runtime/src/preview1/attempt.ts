import { errnoOf } from '../errno/errno.js'

/** Calls `act` and returns the errno. */
export const attempt = (act: () => void): number => {
  try {
    act()
    return 0
  } catch (error) {
    return errnoOf(error)
  }
}
