import { fillRandom, MAX_RANDOM } from '../context/random.js'
import { Invalid, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { serve } from './host.js'

export const random_get = /* @__PURE__ */ serve(
  'random_get',
  (_table, memory, context) => (pointer: number, length: number) =>
    attempt(() => {
      memory.address(pointer, length >>> 0)
      if (length >>> 0 > MAX_RANDOM) fail(Invalid)
      fillRandom(context, () => memory.slice(pointer, length))
    }),
)
