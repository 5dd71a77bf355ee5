import { GuestMemory, writeBytes, writeU32 } from './guest-memory.js'
import { serve } from './host.js'
import { EVENT, makePoll, MAX_SUBSCRIPTIONS, SUBSCRIPTION } from './polling.js'

// In wasi_unstable, the fields of a clock lie after an identifier, and a subscription has 56 bytes. Events are those of preview1.

const UNSTABLE = 56
/** The bytes of a subscription before the fields of its clock or descriptor, and where a clock has its fields. */
const HEAD = 16
const CLOCK = 24
const PAGE = 2 ** 16

/** Copies the subscriptions into a separate memory in preview1's layout, calls preview1's function, and copies the events back. */
export const unstable_poll_oneoff = /* @__PURE__ */ serve(
  'unstable_poll_oneoff',
  (table, memory, context) => {
    const pages = new WebAssembly.Memory({ initial: 1 })
    const own = new GuestMemory()
    own.bind(pages)
    const poll = makePoll(table, own, context)

    return (input: number, output: number, count: number, out: number) => {
      // Preview1's function refuses other counts.
      const all = count >>> 0 > MAX_SUBSCRIPTIONS ? 0 : count
      const events = all * SUBSCRIPTION
      const counted = events + all * EVENT
      const missing = Math.ceil((counted + 4) / PAGE - pages.buffer.byteLength / PAGE)
      if (missing > 0) pages.grow(missing)
      const from = memory.slice(input, all * UNSTABLE)
      for (let index = 0; index < all; index++) {
        const at = index * UNSTABLE
        const fields = at + (from[at + 8] ? HEAD : CLOCK)
        own.bytes.set(from.subarray(at, at + HEAD), index * SUBSCRIPTION)
        own.bytes.set(from.subarray(fields, fields + SUBSCRIPTION - HEAD), index * SUBSCRIPTION + HEAD)
      }
      const answer = (errno: number): number => {
        if (errno) return errno
        const happened = own.view.getUint32(counted, true)
        writeBytes(memory, output, own.slice(events, happened * EVENT))
        writeU32(memory, out, happened)
        return 0
      }
      const errno = poll(0, events, count, counted)
      return typeof errno === 'number' ? answer(errno) : errno.then(answer)
    }
  },
  () => true,
)
