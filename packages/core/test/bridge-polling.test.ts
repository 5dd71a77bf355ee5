import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isolation } from './isolation-harness.js'

const [BADF, READ, WRITE] = [8, 1, 2]
const [FILE, DIRECTORY, STREAM] = [4, 3, 2]
const [INPUT, OUTPUT, COUNT] = [1024, 4096, 32]

interface Known {
  type: number
  rights: number
  size?: bigint
  position?: bigint
}
// Numbers up to the size of this list are open.
const open: Known[] = [
  { type: STREAM, rights: 2 },
  { type: STREAM, rights: 64 },
  { type: FILE, rights: 66, size: 9n, position: 4n },
  { type: FILE, rights: 64, size: 2n ** 33n, position: 1n },
  { type: FILE, rights: 2, size: 3n, position: 7n },
  { type: DIRECTORY, rights: 0 },
]

/** Polls through the bridge. The adapter that it plays knows `open`, and makes the events of timers and streams. */
const poll = (list: readonly { tag: number; fd: number; userdata: bigint }[]) => {
  const polled: { tag: number; fd: number }[] = []
  const known = (fd: number, act: (it: Known) => void): number => {
    const found = open[fd]
    if (!found) return BADF
    act(found)
    return 0
  }
  const it = isolation({
    functions: ['path_open', 'poll_oneoff'],
    adapter: (memory) => ({
      fd_fdstat_get: (fd: number, out: number) =>
        known(fd, ({ type, rights }) => {
          memory.view().setUint8(out, type)
          memory.view().setBigUint64(out + 8, BigInt(rights), true)
        }),
      fd_tell: (fd: number, out: number) =>
        open[fd]?.position === undefined ? BADF : known(fd, (one) => memory.view().setBigUint64(out, one.position!, true)),
      fd_filestat_get: (fd: number, out: number) =>
        known(fd, (one) => memory.view().setBigUint64(out + 32, one.size ?? 0n, true)),
      poll_oneoff: (from: number, to: number, count: number, happened: number) => {
        const view = memory.view()
        for (let index = 0; index < count; index++) {
          const [at, event] = [from + 48 * index, to + 32 * index]
          const [tag, fd] = [view.getUint8(at + 8), view.getUint32(at + 16, true)]
          polled.push({ tag, fd })
          view.setBigUint64(event, view.getBigUint64(at, true), true)
          view.setUint32(event + 8, tag << 16, true)
          view.setBigUint64(event + 16, tag ? 1n : 0n, true)
          view.setBigUint64(event + 24, tag ? 1n : 0n, true)
        }
        view.setUint32(happened, count, true)
        return 0
      },
    }),
  })
  list.forEach(({ tag, fd, userdata }, index) => {
    it.guestBytes().fill(0xaa, INPUT + 48 * index, INPUT + 48 * index + 48)
    it.guestView().setBigUint64(INPUT + 48 * index, userdata, true)
    it.guestView().setUint8(INPUT + 48 * index + 8, tag)
    it.guestView().setUint32(INPUT + 48 * index + 16, fd, true)
  })
  expect(it.wasi.poll_oneoff!(INPUT, OUTPUT, list.length, COUNT)).toBe(0)
  const events = Array.from({ length: it.guestView().getUint32(COUNT, true) }, (_, index) => {
    const view = new DataView(it.guest.buffer, OUTPUT + 32 * index, 32)
    return {
      userdata: view.getBigUint64(0, true),
      error: view.getUint16(8, true),
      tag: view.getUint8(10),
      bytes: view.getBigUint64(16, true),
      flags: view.getUint16(24, true),
    }
  })
  return { events, polled }
}

test('poll_oneoff gives the adapter what it can poll, and makes the other events', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ tag: fc.integer({ min: 1, max: 2 }), fd: fc.nat(7), userdata: fc.bigInt(0n, 2n ** 64n - 1n) }), {
        maxLength: 20,
      }),
      (list) => {
        const { events, polled } = poll(list)
        const byAdapter = ({ tag, fd }: { tag: number; fd: number }) =>
          open[fd]?.type === STREAM && open[fd].rights === (tag === READ ? 2 : 64)
        // A timer on the monotonic clock replaces all others.
        expect(polled).toEqual(list.map((one) => (byAdapter(one) ? { tag: one.tag, fd: one.fd } : { tag: 0, fd: 1 })))
        expect(events).toEqual(
          list.map(({ tag, fd, userdata }) => {
            const { type, size, position } = open[fd] ?? {}
            const bad = type === undefined || (type === STREAM && !byAdapter({ tag, fd }))
            const left = size === undefined ? 1n : size - position!
            const bytes = bad ? 0n : tag === WRITE ? 1n : left < 0n ? 0n : left
            return { userdata, error: bad ? BADF : 0, tag, bytes, flags: 0 }
          }),
        )
      },
    ),
  )
})
