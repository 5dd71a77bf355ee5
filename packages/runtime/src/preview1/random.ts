import { Invalid, fail } from '../errno/errno.js'
import { fillRandom, MAX_RANDOM } from '../context/random.js'
import { attempt, type HostPart } from './part.js'

export const random: HostPart = (state) => ({
  random_get: (pointer: number, length: number) =>
    attempt(() => {
      state.memory.address(pointer, length >>> 0)
      if (length >>> 0 > MAX_RANDOM) fail(Invalid)
      fillRandom(state, () => state.memory.slice(pointer, length))
    }),
})
