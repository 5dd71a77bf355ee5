/** A change of the glue's text. jco may change its glue at any time, so each change knows how many places there must be. */
export interface Change {
  /** Matches the places. */
  readonly find: RegExp
  readonly replace: string
  /** Matches a text that occurs once for each place. */
  readonly mark: RegExp
}

export const unexpected = (what: string): Error => new Error(`The glue has an unexpected form: ${what}.`)

/** Returns `glue` after all `changes`, one after the other. Throws if one does not match all of its places. */
export function changed(glue: string, changes: readonly Change[]): string {
  return changes.reduce((before, { find, replace, mark }) => {
    const [places, marks] = [find, mark].map((pattern) => before.match(pattern)?.length ?? 0)
    if (places !== marks) throw unexpected(`${places} of ${marks} places match ${find.source}`)
    return before.replaceAll(find, replace)
  }, glue)
}
