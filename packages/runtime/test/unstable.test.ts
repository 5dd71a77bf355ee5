import { describe, expect, test } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { asyncHost, errnoName, guestOf, type Guest } from './preview1-calls.js'
import { CLOCK, HOUR, MONOTONIC, READ, REALTIME, WRITE } from './preview1-polling.js'
import { OPEN, type Preview1 } from './preview1-libc.js'

const [OUT, PATH, COUNT, INPUT, EVENTS] = [1024, 2048, 4000, 4096, 32768]
/** The contents of memory that the host must not change. */
const FILL = 0xaa

inEveryDirectory('wasi_unstable', (place) => {
  const file = (p: Preview1, text: string): number => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.write(fd, text)
    return fd
  }

  test('a filestat has 56 bytes, and the contents of preview1’s', () => {
    const { p } = place()
    const fd = file(p, 'abc')
    p.link(ROOT, 'file', 'other')
    const length = p.put(PATH, 'file')
    const calls: [Parameters<Guest['call']>, Parameters<Guest['call']>][] = [
      [
        ['fd_filestat_get', fd, OUT],
        ['unstable_fd_filestat_get', fd, OUT],
      ],
      [
        ['path_filestat_get', ROOT, 0, PATH, length, OUT],
        ['unstable_path_filestat_get', ROOT, 0, PATH, length, OUT],
      ],
    ]
    for (const [preview1, unstable] of calls) {
      p.call(...preview1)
      const bytes = p.bytes(OUT, 64)
      expect(new DataView(bytes.buffer).getBigUint64(24, true)).toBe(2n)
      p.fill(OUT, 72, FILL)
      p.call(...unstable)
      expect([...p.bytes(OUT, 56)]).toEqual([...bytes.subarray(0, 20), ...bytes.subarray(24, 28), ...bytes.subarray(32)])
      expect([...p.bytes(OUT + 56, 16)]).toEqual(Array.from({ length: 16 }, () => FILL))
    }
  })

  test('its filestat has the errors of preview1’s', () => {
    const { p } = place()
    const length = p.put(PATH, 'none')
    expect(errnoName(p.errno('unstable_fd_filestat_get', 99, OUT))).toBe('badf')
    expect(errnoName(p.errno('unstable_path_filestat_get', ROOT, 0, PATH, length, OUT))).toBe('noent')
  })

  test('a link at the end of a path is followed on request', () => {
    const { p } = place()
    file(p, 'abc')
    p.symlink('file', ROOT, 'link')
    const length = p.put(PATH, 'link')
    const types = [0, 1].map((flags) => {
      p.call('unstable_path_filestat_get', ROOT, flags, PATH, length, OUT)
      return p.bytes(OUT + 16, 1)[0]
    })
    expect(types).toEqual([7, 4])
  })

  test('fd_seek counts from the position, the end and the start', () => {
    const { p } = place()
    const fd = file(p, 'abcdef')
    const seek = (offset: bigint, whence: number): bigint => {
      p.call('unstable_fd_seek', fd, offset, whence, OUT)
      return p.u64(OUT)
    }
    expect(seek(-2n, 1)).toBe(4n)
    expect(seek(-1n, 0)).toBe(3n)
    expect(seek(1n, 2)).toBe(1n)
    for (const whence of [3, 4, 255, -1]) {
      expect(errnoName(p.errno('unstable_fd_seek', fd, 0n, whence, OUT))).toBe('inval')
    }
  })
})

interface Subscription {
  tag: number
  fd?: number
  id?: number
  timeout?: bigint
  absolute?: boolean
}

/** Writes subscriptions in the layout of wasi_unstable. Their userdata are their indices. */
const putSubscriptions = (guest: Guest, list: readonly Subscription[]): void =>
  list.forEach(({ tag, fd = 0, id = MONOTONIC, timeout = 0n, absolute = false }, index) => {
    const at = INPUT + 56 * index
    guest.fill(at, 56, FILL)
    const { view } = guest
    view.setBigUint64(at, BigInt(index), true)
    view.setUint8(at + 8, tag)
    if (tag !== CLOCK) return view.setUint32(at + 16, fd, true)
    view.setUint32(at + 24, id, true)
    view.setBigUint64(at + 32, timeout, true)
    view.setBigUint64(at + 40, 0n, true)
    return view.setUint16(at + 48, Number(absolute), true)
  })

const happened = (guest: Guest): unknown[] =>
  Array.from({ length: guest.u32(COUNT) }, (_, index) => {
    const view = new DataView(guest.memory.buffer, EVENTS + 32 * index, 32)
    return [Number(view.getBigUint64(0, true)), errnoName(view.getUint16(8, true)), view.getUint8(10)]
  })

/** A clock that sleeps instantly. */
const clock = () => {
  let passed = 0n
  return {
    now: () => passed + HOUR,
    monotonic: () => passed,
    sleep: (time: bigint) => void (passed += time),
    passed: () => passed,
  }
}

describe('poll_oneoff of wasi_unstable', () => {
  const poll = (guest: Guest, list: readonly Subscription[]): unknown[] => {
    putSubscriptions(guest, list)
    guest.call('unstable_poll_oneoff', INPUT, EVENTS, list.length, COUNT)
    return happened(guest)
  }

  test('waits for the first of several clocks', async () => {
    const time = clock()
    const guest = await guestOf({ clock: time })
    expect(
      poll(guest, [
        { tag: CLOCK, timeout: HOUR },
        { tag: CLOCK, timeout: 5000n },
      ]),
    ).toEqual([[1, 'success', CLOCK]])
    expect(time.passed()).toBe(5000n)
    expect(poll(guest, [{ tag: CLOCK, id: REALTIME, timeout: HOUR + 7000n, absolute: true }])).toEqual([[0, 'success', CLOCK]])
    expect(time.passed()).toBe(7000n)
    guest.end()
  })

  test('reads descriptors between clocks', async () => {
    const guest = await guestOf({ clock: clock(), input: 'text' })
    const list = [
      { tag: CLOCK, timeout: HOUR },
      { tag: WRITE, fd: 1 },
      { tag: READ, fd: 0 },
      { tag: READ, fd: 77 },
      { tag: CLOCK, timeout: HOUR },
    ]
    expect(poll(guest, list)).toEqual([
      [1, 'success', WRITE],
      [2, 'success', READ],
      [3, 'badf', READ],
    ])
    guest.end()
  })

  test('waits without blocking the thread', async () => {
    const guest = asyncHost({ input: 'text' })
    // Longer than the call may take on a busy machine.
    putSubscriptions(guest, [{ tag: CLOCK, timeout: 100_000_000n }])
    const answer = guest.host.functions['unstable_poll_oneoff']!(INPUT, EVENTS, 1, COUNT)
    expect(answer).toBeInstanceOf(Promise)
    expect(await answer).toBe(0)
    expect(happened(guest)).toEqual([[0, 'success', CLOCK]])
    guest.end()
  })

  test('takes as many subscriptions as preview1', async () => {
    const guest = await guestOf({ clock: clock() })
    guest.memory.grow(200)
    const [many, events] = [65536, 56 * 65536 + INPUT]
    for (let index = 0; index < many; index++) guest.put(INPUT + 56 * index, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, WRITE))
    for (let index = 0; index < many; index++) guest.put(INPUT + 56 * index + 16, Uint8Array.of(1, 0, 0, 0))
    guest.call('unstable_poll_oneoff', INPUT, events, many, 0)
    expect(guest.u32(0)).toBe(many)
    expect(guest.bytes(events + 32 * (many - 1), 11)[10]).toBe(WRITE)
    for (const count of [0, -1, many + 1]) {
      expect(errnoName(guest.errno('unstable_poll_oneoff', INPUT, events, count, 0))).toBe('inval')
    }
    guest.end()
  })

  test.each([
    ['the last subscription', 4 * 65536 - 55, EVENTS, COUNT],
    ['the events', INPUT, 4 * 65536 - 31, COUNT],
    ['the count', INPUT, EVENTS, 4 * 65536 - 3],
  ])('traps where %s leaves memory', async (_, input, output, count) => {
    const guest = await guestOf({ clock: clock() })
    expect(() => guest.errno('unstable_poll_oneoff', input, output, 1, count)).toThrow(WebAssembly.RuntimeError)
    guest.end()
  })
})
