import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Stat } from '../src/directory/directory.js'
import { Open } from '../src/preview1/open.js'
import { DescriptorTable, addDescriptor, closeDescriptor, closeDescriptors, renumber } from '../src/preview1/descriptor-table.js'
import type { Value } from './preview1-calls.js'
import { lettersOf, preview1Names } from './preview1-signatures.js'
import { FLAG, OPEN, preview1, RIGHT, TYPE } from './preview1-libc.js'

const ROOT = 3
const OUT = 1024
const BADF = 8

describe('descriptors', () => {
  test('get the number that was closed last, or the next one', async () => {
    const p = await preview1({ '/': { a: 'A', b: 'B' } })
    expect([p.open(ROOT, 'a'), p.open(ROOT, 'b'), p.open(ROOT, 'a')]).toEqual([4, 5, 6])
    p.close(5)
    expect(p.open(ROOT, 'a')).toBe(5)
    expect(p.read(5, 9)).toBe('A')
    p.close(4)
    p.close(6)
    expect([p.open(ROOT, 'b'), p.open(ROOT, 'b'), p.open(ROOT, 'b')].sort()).toEqual([4, 6, 7])
  })

  test('are bad when they are closed or were never opened', async () => {
    const p = await preview1({ '/': { file: '' } })
    const closed = p.open(ROOT, 'file')
    p.close(closed)
    p.vectors(20480, [[65536, 4]])
    p.put(4096, 'file')
    // These arguments are valid except for the descriptor.
    const args: Record<string, Value> = { i: 0, l: 0n, n: 4, s: 4096, b: 65536, v: 20480, p: OUT }
    for (const name of preview1Names) {
      const letters = lettersOf(name)
      if (!letters.includes('d') || /^sock_(accept|recv|send)/.test(name)) continue
      for (const bad of [closed, 99, -1, 0x7fffffff, -0x80000000]) {
        const values = letters.map((letter, index): Value => {
          if (letter === 'd') return bad
          return letters[index - 1] === 'v' ? 1 : args[letter]!
        })
        expect(() => p.call(name, ...values), `${name} of ${bad}`).toThrow('badf')
      }
    }
  })

  test('of standard streams can be closed, and their numbers reused', async () => {
    const p = await preview1({ '/': { file: 'text' } }, { input: 'in' })
    p.close(1)
    expect(() => p.write(1, 'x')).toThrow('badf')
    expect(p.open(ROOT, 'file')).toBe(1)
    expect(p.read(1, 9)).toBe('text')
    p.close(0)
    expect(() => p.read(0, 1)).toThrow('badf')
    expect(() => p.close(0)).toThrow('badf')
  })

  test('are limited to what the run allows, and opening one more has no effect', async () => {
    const p = await preview1({ '/': { file: 'text' } }, { maxHandles: 1024 })
    while (p.open(ROOT, 'file', { rights: RIGHT.read }) < 1023);
    expect(() => p.open(ROOT, 'file')).toThrow('mfile')
    expect(() => p.open(ROOT, 'file', { oflags: OPEN.truncate })).toThrow('mfile')
    expect(() => p.open(ROOT, 'new', { oflags: OPEN.create })).toThrow('mfile')
    expect(p.stat(ROOT, 'file').size).toBe(4n)
    expect(() => p.stat(ROOT, 'new')).toThrow('noent')
    p.call('fd_renumber', 1000, 500)
    expect(p.open(ROOT, 'file')).toBe(1000)
    expect(() => p.open(ROOT, 'file')).toThrow('mfile')
    p.close(7)
    expect(p.open(ROOT, 'file')).toBe(7)
  })
})

describe('fd_renumber', () => {
  test('moves a descriptor over another one, which is closed', async () => {
    const p = await preview1({ '/': { a: 'A', b: 'B' } })
    const [a, b] = [p.open(ROOT, 'a'), p.open(ROOT, 'b')]
    p.call('fd_renumber', a, b)
    expect(p.read(b, 9)).toBe('A')
    expect(() => p.read(a, 9)).toThrow('badf')
    expect(p.open(ROOT, 'b')).toBe(a)
  })

  test('onto itself does nothing', async () => {
    const p = await preview1({ '/': { a: 'A' } })
    const a = p.open(ROOT, 'a')
    p.call('fd_renumber', a, a)
    expect(p.read(a, 9)).toBe('A')
  })

  test('needs both to be open', async () => {
    const p = await preview1({ '/': { a: 'A' } })
    const a = p.open(ROOT, 'a')
    expect(() => p.call('fd_renumber', a, 99)).toThrow('badf')
    expect(() => p.call('fd_renumber', 99, a)).toThrow('badf')
    expect(() => p.call('fd_renumber', 99, 99)).toThrow('badf')
    expect(p.read(a, 9)).toBe('A')
  })

  test('redirects output, input and the directory itself', async () => {
    const p = await preview1({ '/': { in: 'from the file', out: '' } }, { input: 'not this' })
    p.call('fd_renumber', p.open(ROOT, 'out'), 1)
    p.write(1, 'hello')
    p.call('fd_renumber', p.open(ROOT, 'in'), 0)
    expect(p.read(0, 99)).toBe('from the file')
    expect(p.context.stdout.captured?.()).toEqual(new Uint8Array(0))
    p.call('fd_renumber', ROOT, 2)
    expect(p.stat(2, 'out').size).toBe(5n)
    p.call('fd_prestat_get', 2, OUT)
    expect(() => p.call('fd_prestat_get', ROOT, OUT)).toThrow('badf')
  })
})

test('any order of opening, closing and moving keeps descriptors separate', async () => {
  const step = fc.oneof(
    fc.record({ act: fc.constant('open'), file: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ act: fc.constant('close'), fd: fc.nat(9) }),
    fc.record({ act: fc.constant('move'), fd: fc.nat(9), to: fc.nat(9) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const p = await preview1({ '/': { a: 'a', b: 'b', c: 'c' } })
      const model = new Map<number, string>()
      let apart = true
      for (const one of steps) {
        const { act, file, fd, to } = one as { act: string; file: string; fd: number; to: number }
        if (act === 'open') {
          const opened = p.open(ROOT, file)
          // The number must be free, and no higher than necessary.
          apart &&= opened > ROOT && opened <= ROOT + steps.length && !model.has(opened)
          model.set(opened, file)
        } else if (act === 'close') {
          apart &&= fd <= ROOT || p.errno('fd_close', fd) === (model.delete(fd) ? 0 : BADF)
        } else if (fd > ROOT && to > ROOT) {
          const [moved, replaced] = [model.get(fd), model.get(to)]
          apart &&= p.errno('fd_renumber', fd, to) === (moved && replaced ? 0 : BADF)
          if (!moved || !replaced) continue
          model.delete(fd)
          model.set(to, moved)
        }
        expect(apart, JSON.stringify(one)).toBe(true)
        for (const [number, name] of model) expect(p.pread(number, 9, 0n)).toBe(name)
      }
      p.end()
    }),
    { numRuns: 50 },
  )
})

describe('preopened directories', () => {
  test('have their names, up to the requested length', async () => {
    const p = await preview1({ '/': {}, '/söme/dir': {} })
    p.call('fd_prestat_get', 4, OUT)
    expect([p.u32(OUT), p.u32(OUT + 4)]).toEqual([0, 10])
    p.fill(65536, 20, 0xaa)
    p.call('fd_prestat_dir_name', 4, 65536, 20)
    expect([p.text(65536, 10), ...p.bytes(65546, 2)]).toEqual(['/söme/dir', 0xaa, 0xaa])
    expect(() => p.call('fd_prestat_dir_name', 4, 65536, 9)).toThrow('nametoolong')
  })

  test('are followed by descriptors that do not count as preopened', async () => {
    const p = await preview1({ '/': { dir: {}, file: '' } })
    for (const fd of [p.openDirectory(ROOT, 'dir'), p.openDirectory(ROOT, '.'), p.open(ROOT, 'file'), 99]) {
      expect(() => p.call('fd_prestat_get', fd, OUT)).toThrow('badf')
      expect(() => p.call('fd_prestat_dir_name', fd, 65536, 9)).toThrow('badf')
    }
    const none = await preview1()
    expect(() => none.call('fd_prestat_get', ROOT, OUT)).toThrow('badf')
  })
})

describe('fd_fdstat', () => {
  test('tells type, flags and rights', async () => {
    const p = await preview1({ '/': { file: '' } })
    const access = (fd: number) => {
      const { type, flags, rights } = p.fdstat(fd)
      return [type, flags, rights & (RIGHT.read | RIGHT.write)]
    }
    expect(access(p.open(ROOT, 'file'))).toEqual([TYPE.file, 0, RIGHT.read | RIGHT.write])
    expect(access(p.open(ROOT, 'file', { rights: RIGHT.read, flags: 31 }))).toEqual([TYPE.file, 31, RIGHT.read])
    expect(access(p.open(ROOT, 'file', { rights: RIGHT.write }))).toEqual([TYPE.file, 0, RIGHT.write])
    expect(access(ROOT)).toEqual([TYPE.directory, 0, 0n])
    // The rights are to open (13), list (14), stat and remove entries, plus those that opened entries may have.
    for (const right of [9n, 10n, 13n, 14n, 18n, 25n, 26n]) expect(p.fdstat(ROOT).rights & (1n << right)).not.toBe(0n)
    p.call('fd_fdstat_get', ROOT, OUT)
    expect(p.u64(OUT + 16) & (RIGHT.read | RIGHT.write)).toBe(RIGHT.read | RIGHT.write)
  })

  test('APPEND and NONBLOCK of a file can be set and reset', async () => {
    const p = await preview1({ '/': { file: 'text' } })
    const fd = p.open(ROOT, 'file', { flags: FLAG.sync | FLAG.append })
    for (const flags of [FLAG.nonblock, FLAG.append | FLAG.nonblock, FLAG.append, 0]) {
      p.call('fd_fdstat_set_flags', fd, flags)
      // Opening a file decides how its writes reach the disk.
      expect(p.fdstat(fd).flags).toBe(flags | FLAG.sync)
    }
    p.write(fd, 'T')
    p.call('fd_fdstat_set_flags', fd, FLAG.append)
    p.write(fd, '!')
    expect(p.pread(fd, 9, 0n)).toBe('Text!')
    for (const flags of [FLAG.dsync, FLAG.rsync, FLAG.sync, FLAG.append | FLAG.sync, 32, -1])
      expect(() => p.call('fd_fdstat_set_flags', fd, flags)).toThrow('inval')
    expect(p.fdstat(fd).flags).toBe(FLAG.append | FLAG.sync)
    expect(() => p.call('fd_fdstat_set_flags', ROOT, FLAG.append)).toThrow('badf')
  })

  test('rights cannot be set', async () => {
    const p = await preview1({ '/': {} })
    expect(() => p.call('fd_fdstat_set_rights', ROOT, 0n, 0n)).toThrow('notsup')
  })
})

test('sockets are not supported', async () => {
  const p = await preview1({ '/': {} })
  for (const fd of [0, ROOT]) {
    expect(() => p.call('sock_accept', fd, 0, OUT)).toThrow('notsup')
    expect(() => p.call('sock_recv', fd, 0, 0, 0, OUT, OUT)).toThrow('notsup')
    expect(() => p.call('sock_send', fd, 0, 0, 0, OUT)).toThrow('notsup')
    expect(() => p.call('sock_shutdown', fd, 0)).toThrow('notsock')
  }
})

describe('a table', () => {
  class Fake extends Open {
    readonly type = 0
    readonly access = 0
    readonly rights = 0n
    constructor(override readonly dispose: () => void) {
      super()
    }
    stat(): Stat {
      throw new Error('a fake has no status')
    }
  }

  test('disposes of everything once: when it is closed, replaced, or at the end', () => {
    const disposed: string[] = []
    const table = new DescriptorTable([])
    const [closed, moved, replaced] = ['closed', 'moved', 'replaced', 'left'].map((name) =>
      addDescriptor(table, new Fake(() => void disposed.push(name))),
    ) as [number, number, number]
    closeDescriptor(table, closed)
    renumber(table, moved, replaced)
    expect(disposed).toEqual(['closed', 'replaced'])
    closeDescriptors(table)
    closeDescriptors(table)
    expect(disposed).toEqual(['closed', 'replaced', 'moved', 'left'])
    expect(() => table.get(replaced)).toThrow('errno 8')
  })

  test('disposes of all others when one fails', () => {
    const mine = new Error('mine')
    let disposed = 0
    const table = new DescriptorTable([
      new Fake(() => {
        throw mine
      }),
      new Fake(() => void disposed++),
    ])
    expect(() => closeDescriptors(table)).toThrow(mine)
    expect(disposed).toBe(1)
  })
})
