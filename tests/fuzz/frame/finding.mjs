/** An invariant that does not hold. `kind` groups cases with the same cause, and is derived from the message by default. */
export class Finding extends Error {
  name = 'Finding'

  constructor(message, { kind, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind ?? kindOf(message, cause)
  }
}

/**
 * Messages that differ only in numbers and quoted names mostly have the same cause. The place in the source distinguishes the
 * others.
 */
export function kindOf(message, error) {
  const place = /at (?:\S+ \()?\S*?(packages\/[^)\s]*?\.(?:js|mjs|ts):\d+)/.exec(error?.stack ?? '')?.[1]
  const words = String(message)
    .slice(0, 300)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replaceAll(/\d+/g, 'N')
    .replaceAll(/[^\x20-\x7e…]+/g, '?')
  return place === undefined ? words.slice(0, 160) : `${words.slice(0, 160)} @ ${place}`
}
