import { beforeEach, expect, test } from 'vitest'

import { inEveryDirectory, ROOT, type Place } from './every-directory.js'
import { FLAG, OPEN, RIGHT, type Preview1 } from './preview1-libc.js'

inEveryDirectory('files', (place) => {
  let p: Preview1
  let names: Place['names']
  beforeEach(() => void ({ p, names } = place()))

  test('write, seek, read, tell', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    expect(p.write(fd, 'hello world')).toBe(11)
    expect(p.seek(fd, 6n, 0)).toBe(6n)
    expect(p.read(fd, 100)).toBe('world')
    expect(p.read(fd, 100)).toBe('')
    expect(p.tell(fd)).toBe(11n)
    expect(p.seek(fd, -5n, 2)).toBe(6n)
    expect(p.seek(fd, 1n, 1)).toBe(7n)
    expect(() => p.seek(fd, -8n, 1)).toThrow('inval')
    expect(p.tell(fd)).toBe(7n)
  })

  test('positional reads and writes leave the position unchanged, and may leave a hole', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    expect(p.pwrite(fd, 'end', 5n)).toBe(3)
    expect(p.tell(fd)).toBe(0n)
    expect(p.pread(fd, 100, 3n)).toBe('\0\0end')
    expect(p.pread(fd, 100, 100n)).toBe('')
    expect(p.pread(fd, 0, 0n)).toBe('')
    expect(p.fstat(fd).size).toBe(8n)
  })

  test('append', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create, flags: FLAG.append })
    expect(p.fdstat(fd).flags).toBe(FLAG.append)
    p.write(fd, 'one')
    p.seek(fd, 0n, 0)
    p.write(fd, 'two')
    expect(p.tell(fd)).toBe(6n)
    p.pwrite(fd, '!', 0n)
    expect(p.pread(fd, 100, 0n)).toBe('onetwo!')
    p.call('fd_fdstat_set_flags', fd, 0)
    p.seek(fd, 0n, 0)
    p.write(fd, 'ONE')
    expect(p.pread(fd, 100, 0n)).toBe('ONEtwo!')
  })

  test('two descriptors of a file see each other’s writes', () => {
    const one = p.open(ROOT, 'file', { oflags: OPEN.create, flags: FLAG.append })
    const two = p.open(ROOT, 'file', { flags: FLAG.append })
    p.write(one, 'a')
    p.write(two, 'b')
    p.write(one, 'c')
    expect(p.pread(two, 9, 0n)).toBe('abc')
  })

  test('access is as requested', () => {
    p.create(ROOT, 'file')
    const reader = p.open(ROOT, 'file', { rights: RIGHT.read })
    expect(p.fdstat(reader).rights & (RIGHT.read | RIGHT.write)).toBe(RIGHT.read)
    expect(() => p.write(reader, 'x')).toThrow('badf')
    expect(() => p.call('fd_filestat_set_size', reader, 5n)).toThrow('inval')
    const writer = p.open(ROOT, 'file', { rights: RIGHT.write })
    expect(p.fdstat(writer).rights & (RIGHT.read | RIGHT.write)).toBe(RIGHT.write)
    expect(() => p.read(writer, 1)).toThrow('badf')
    expect(p.write(writer, 'x')).toBe(1)
    const neither = p.open(ROOT, 'file', { rights: 0n })
    expect(p.read(neither, 9)).toBe('x')
    expect(() => p.write(neither, 'x')).toThrow('badf')
  })

  test('create, exclusive, truncate', () => {
    expect(() => p.open(ROOT, 'file')).toThrow('noent')
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create | OPEN.exclusive })
    p.write(fd, 'text')
    expect(() => p.open(ROOT, 'file', { oflags: OPEN.create | OPEN.exclusive })).toThrow('exist')
    expect(p.fstat(p.open(ROOT, 'file', { oflags: OPEN.create })).size).toBe(4n)
    expect(p.fstat(p.open(ROOT, 'file', { oflags: OPEN.truncate })).size).toBe(0n)
    p.write(fd, 'x')
    expect(p.pread(fd, 9, 0n)).toBe('\0\0\0\0x')
    p.close(p.open(ROOT, 'file', { oflags: OPEN.truncate, rights: 0n }))
    expect(p.fstat(fd).size).toBe(0n)
    expect(() => p.open(ROOT, 'file', { oflags: OPEN.directory })).toThrow('notdir')
    expect(() => p.open(ROOT, 'new', { oflags: OPEN.directory | OPEN.create })).toThrow('inval')
  })

  test('set-size grows with zeros and truncates for good', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.write(fd, 'abcdef')
    p.call('fd_filestat_set_size', fd, 2n)
    p.call('fd_filestat_set_size', fd, 4n)
    expect(p.pread(fd, 9, 0n)).toBe('ab\0\0')
    expect(() => p.call('fd_filestat_set_size', fd, 1n << 63n)).toThrow('inval')
    expect(() => p.call('fd_filestat_set_size', fd, 1n << 60n)).toThrow('fbig')
    expect(() => p.pwrite(fd, 'x', 1n << 62n)).toThrow('fbig')
    expect(p.pread(fd, 9, 1n << 62n)).toBe('')
  })

  test('a removed file lives on while it is open', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.unlink(ROOT, 'file')
    expect(names()).toEqual(['.', '..'])
    p.write(fd, 'still here')
    expect(p.pread(fd, 99, 0n)).toBe('still here')
    expect(p.fstat(fd).links).toBe(0n)
    p.create(ROOT, 'file')
    expect(p.fstat(fd).ino).not.toBe(p.stat(ROOT, 'file').ino)
  })

  test('advice and sync', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.call('fd_advise', fd, 10n, 50n, 0)
    p.call('fd_datasync', fd)
    p.call('fd_sync', fd)
  })

  test('synchronous writing can be requested', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create, flags: FLAG.sync | FLAG.append })
    expect(p.fdstat(fd).flags).toBe(FLAG.sync | FLAG.append)
    p.write(fd, 'x')
    expect(p.stat(ROOT, 'file').size).toBe(1n)
  })

  test('a megabyte and more', () => {
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    const piece = 'x'.repeat(60_000)
    for (let i = 0; i < 40; i++) expect(p.write(fd, piece)).toBe(60_000)
    p.seek(fd, 0n, 0)
    let total = 0
    for (let got = 1; got > 0; total += got) got = p.read(fd, 100_000).length
    expect(total).toBe(2_400_000)
  })
})
