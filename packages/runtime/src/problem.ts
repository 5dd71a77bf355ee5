/**
 * `text` for one line of a message. It may quote names out of the guest, and those may hold line breaks, commands to a terminal, or
 * what turns the direction of reading.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (odd) => `\\u{${odd.codePointAt(0)!.toString(16)}}`)

/** An error in unwasi's form: what, why, what to do. */
export const problem = (headline: string, why: string, fix: string, cause?: unknown): Error =>
  new Error(`${printable(headline)}\n  why: ${printable(why)}\n  fix: ${fix}`, cause === undefined ? undefined : { cause })

/** The caller passed `value` as `option`, which must be `expected`. */
export const badOption = (option: string, value: unknown, expected: string, fix = `pass ${expected}`): TypeError =>
  new TypeError(`run(): ${option} is ${show(value)}\n  why: it must be ${expected}\n  fix: ${fix}`)

const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(shorten(value))
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value)
}

export const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
