import { fillRandom, MAX_RANDOM } from '../context/random.js'
import { Invalid, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { part } from './host.js'

export const random = /* @__PURE__ */ part(({ memory, context }) => ({
  random_get: (pointer: number, length: number) =>
    attempt(() => {
      memory.address(pointer, length >>> 0)
      if (length >>> 0 > MAX_RANDOM) fail(Invalid)
      fillRandom(context, () => memory.slice(pointer, length))
    }),
}))
