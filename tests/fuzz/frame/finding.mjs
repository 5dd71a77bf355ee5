/** An invariant that does not hold. `kind` groups cases that have the same cause; by default it is made of the message. */
export class Finding extends Error {
  name = 'Finding'

  constructor(message, { kind, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind ?? kindOf(message, cause)
  }
}

/** Messages that differ in numbers and quoted names alone have one cause, mostly; the place in the source tells the rest. */
export function kindOf(message, error) {
  const place = /at (?:\S+ \()?\S*?(packages\/[^)\s]*?\.(?:js|mjs|ts):\d+)/.exec(error?.stack ?? '')?.[1]
  const words = String(message)
    .slice(0, 300)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replaceAll(/\d+/g, 'N')
    .replaceAll(/[^\x20-\x7e…]+/g, '?')
  return place === undefined ? words.slice(0, 160) : `${words.slice(0, 160)} @ ${place}`
}
