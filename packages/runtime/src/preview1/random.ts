import { fillRandom } from '../random.js'
import { attempt, type HostPart } from './contract.js'

export const random: HostPart = (state) => ({
  random_get: (pointer: number, length: number) => attempt(() => fillRandom(state, () => state.memory.slice(pointer, length))),
})
