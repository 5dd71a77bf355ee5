import { allocate } from '../bytes.js'
import type { RunContext } from './run-context.js'

// getRandomValues refuses more. https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
const QUOTA = 65536

/** What a guest may ask for at once, bytes: more would block the thread for seconds. */
export const MAX_RANDOM = 2 ** 26

/** Fills with random bytes what `slice` gives: asked for anew after the user's function ran, which may call the guest and make its memory grow. */
export const fillRandom = (context: RunContext, slice: () => Uint8Array<ArrayBuffer>): void => {
  const bytes = slice()
  const { random } = context.options
  if (random) {
    // The user's function gets memory of its own: what it keeps is not the guest's.
    const filled = allocate(bytes.length)
    context.user(() => random(filled))
    slice().set(filled)
  } else {
    for (let at = 0; at < bytes.length; at += QUOTA) crypto.getRandomValues(bytes.subarray(at, at + QUOTA))
  }
}
