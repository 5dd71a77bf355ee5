/** A call of an exported function on the command line. */
export interface Call {
  /** The names that lead to the function: that of its interface, if it is in one, and its own. */
  path: readonly string[]
  args: readonly unknown[]
  /** The arguments that the program gets. */
  argv: readonly string[]
  /** What to print for a result. */
  shown(result: unknown): string
  /** What to print if the function throws `error`. Undefined if that is not an answer of the function's. */
  answer(error: unknown): string | undefined
}
