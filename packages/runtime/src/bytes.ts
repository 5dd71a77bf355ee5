import { InsufficientSpace, fail } from './errno/errno.js'

/** Whether `value` is a Uint8Array, which may come from another realm (an iframe, a vm context). */
export const isBytes = (value: unknown): value is Uint8Array =>
  (value as { [Symbol.toStringTag]?: string } | null | undefined)?.[Symbol.toStringTag] === 'Uint8Array'

const encoder = /* @__PURE__ */ new TextEncoder()
// WASI strings are UTF-8, and a BOM is part of the content.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** `text` as UTF-8. */
export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** `bytes` as text. Malformed UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes)

// To the guest, an allocation that the engine refuses looks like a full disk.
const full = (error: unknown): never => {
  if (error instanceof RangeError) fail(InsufficientSpace)
  throw error
}

/** An array of `size` bytes. Fails if there is no memory for it. */
export const allocate = (size: number): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(size)
  } catch (error) {
    return full(error)
  }
}

/** A copy of `bytes`. Fails if there is no memory for it. */
export const copied = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  try {
    // For the short writes of most programs, `slice` takes 10 to 20 % longer in V8.
    return new Uint8Array(bytes)
  } catch (error) {
    return full(error)
  }
}

/** The bytes of `chunks`, one after the other. */
export const joined = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
