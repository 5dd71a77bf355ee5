import { errnoOf } from '../src/errno/errno.js'

/** The errno that `act` fails with, undefined if it does not. Anything else that it throws fails the test. */
export const codeOf = (act: () => unknown): number | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return errnoOf(error)
  }
}
