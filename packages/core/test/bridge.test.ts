import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isolation, type Isolation } from './isolation-harness.js'

const NOMEM = 48
const NAMETOOLONG = 37
const NOTSUP = 58
const INVAL = 28
const utf8 = new TextEncoder()

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Writes an iovec array to 64. Its buffers follow each other from 4096 on, with a gap of one byte after each. */
function iovecs({ guestView }: Isolation, lengths: readonly number[]): { at: number; buffers: [number, number][] } {
  let next = 4096
  const buffers = lengths.map((length): [number, number] => {
    const at = next
    next += length + 1
    return [at, length]
  })
  buffers.forEach(([pointer, length], index) => {
    guestView().setUint32(64 + 8 * index, pointer, true)
    guestView().setUint32(68 + 8 * index, length, true)
  })
  return { at: 64, buffers }
}

describe('transfers', () => {
  test('a write gathers all iovecs into one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { maxLength: 12 }), (lengths) => {
        let written = ''
        const it = isolation({
          functions: ['fd_write'],
          adapter: (memory) => ({
            fd_write: (_fd: number, iovs: number, count: number, nwritten: number) => {
              expect(count).toBe(1)
              const pointer = memory.view().getUint32(iovs, true)
              const length = memory.view().getUint32(iovs + 4, true)
              written = text(memory.bytes().subarray(pointer, pointer + length))
              memory.view().setUint32(nwritten, length, true)
              return 0
            },
          }),
        })
        const { at, buffers } = iovecs(it, lengths)
        let expected = ''
        buffers.forEach(([pointer, length], index) => {
          const part = String.fromCharCode(97 + index).repeat(length)
          it.guestBytes().set(utf8.encode(part), pointer)
          expected += part
        })
        expect(it.wasi.fd_write!(1, at, buffers.length, 32)).toBe(0)
        expect(written).toBe(expected)
        expect(it.guestView().getUint32(32, true)).toBe(expected.length)
      }),
      { numRuns: 60 },
    )
  })

  test('a read scatters what arrived and touches nothing after it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 12 }), fc.nat(), (lengths, seed) => {
        const room = lengths.reduce((sum, length) => sum + length, 0)
        const arrives = room === 0 ? 0 : seed % (room + 1)
        const it = isolation({
          functions: ['fd_read'],
          adapter: (memory) => ({
            fd_read: (_fd: number, iovs: number, _count: number, nread: number) => {
              const pointer = memory.view().getUint32(iovs, true)
              expect(memory.view().getUint32(iovs + 4, true)).toBe(room)
              const data = memory.bytes().subarray(pointer, pointer + room)
              for (let index = 0; index < arrives; index++) data[index] = 1 + (index % 250)
              memory.view().setUint32(nread, arrives, true)
              return 0
            },
          }),
        })
        const { at, buffers } = iovecs(it, lengths)
        it.guestBytes().fill(0xaa, 4096)
        expect(it.wasi.fd_read!(0, at, buffers.length, 32)).toBe(0)
        const got = buffers.flatMap(([pointer, length]) => [...it.guestBytes().subarray(pointer, pointer + length)])
        const expected = Array.from({ length: room }, (_, index) => (index < arrives ? 1 + (index % 250) : 0xaa))
        expect(got).toEqual(expected)
        for (const [pointer, length] of buffers) expect(it.guestBytes()[pointer + length]).toBe(0xaa)
      }),
      { numRuns: 60 },
    )
  })
})

test('a transfer is bounded at 1 MiB, whatever the iovecs say', () => {
  let offered = 0
  const it = isolation({
    functions: ['fd_write'],
    guestPages: 40,
    adapter: (memory) => ({
      fd_write: (_fd: number, iovs: number, _count: number, nwritten: number) => {
        offered = memory.view().getUint32(iovs + 4, true)
        memory.view().setUint32(nwritten, offered, true)
        return 0
      },
    }),
  })
  it.guestView().setUint32(64, 4096, true)
  it.guestView().setUint32(68, 1 << 20, true)
  it.guestView().setUint32(72, 4096, true)
  it.guestView().setUint32(76, 0xffffffff, true)
  expect(it.wasi.fd_write!(1, 64, 2, 32)).toBe(0)
  expect(offered).toBe(1 << 20)
  expect(it.guestView().getUint32(32, true)).toBe(1 << 20)
})

test('path_readlink copies back only what was produced', () => {
  const it = isolation({
    functions: ['path_readlink'],
    adapter: (memory) => ({
      path_readlink: (_fd: number, _path: number, _length: number, buffer: number, _room: number, used: number) => {
        memory.bytes().set(utf8.encode('target'), buffer)
        memory.view().setUint32(used, 6, true)
        return 0
      },
    }),
  })
  it.guestBytes().fill(0xaa, 1024, 2048)
  expect(it.wasi.path_readlink!(3, 64, 4, 1024, 512, 32)).toBe(0)
  expect(text(it.guestBytes().slice(1024, 1030))).toBe('target')
  expect([...it.guestBytes().subarray(1030, 2048)].every((byte) => byte === 0xaa)).toBe(true)
})

test('a failed call copies nothing back', () => {
  const it = isolation({ functions: ['clock_time_get'], adapter: () => ({ clock_time_get: () => 28 }) })
  it.guestBytes().fill(0xaa, 0, 64)
  expect(it.wasi.clock_time_get!(9, 0n, 16)).toBe(28)
  expect([...it.guestBytes().subarray(0, 64)].every((byte) => byte === 0xaa)).toBe(true)
})

test('fd_readdir offers the adapter as much room as the caller has', () => {
  let room = 0
  const it = isolation({
    functions: ['fd_readdir'],
    guestPages: 40,
    adapter: (memory) => ({
      fd_readdir: (_fd: number, _buffer: number, length: number, _cookie: bigint, used: number) => {
        room = length
        memory.view().setUint32(used, 3, true)
        return 0
      },
    }),
  })
  expect(it.wasi.fd_readdir!(3, 1024, 2_000_000, 0n, 32)).toBe(0)
  expect(room).toBe(2_000_000)
})

test('a small directory buffer is filled from a larger one and cut off', () => {
  let room = 0
  const entries = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
  const it = isolation({
    functions: ['fd_readdir'],
    adapter: (memory) => ({
      fd_readdir: (_fd: number, buffer: number, length: number, _cookie: bigint, used: number) => {
        room = length
        memory.bytes().set(entries, buffer)
        memory.view().setUint32(used, entries.length, true)
        return 0
      },
    }),
  })
  it.guestBytes().fill(0xaa, 1024, 2048)
  expect(it.wasi.fd_readdir!(3, 1024, 30, 0n, 32)).toBe(0)
  expect(room).toBe(4096)
  expect(it.guestView().getUint32(32, true)).toBe(30)
  expect([...it.guestBytes().subarray(1024, 1054)]).toEqual([...entries.subarray(0, 30)])
  expect(it.guestBytes()[1054]).toBe(0xaa)
  expect(it.wasi.fd_readdir!(3, 1024, 1000, 0n, 32)).toBe(0)
  expect(it.guestView().getUint32(32, true)).toBe(300)
})

describe('calls in which the adapter would trap', () => {
  test.each(['sock_accept', 'sock_recv', 'sock_send', 'proc_raise'] as const)('%s answers ENOTSUP', (name) => {
    const it = isolation({ functions: [name] })
    const args = { sock_accept: [4, 0, 16], sock_recv: [4, 64, 0, 0, 16, 20], sock_send: [4, 64, 0, 0, 16], proc_raise: [6] }[
      name
    ]
    expect(it.wasi[name]!(...args)).toBe(NOTSUP)
  })

  test('a path that is too long is ENAMETOOLONG', () => {
    const it = isolation({ functions: ['path_unlink_file'], guestPages: 4 })
    expect(it.wasi.path_unlink_file!(3, 0, 65536)).toBe(0)
    expect(it.wasi.path_unlink_file!(3, 0, 65537)).toBe(NAMETOOLONG)
  })

  test('a buffer that private memory cannot hold is ENOMEM, and the next call works', () => {
    const it = isolation({ functions: ['fd_readdir'] })
    expect(it.wasi.fd_readdir!(3, 0, 0xfff00000, 0n, 32)).toBe(NOMEM)
    expect(it.wasi.fd_readdir!(3, 0, 64, 0n, 32)).toBe(0)
  })

  test('an absurd number of subscriptions is EINVAL', () => {
    const it = isolation({ functions: ['poll_oneoff'] })
    expect(it.wasi.poll_oneoff!(0, 0, 0x10000000, 32)).toBe(INVAL)
  })
})

test('scratch space grows on demand and stays', () => {
  const it = isolation({ functions: ['fd_readdir'], guestPages: 200 })
  const pages = (): number => it.private.bytes().length / 65536
  expect(pages()).toBe(2)
  expect(it.wasi.fd_readdir!(3, 0, 8 << 20, 0n, 32)).toBe(0)
  const grown = pages()
  expect(grown).toBeGreaterThan(128)
  for (let index = 0; index < 100; index++) expect(it.wasi.fd_readdir!(3, 0, 8 << 20, 0n, 32)).toBe(0)
  expect(pages()).toBe(grown)
})

test('random_get comes in chunks: private memory does not grow with the request', () => {
  const it = isolation({
    functions: ['random_get'],
    guestPages: 200,
    adapter: (memory) => ({
      random_get: (pointer: number, size: number) => {
        memory.bytes().fill(7, pointer, pointer + size)
        return 0
      },
    }),
  })
  expect(it.wasi.random_get!(100, 8 << 20)).toBe(0)
  expect(it.guestBytes()[99]).toBe(0)
  expect(it.guestBytes()[100]).toBe(7)
  expect(it.guestBytes()[100 + (8 << 20) - 1]).toBe(7)
  expect(it.guestBytes()[100 + (8 << 20)]).toBe(0)
  expect(it.private.bytes().length).toBeLessThanOrEqual(4 * 65536)
})

describe('arguments and environment', () => {
  const strings = (it: Isolation, pointers: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => {
      const from = it.guestView().getUint32(pointers + 4 * index, true)
      return text(it.guestBytes().slice(from, it.guestBytes().indexOf(0, from)))
    })

  test('any strings arrive unchanged', () => {
    const word = fc.string({ maxLength: 300, unit: 'grapheme' }).filter((value) => !value.includes('\0'))
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.tuple(word, word)), (args, env) => {
        const it = isolation({
          functions: ['args_get', 'args_sizes_get', 'environ_get', 'environ_sizes_get'],
          arguments: args,
          environment: env,
          guestPages: 16,
        })
        for (const [prefix, values] of [
          ['args', args],
          ['environ', env.map(([key, value]) => `${key}=${value}`)],
        ] as const) {
          expect(it.wasi[`${prefix}_sizes_get`]!(16, 20)).toBe(0)
          expect(it.guestView().getUint32(16, true)).toBe(values.length)
          const bytes = values.reduce((sum, value) => sum + utf8.encode(value).length + 1, 0)
          expect(it.guestView().getUint32(20, true)).toBe(bytes)
          expect(it.wasi[`${prefix}_get`]!(1024, 65536)).toBe(0)
          expect(strings(it, 1024, values.length)).toEqual(values)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('1 MiB of arguments', () => {
    const args = Array.from({ length: 1024 }, (_, index) => String(index).padEnd(1024, 'x'))
    const it = isolation({ functions: ['args_get', 'args_sizes_get'], arguments: args, guestPages: 40 })
    expect(it.wasi.args_sizes_get!(16, 20)).toBe(0)
    expect(it.guestView().getUint32(20, true)).toBe(1024 * 1025)
    expect(it.wasi.args_get!(1024, 65536)).toBe(0)
    expect(strings(it, 1024, 1024)).toEqual(args)
  })
})

describe('NONBLOCK', () => {
  const flagsSeen = (filetype: number) => {
    const seen: number[] = []
    const it = isolation({
      functions: ['fd_fdstat_set_flags', 'path_open'],
      adapter: (memory) => ({
        fd_fdstat_get: (_fd: number, stat: number) => {
          memory.bytes()[stat] = filetype
          return 0
        },
        fd_fdstat_set_flags: (_fd: number, flags: number) => seen.push(flags) * 0,
        path_open: (...args: number[]) => seen.push(args[7]!) * 0,
      }),
    })
    return { it, seen }
  }

  test('is dropped in path_open', () => {
    const { it, seen } = flagsSeen(4)
    expect(it.wasi.path_open!(3, 0, 64, 1, 0, 0n, 0n, 4 | 1, 32)).toBe(0)
    expect(seen).toEqual([1])
  })

  test.each([
    { what: 'a regular file', filetype: 4, expected: 1 },
    { what: 'a terminal', filetype: 2, expected: 5 },
  ])('fd_fdstat_set_flags on $what passes $expected', ({ filetype, expected }) => {
    const { it, seen } = flagsSeen(filetype)
    expect(it.wasi.fd_fdstat_set_flags!(5, 4 | 1)).toBe(0)
    expect(seen).toEqual([expected])
  })
})

test('a descriptor that changes from reading to writing goes on at its position', () => {
  const calls: string[] = []
  const it = isolation({
    functions: ['fd_read', 'fd_write', 'path_open'],
    adapter: () => ({
      fd_read: (fd: number) => calls.push(`read ${fd}`) * 0,
      fd_write: (fd: number) => calls.push(`write ${fd}`) * 0,
      fd_seek: (fd: number, offset: bigint, whence: number) => calls.push(`seek ${fd} ${offset} ${whence}`) * 0 + 70,
    }),
  })
  const { at } = iovecs(it, [8])
  const use = (name: 'fd_read' | 'fd_write', fd: number) => expect(it.wasi[name]!(fd, at, 1, 32)).toBe(0)
  use('fd_write', 4)
  use('fd_write', 4)
  use('fd_read', 5)
  use('fd_read', 4)
  use('fd_read', 4)
  use('fd_write', 4)
  use('fd_read', 5)
  use('fd_write', 500)
  expect(calls).toEqual([
    'write 4',
    'write 4',
    'read 5',
    'seek 4 0 1',
    'read 4',
    'read 4',
    'seek 4 0 1',
    'write 4',
    'read 5',
    'write -1',
  ])
})

test('proc_exit passes the code on and never returns to the guest', () => {
  const codes: number[] = []
  const it = isolation({ functions: ['proc_exit'], exitWithCode: (code) => void codes.push(code) })
  for (const code of [0, 7, 255, 256 + 3]) expect(() => it.wasi.proc_exit!(code)).toThrow(WebAssembly.RuntimeError)
  expect(codes).toEqual([0, 7, 255, 3])
})

test('fd_prestat_dir_name writes the name and no further byte', () => {
  const it = isolation({
    functions: ['fd_prestat_dir_name'],
    adapter: (memory) => ({
      fd_prestat_get: (_fd: number, prestat: number) => {
        memory.view().setUint32(prestat + 4, 5, true)
        return 0
      },
      fd_prestat_dir_name: (_fd: number, path: number, length: number) => {
        expect(length).toBe(5)
        memory.bytes().set(utf8.encode('/data'), path)
        return 0
      },
    }),
  })
  it.guestBytes().fill(0xaa, 1024, 1100)
  expect(it.wasi.fd_prestat_dir_name!(3, 1024, 64)).toBe(0)
  expect(text(it.guestBytes().slice(1024, 1029))).toBe('/data')
  expect(it.guestBytes()[1029]).toBe(0xaa)
  expect(it.wasi.fd_prestat_dir_name!(3, 1024, 4)).toBe(NAMETOOLONG)
})

test('an invalid pointer of the guest traps instead of reading or writing elsewhere', () => {
  const it = isolation({ functions: ['clock_time_get', 'fd_write'] })
  expect(() => it.wasi.clock_time_get!(0, 0n, 0xfffffff8 | 0)).toThrow(WebAssembly.RuntimeError)
  expect(() => it.wasi.fd_write!(1, 0xfffffff8 | 0, 1, 0)).toThrow(WebAssembly.RuntimeError)
})
