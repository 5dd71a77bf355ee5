import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import type { InputStream } from '../src/stdio/streams.js'
import { CLOCK, happened, HOUR, input, output, poll, putSubscriptions, READ, REALTIME, timer, WRITE } from './preview1-polling.js'
import { errnoName, guestOf } from './preview1-calls.js'
import { FLAG, OPEN, preview1, RIGHT } from './preview1-libc.js'

const [BADF, INVAL] = [8, 28]

/** A clock that only moves when the guest sleeps. */
const virtual = (wall = 1_000_000n) => {
  const slept: bigint[] = []
  let time = 1000n
  const sleep = (ns: bigint) => void (slept.push(ns), (time += ns))
  return { slept, clock: { now: () => wall + time, monotonic: () => time, sleep } }
}

describe('timers', () => {
  test('sleep until the first one', async () => {
    const { clock, slept } = virtual()
    const guest = await guestOf({ clock })
    expect(happened(guest, [timer(900n), timer(500n), timer(700n)])).toEqual([1])
    expect(slept).toEqual([500n])
  })

  test('of the same instant happen together, relative or absolute, of either clock', async () => {
    const { clock, slept } = virtual()
    const guest = await guestOf({ clock })
    const list = [
      timer(900n),
      timer(500n),
      timer(1500n, { absolute: true }),
      timer(1_001_500n, { absolute: true, id: REALTIME }),
      timer(500n, { id: REALTIME }),
      timer(1501n, { absolute: true }),
    ]
    expect(happened(guest, list)).toEqual([1, 2, 3, 4])
    expect(slept).toEqual([500n])
  })

  test('in the past happen at once', async () => {
    const { clock, slept } = virtual()
    const guest = await guestOf({ clock })
    const list = [
      timer(HOUR),
      timer(0n),
      timer(1000n, { absolute: true }),
      timer(0n, { absolute: true }),
      timer(0n, { absolute: true, id: REALTIME }),
    ]
    expect(happened(guest, list)).toEqual([1, 2, 3, 4])
    expect(slept).toEqual([])
  })

  test('are events of a clock with only their userdata', async () => {
    const guest = await guestOf({ clock: virtual().clock })
    expect(poll(guest, [timer(5n, { userdata: 2n ** 64n - 1n })])).toEqual([
      { userdata: 2n ** 64n - 1n, error: 0, tag: CLOCK, bytes: 0n, flags: 0 },
    ])
  })

  test('wake up even if the clock stands still', async () => {
    const guest = await guestOf({ clock: { now: () => 0n, monotonic: () => 0n } })
    expect(happened(guest, [timer(HOUR), timer(1_000_000n)])).toEqual([1])
  })

  test('never ask a clock to sleep backwards', async () => {
    // The clock advances at each look.
    let time = 0n
    const slept: bigint[] = []
    const clock = { now: () => time, monotonic: () => (time += 400n), sleep: (ns: bigint) => void slept.push(ns) }
    const guest = await guestOf({ clock })
    for (let n = 1n; n < 2000n; n += 100n) expect(happened(guest, [timer(n)])).toEqual([0])
    expect(slept.filter((ns) => ns < 0n)).toEqual([])
  })

  test('wait on the real clock for as long as requested', async () => {
    const guest = await guestOf()
    const start = process.hrtime.bigint()
    expect(happened(guest, [timer(HOUR), timer(5_000_000n)])).toEqual([1])
    expect(process.hrtime.bigint() - start).toBeGreaterThanOrEqual(5_000_000n)
    const until = (BigInt(Date.now()) + 5n) * 1_000_000n
    expect(happened(guest, [timer(until, { absolute: true, id: REALTIME })])).toEqual([0])
    // A timer measures from its start, so it is exact to a fraction of the wall clock's millisecond.
    expect(BigInt(Date.now()) * 1_000_000n).toBeGreaterThanOrEqual(until - 1_000_000n)
  })

  test('of an unknown clock are an event with their error', async () => {
    const guest = await guestOf()
    for (const id of [2, 3, 99, 0xffffffff])
      expect(poll(guest, [timer(HOUR), timer(HOUR, { id })])).toEqual([
        { userdata: 1n, error: INVAL, tag: CLOCK, bytes: 0n, flags: 0 },
      ])
  })

  test('of a clock that throws end the run with its error', async () => {
    const mine = new Error('mine')
    const { clock } = virtual()
    clock.sleep = () => {
      throw mine
    }
    const guest = await guestOf({ clock })
    putSubscriptions(guest, [timer(5n)])
    expect(() => guest.stubborn('poll_oneoff', 4096, 32768, 1, 1024)).toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure).toEqual({ error: mine })
  })
})

describe('descriptors', () => {
  test('all that are ready happen at once, without waiting for timers', async () => {
    const { clock, slept } = virtual()
    const p = await preview1({ '/': { file: 'hello' } }, { clock, input: 'x' })
    const fd = p.open(3, 'file')
    p.seek(fd, 2n, 0)
    expect(poll(p, [timer(500n), input(), output(1), output(2), input(fd), output(fd)])).toEqual([
      { userdata: 1n, error: 0, tag: READ, bytes: 1n, flags: 0 },
      { userdata: 2n, error: 0, tag: WRITE, bytes: 1n, flags: 0 },
      { userdata: 3n, error: 0, tag: WRITE, bytes: 1n, flags: 0 },
      { userdata: 4n, error: 0, tag: READ, bytes: 3n, flags: 0 },
      { userdata: 5n, error: 0, tag: WRITE, bytes: 1n, flags: 0 },
    ])
    expect(slept).toEqual([])
  })

  // Other hosts set preview1's flag for a hangup here, which libc returns as POLLHUP. In POSIX, a regular file has no POLLHUP.
  test('a file at its end is ready without a hangup, and so is a nonblocking one', async () => {
    const p = await preview1({ '/': {} })
    const fd = p.open(3, 'file', { oflags: OPEN.create, flags: FLAG.nonblock })
    expect(poll(p, [input(fd)])).toEqual([{ userdata: 0n, error: 0, tag: READ, bytes: 0n, flags: 0 }])
    p.write(fd, 'x')
    p.seek(fd, 5n, 0)
    expect(poll(p, [input(fd)])).toMatchObject([{ bytes: 0n, flags: 0 }])
  })

  test('standard input at its end is ready', async () => {
    const guest = await guestOf({ input: '' })
    expect(happened(guest, [timer(HOUR), input()])).toEqual([1])
  })

  // POSIX: https://pubs.opengroup.org/onlinepubs/9799919799/functions/poll.html
  test('files and directories are ready for both, however they are open', async () => {
    const p = await preview1({ '/': { file: 'hello', dir: {} } })
    const [reader, writer] = [p.open(3, 'file', { rights: RIGHT.read }), p.open(3, 'file', { rights: RIGHT.write })]
    const each = [3, p.openDirectory(3, 'dir'), reader, writer]
    const events = poll(p, [timer(HOUR), ...each.map(input), ...each.map(output)])
    expect(events.map(({ userdata, error, tag }) => [userdata, error, tag])).toEqual([
      [1n, 0, READ],
      [2n, 0, READ],
      [3n, 0, READ],
      [4n, 0, READ],
      [5n, 0, WRITE],
      [6n, 0, WRITE],
      [7n, 0, WRITE],
      [8n, 0, WRITE],
    ])
    expect(events.slice(2, 4).map(({ bytes }) => bytes)).toEqual([5n, 5n])
  })

  test('closed ones, and streams of the other direction, are events with an error, and the others are served', async () => {
    const p = await preview1({ '/': { file: 'hello' } }, { input: 'x' })
    const closed = p.open(3, 'file')
    p.close(closed)
    for (const bad of [input(1), input(2), output(0), input(closed), output(closed), input(99), output(-1)]) {
      const event = { error: BADF, tag: bad.tag, bytes: 0n, flags: 0 }
      expect(poll(p, [bad])).toEqual([{ userdata: 0n, ...event }])
      expect(poll(p, [timer(HOUR), bad, input(0), bad])).toEqual([
        { userdata: 1n, ...event },
        { userdata: 2n, error: 0, tag: READ, bytes: 1n, flags: 0 },
        { userdata: 3n, ...event },
      ])
    }
  })
})

describe('standard input', () => {
  const stdin = (ready: () => boolean, wait = () => {}): InputStream => ({ readInto: () => 0, ready, wait })

  test('with a timer ends at the first event', async () => {
    let looks = 0
    const guest = await guestOf({}, { stdin: stdin(() => ++looks > 3) })
    expect(happened(guest, [timer(HOUR), input()])).toEqual([1])
    looks = -1_000_000
    expect(happened(guest, [timer(1_000_000n), input()])).toEqual([0])
  })

  test('twice is ready together', async () => {
    let looks = 0
    const guest = await guestOf({}, { stdin: stdin(() => ++looks > 5) })
    expect(happened(guest, [input(), timer(HOUR), input()])).toEqual([0, 2])
  })

  test('alone blocks in the input', async () => {
    let there = false
    const wait = vi.fn<(alone?: boolean) => void>(() => void (there = true))
    const guest = await guestOf({}, { stdin: stdin(() => there, wait) })
    expect(happened(guest, [input()])).toEqual([0])
    expect(wait.mock.calls).toEqual([[true]])
  })
})

describe('subscriptions', () => {
  test('there must be some, but not too many', async () => {
    const guest = await guestOf()
    for (const count of [0, -1, 1 << 20]) expect(() => guest.call('poll_oneoff', 4096, 32768, count, 1024)).toThrow('inval')
  })

  test('of another kind are invalid', async () => {
    const guest = await guestOf()
    for (const tag of [3, 4, 255]) expect(() => poll(guest, [{ tag }])).toThrow('inval')
  })

  test('outside of memory trap, and so do events', async () => {
    const guest = await guestOf()
    const end = guest.memory.buffer.byteLength
    putSubscriptions(guest, [output()], end - 48)
    guest.call('poll_oneoff', end - 48, 32768, 1, 1024)
    // The last subscription is only partly in memory.
    guest.view.setUint8(end - 19 + 8, WRITE)
    for (const [from, to, count] of [
      [end - 19, 32768, 1024],
      [-48, 32768, 1024],
      [end - 48, end - 31, 1024],
      [end - 48, -8, 1024],
      [end - 48, 32768, end - 3],
    ] as const)
      expect(() => guest.stubborn('poll_oneoff', from, to, 1, count)).toThrow('memory access out of bounds')
  })

  test('of any kind give an event each, in order, at the first instant that has one', async () => {
    const one = fc.oneof(
      fc.record({ tag: fc.constant(CLOCK), id: fc.nat(1), timeout: fc.bigInt(0n, 5000n), absolute: fc.boolean() }),
      fc.record({ tag: fc.constant(WRITE), fd: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ tag: fc.constant(READ), fd: fc.constant(0) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 20 }), async (list) => {
        const { clock, slept } = virtual(0n)
        const guest = await guestOf({ clock })
        const left = list.map((each) => {
          if (each.tag !== CLOCK) return 0n
          const { timeout, absolute } = each as { timeout: bigint; absolute: boolean }
          const rest = absolute ? timeout - 1000n : timeout
          return rest < 0n ? 0n : rest
        })
        const first = left.reduce((a, b) => (a < b ? a : b))
        expect(happened(guest, list)).toEqual(left.flatMap((each, index) => (each === first ? [index] : [])))
        expect(slept).toEqual(first ? [first] : [])
      }),
    )
  })

  test('of any bytes give events, an errno or a trap', async () => {
    const wild = fc.oneof(fc.nat(300_000), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
    const outcome = (act: () => number): string => {
      try {
        const errno = act()
        return errno ? errnoName(errno) : guest.u32(1024) > 0 ? 'ok' : 'nothing happened'
      } catch (error) {
        return error instanceof WebAssembly.RuntimeError ? 'trap' : String(error)
      }
    }
    // Distant timers are waited for by the clock, at once.
    const guest = await guestOf({ clock: virtual().clock })
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 48 * 4, maxLength: 48 * 4 }),
        fc.array(fc.nat(3), { minLength: 4 }),
        wild,
        fc.integer({ min: 0, max: 5 }),
        (bytes, tags, to, count) => {
          guest.put(4096, bytes)
          // Few bytes are valid tags, and few numbers are descriptors or clocks.
          for (let index = 0; index < 4; index++) {
            guest.view.setUint8(4096 + 48 * index + 8, tags[index]!)
            if (index % 2) guest.view.setUint32(4096 + 48 * index + 16, bytes[index]! % 4, true)
          }
          expect(outcome(() => guest.errno('poll_oneoff', 4096, to, count, 1024))).toBeOneOf(['ok', 'badf', 'inval', 'trap'])
          expect(guest.context.failure).toBeUndefined()
        },
      ),
      { numRuns: 500 },
    )
  })
})
