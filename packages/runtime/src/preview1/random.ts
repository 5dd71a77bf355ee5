import { attempt, type HostPart } from './contract.js'

// getRandomValues refuses more. https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
const QUOTA = 65536

export const random: HostPart = (state) => ({
  random_get: (pointer: number, length: number) =>
    attempt(() => {
      const bytes = state.memory.slice(pointer, length)
      const { random } = state.options
      if (random) {
        // The user's function gets memory of its own: what it keeps is not the guest's, whose memory it may even make grow.
        const filled = new Uint8Array(bytes.length)
        state.user(() => random(filled))
        state.memory.slice(pointer, length).set(filled)
      } else {
        for (let at = 0; at < bytes.length; at += QUOTA) crypto.getRandomValues(bytes.subarray(at, at + QUOTA))
      }
    }),
})
