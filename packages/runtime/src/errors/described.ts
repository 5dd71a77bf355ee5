import { printable, shorten } from './problem.js'

/** The most values to print. */
const MOST = 40

/** Prints a value of a typed component for a message: `not-found("key")`, `{code: 3, reasons: ["a"]}`. */
export const described = (value: unknown): string => {
  let left = MOST
  const text = (one: unknown): string => {
    if (left-- <= 0) return '…'
    if (typeof one === 'string') return JSON.stringify(shorten(one))
    if (typeof one !== 'object' || one === null) return String(one)
    if (Symbol.iterator in one) {
      const items: string[] = []
      for (const item of one as Iterable<unknown>) {
        items.push(text(item))
        if (left < 0) break
      }
      return `[${items.join(', ')}]`
    }
    const { tag, val } = one as { tag?: unknown; val?: unknown }
    if (typeof tag === 'string') return val === undefined ? tag : `${tag}(${text(val)})`
    const fields = Object.entries(one).slice(0, left + 1)
    return `{${fields.map(([key, own]) => `${key}: ${text(own)}`).join(', ')}}`
  }
  return printable(shorten(text(value)))
}
