import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { Pipe, SystemError } from '../src/errno/errno.js'
import { guestOf, type Guest, type Setup } from './preview1-calls.js'
import { preview1, RIGHT, TYPE } from './preview1-libc.js'

const [OUT, LIST, DATA] = [1024, 4096, 65536]

/** Writes `parts` from separate buffers. Returns the count. */
const gather = (guest: Guest, fd: number, parts: readonly string[]): number => {
  const vectors = parts.map((part, index) => [DATA + index * 256, guest.put(DATA + index * 256, part)] as const)
  guest.call('fd_write', fd, ...guest.vectors(LIST, vectors), OUT)
  return guest.u32(OUT)
}
/** A guest, and the chunks that it writes. */
const collecting = async () => {
  const chunks: string[] = []
  const errors: string[] = []
  const into = (list: string[]) => (chunk: Uint8Array) => void list.push(Buffer.from(chunk).toString())
  return { guest: await guestOf({ stdout: into(chunks), stderr: into(errors) }), chunks, errors }
}

test('captured output that does not fit into an array ends the run, with the output so far', async () => {
  const guest = await guestOf({ stdout: 'pipe' })
  expect(gather(guest, 1, ['x'.repeat(200)])).toBe(200)
  const Real = Uint8Array
  vi.stubGlobal(
    'Uint8Array',
    class extends Real<ArrayBuffer> {
      constructor(size: number) {
        if (size > 256) throw new RangeError('Array buffer allocation failed')
        super(size as never)
      }
    },
  )
  try {
    const list = guest.vectors(LIST, [[DATA, 200]])
    expect(() => guest.stubborn('fd_write', 1, ...list, OUT)).toThrow(WebAssembly.RuntimeError)
  } finally {
    vi.unstubAllGlobals()
  }
  // The array of 256 bytes is filled up.
  expect(guest.context.stdout.captured!()).toEqual(new Uint8Array(256).fill(120))
  expect(guest.context.failure!.error).toMatchObject({
    code: 'OUTPUT_LIMIT',
    message: expect.stringContaining(': out of memory') as string,
  })
})

describe('a write', () => {
  test('of a list of very many buffers is limited to a megabyte', async () => {
    const { guest, chunks } = await collecting()
    guest.memory.grow(30)
    const [list, count] = [4 * 65536, 60_000]
    for (let index = 0; index < count; index++) guest.view.setUint32(list + 8 * index + 4, 65536, true)
    const slices = vi.spyOn(guest.host.memory, 'slice')
    guest.call('fd_write', 1, list, count, OUT)
    expect(guest.u32(OUT)).toBe(1 << 20)
    expect(chunks.map(({ length }) => length)).toEqual([1 << 20])
    expect(slices.mock.calls.length).toBeLessThan(20)
  })

  test('gathers its buffers into one chunk, including empty ones', async () => {
    const { guest, chunks, errors } = await collecting()
    expect(gather(guest, 1, ['ab'])).toBe(2)
    expect(gather(guest, 1, ['', 'cd', '', '', 'efg', ''])).toBe(5)
    expect(gather(guest, 1, ['', 'h'])).toBe(1)
    expect(gather(guest, 2, ['i', 'j'])).toBe(2)
    expect([chunks, errors]).toEqual([['ab', 'cdefg', 'h'], ['ij']])
  })

  test('of 0 bytes succeeds', async () => {
    const { guest, chunks } = await collecting()
    expect([[], [''], ['', '']].map((parts) => gather(guest, 1, parts))).toEqual([0, 0, 0])
    expect(chunks.join('')).toBe('')
  })

  test('writes each byte once, whatever the buffers are', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    const { guest, chunks } = await collecting()
    fc.assert(
      fc.property(fc.array(text, { maxLength: 50 }), (parts) => {
        chunks.length = 0
        expect(gather(guest, 1, parts)).toBe(Buffer.byteLength(parts.join('')))
        expect(chunks.join('')).toBe(parts.join(''))
      }),
    )
  })

  test('of very many buffers', async () => {
    const { guest, chunks } = await collecting()
    guest.put(DATA, 'x'.repeat(3000))
    const vectors = Array.from({ length: 3000 }, (_, index) => [DATA + index, 1] as const)
    guest.call('fd_write', 1, ...guest.vectors(LIST, vectors), OUT)
    expect(guest.u32(OUT)).toBe(3000)
    expect(chunks.join('')).toBe('x'.repeat(3000))
  })

  test('returns how much it took of more than a megabyte', async () => {
    const { guest } = await collecting()
    guest.memory.grow(32)
    const half = [DATA, 700_000] as const
    guest.call('fd_write', 1, ...guest.vectors(LIST, [half]), OUT)
    expect(guest.u32(OUT)).toBe(700_000)
    guest.call('fd_write', 1, ...guest.vectors(LIST, [half, half]), OUT)
    expect(guest.u32(OUT)).toBeGreaterThanOrEqual(1 << 20)
  })

  test('sees a memory that has grown', async () => {
    const { guest, chunks } = await collecting()
    guest.memory.grow(1)
    const at = guest.memory.buffer.byteLength - 3
    guest.put(at, 'end')
    guest.call('fd_write', 1, ...guest.vectors(LIST, [[at, 3]]), OUT)
    expect(chunks).toEqual(['end'])
  })

  test('that fails is an errno', async () => {
    const stdout = {
      write() {
        throw new SystemError(Pipe)
      },
    }
    const guest = await guestOf({}, { stdout })
    expect(() => gather(guest, 1, ['x'])).toThrow('pipe')
  })

  test('to a callback that throws ends the run with its error, past any handler', async () => {
    const mine = new RangeError('mine')
    const guest = await guestOf({
      stdout: () => {
        throw mine
      },
    })
    guest.put(DATA, 'x')
    expect(() => guest.stubborn('fd_write', 1, ...guest.vectors(LIST, [[DATA, 1]]), OUT)).toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure).toEqual({ error: mine })
  })
})

describe('standard descriptors', () => {
  test('can be read or written, but not both', async () => {
    const p = await preview1()
    expect([0, 1, 2].map((fd) => p.fdstat(fd))).toEqual([
      { type: TYPE.unknown, flags: 0, rights: 1n << 1n },
      { type: TYPE.unknown, flags: 0, rights: 1n << 6n },
      { type: TYPE.unknown, flags: 0, rights: 1n << 6n },
    ])
    expect(() => p.write(0, 'x')).toThrow('badf')
    expect(() => p.read(1, 1)).toThrow('badf')
    expect(() => p.read(2, 1)).toThrow('badf')
  })

  test('refuse the wrong direction even for 0 bytes', async () => {
    const p = await preview1({ '/': { file: '' } })
    const writer = p.open(3, 'file', { rights: RIGHT.write })
    for (const fd of [1, 2, writer]) expect(() => p.read(fd, 0)).toThrow('badf')
    expect(() => p.read(3, 0)).toThrow('isdir')
  })

  test('are terminals where they are inherited and the platform says so', async () => {
    const isTerminal = (fd: number) => fd !== 1
    const types = async (options: object, setup: Setup = {}) => {
      const p = await preview1(undefined, options, { ...setup, platform: { isTerminal } })
      return [0, 1, 2].map((fd) => [p.fdstat(fd).type, p.fstat(fd).type])
    }
    const sink = { write: vi.fn<() => void>() }
    const [is, not] = [Array(2).fill(TYPE.character), Array(2).fill(TYPE.unknown)]
    expect(await types({}, { stdin: { readInto: () => 0 }, stdout: sink, stderr: sink })).toEqual([is, not, is])
    expect(await types({ input: 'x', stdout: 'pipe', stderr: () => undefined })).toEqual([not, not, not])
    expect(await types({ stderr: 'ignore' })).toEqual([not, not, not])
    const terminal = { columns: 80, rows: 24 }
    expect(await types({ terminal })).toEqual([not, is, is])
    expect(await types({ terminal, input: 'x', stdout: 'ignore', stderr: () => undefined })).toEqual([is, not, is])
    expect(await types({ terminal }, { stdin: { readInto: () => 0 }, stdout: sink })).toEqual([is, not, is])
  })

  test('have only a type in their filestat', async () => {
    const p = await preview1()
    p.fill(1024, 64, 0xaa)
    expect(p.fstat(1)).toEqual({ dev: 0n, ino: 0n, type: 0, links: 0n, size: 0n, atime: 0n, mtime: 0n, ctime: 0n })
    expect([...p.bytes(1024, 64)]).toEqual(Array(64).fill(0))
  })

  test('have no position', async () => {
    const p = await preview1({ '/': {} })
    for (const fd of [0, 1, 2]) {
      for (const whence of [0, 1, 2] as const) expect(() => p.seek(fd, 0n, whence)).toThrow('spipe')
      expect(() => p.tell(fd)).toThrow('spipe')
      expect(() => p.pread(fd, 1, 0n)).toThrow('spipe')
      expect(() => p.pwrite(fd, 'x', 0n)).toThrow('spipe')
      expect(() => p.call('fd_advise', fd, 0n, 0n, 0)).toThrow('spipe')
    }
  })

  test('are neither files nor directories', async () => {
    const p = await preview1({ '/': {} })
    for (const fd of [0, 1, 2]) {
      expect(() => p.call('fd_sync', fd)).toThrow('inval')
      expect(() => p.call('fd_datasync', fd)).toThrow('inval')
      expect(() => p.call('fd_allocate', fd, 0n, 1n)).toThrow('inval')
      expect(() => p.call('fd_filestat_set_size', fd, 0n)).toThrow('inval')
      expect(() => p.call('fd_filestat_set_times', fd, 0n, 0n, 1)).toThrow('inval')
      expect(() => p.call('fd_fdstat_set_flags', fd, 4)).toThrow('badf')
      expect(() => p.readdir(fd)).toThrow('badf')
      expect(() => p.open(fd, 'x')).toThrow('badf')
      expect(() => p.call('fd_prestat_get', fd, OUT)).toThrow('badf')
      expect(() => p.call('fd_prestat_dir_name', fd, OUT, 9)).toThrow('badf')
    }
  })
})
