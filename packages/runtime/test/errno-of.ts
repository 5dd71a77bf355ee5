import { errnoOf } from '../src/errno/errno.js'

/** The errno that `act` fails with, or undefined if it succeeds. Any other error fails the test. */
export const codeOf = (act: () => unknown): number | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return errnoOf(error)
  }
}
