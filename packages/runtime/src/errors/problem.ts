import { brand, RunError, type RunErrorCode } from './run-error.js'

/**
 * Makes `text` fit for one line of a message. It may quote names from the guest, which may contain line breaks, terminal commands
 * or characters that change the reading direction.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (odd) => `\\u{${odd.codePointAt(0)!.toString(16)}}`)

/** The form of unwasi's messages: what is wrong, why, and what to do. */
const explanation = (headline: string, why: string, fix: string): string =>
  `${printable(headline)}\n  why: ${printable(why)}\n  fix: ${fix}`

/** An error in unwasi's form. */
export const problem = (headline: string, why: string, fix: string, cause?: unknown): Error =>
  new Error(explanation(headline, why, fix), cause === undefined ? undefined : { cause })

/** An error in unwasi's form, with a code. The last line of its message is the address of what the documentation says about the code. */
export const failure = (code: RunErrorCode, headline: string, why: string, fix: string, cause?: unknown): RunError => {
  const message = `${explanation(headline, why, fix)}\n  see: https://unwasi.github.io/unwasi/errors#${code.toLowerCase()}`
  return new RunError(code, message, undefined, undefined, cause)
}

/** The error for a caller that passed `value` as `option`, which must be `expected`. */
export const badOption = (option: string, value: unknown, expected: string, fix = `Pass ${expected}.`): TypeError => {
  const { code, message } = failure('BAD_OPTION', `invalid ${option}: ${show(value)}`, `It must be ${expected}.`, fix)
  return Object.assign(new TypeError(message), { code, [brand]: true })
}

const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(shorten(value))
  if (Object(value) !== value) return String(value)
  try {
    return Object.prototype.toString.call(value)
  } catch {
    // The value's own code says what it is, and the error that is being made matters more than one in there.
    return `[object ${typeof value === 'function' ? 'Function' : 'Object'}]`
  }
}

export const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
