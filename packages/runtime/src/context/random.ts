import { allocate } from '../bytes.js'
import type { RunContext } from './run-context.js'

// getRandomValues refuses to fill more bytes. https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
const QUOTA = 65536

/** The maximum number of bytes that a guest may request at once. More would block the thread for seconds. */
export const MAX_RANDOM = 2 ** 26

/**
 * Fills the bytes that `slice` returns with random bytes. The option `random` may call the guest, whose memory may then grow, so
 * `slice` is called again after it.
 */
export const fillRandom = (context: RunContext, slice: () => Uint8Array<ArrayBuffer>): void => {
  const bytes = slice()
  const { random } = context.options
  if (random) {
    // The user's function gets a separate array, so it can't keep a view of the guest's memory.
    const filled = allocate(bytes.length)
    context.user(() => random(filled))
    slice().set(filled)
  } else {
    for (let at = 0; at < bytes.length; at += QUOTA) crypto.getRandomValues(bytes.subarray(at, at + QUOTA))
  }
}
