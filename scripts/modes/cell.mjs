// The cells of the table of modes. Each says what happens, and what the row's scenario must do there: return `value`, or fail with `code`
// and `part` of a message. A row without a scenario names its tests as `path > text in the test file`.

export const says = (text, value) => ({ says: text, value, tests: [] })
export const yes = (value) => says('yes', value)
/** `only` is the name of the only engine of the column that can do this at all. */
export const only = (name, value) => ({ ...says(`in ${name}`, value), only: name })
/** Fails with a message that contains `part`. */
export const fails = (code, part) => ({ says: `\`${code}\``, code, part, tests: [] })
/** Is shown by these tests. */
export const named = (text, ...tests) => ({ says: text, tests })
/** Does not apply. */
export const none = { says: '', tests: [] }
