/** Calls `close` with everything in `all`, and then throws the first error, if there was one. */
export const closeAll = <T>(all: readonly T[], close: (one: T) => void): void => {
  const errors: unknown[] = []
  for (const one of all) {
    try {
      close(one)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length) throw errors[0]
}
