import { beforeEach, describe, expect, test } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { FLAG, OPEN, RIGHT, type Preview1 } from './preview1-libc.js'

const [OUT, LIST, DATA] = [1024, 20480, 65536]

inEveryDirectory('positions', (place) => {
  let p: Preview1
  let fd: number
  beforeEach(() => {
    ;({ p } = place())
    fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.write(fd, 'hello world')
  })

  describe('fd_seek', () => {
    test('counts from the start, from the current position, and from the end', () => {
      expect(p.tell(fd)).toBe(11n)
      expect(p.seek(fd, 3n, 0)).toBe(3n)
      expect(p.seek(fd, 2n, 1)).toBe(5n)
      expect(p.seek(fd, -4n, 1)).toBe(1n)
      expect(p.seek(fd, -1n, 2)).toBe(10n)
      expect(p.seek(fd, 5n, 2)).toBe(16n)
      expect(p.tell(fd)).toBe(16n)
      expect(p.read(fd, 9)).toBe('')
      p.write(fd, '!')
      expect(p.pread(fd, 99, 0n)).toBe('hello world\0\0\0\0\0!')
    })

    test('keeps the position when it fails', () => {
      p.seek(fd, 7n, 0)
      expect(() => p.seek(fd, -1n, 0)).toThrow('inval')
      expect(() => p.seek(fd, -8n, 1)).toThrow('inval')
      expect(() => p.seek(fd, -12n, 2)).toThrow('inval')
      expect(() => p.seek(fd, -(1n << 63n), 2)).toThrow('inval')
      for (const whence of [3, 4, -1, 255]) expect(() => p.seek(fd, 0n, whence as 0)).toThrow('inval')
      expect(p.tell(fd)).toBe(7n)
    })

    test('goes far beyond the end, where nothing can be read or written', () => {
      for (const far of [1n << 31n, 1n << 32n, (1n << 53n) - 1n, 1n << 53n, 1n << 62n]) {
        expect(p.seek(fd, far, 0)).toBe(far)
        expect(p.tell(fd)).toBe(far)
        expect(p.read(fd, 9)).toBe('')
      }
      expect(() => p.write(fd, 'x')).toThrow('fbig')
      expect(p.tell(fd)).toBe(1n << 62n)
      // This position is too large to be returned as an offset.
      expect(() => p.seek(fd, 1n << 62n, 1)).toThrow('inval')
      expect(p.fstat(fd).size).toBe(11n)
    })
  })

  describe('fd_pread and fd_pwrite', () => {
    test('leave the position unchanged', () => {
      p.seek(fd, 2n, 0)
      expect(p.pread(fd, 5, 6n)).toBe('world')
      expect(p.pwrite(fd, 'W', 6n)).toBe(1)
      expect(p.tell(fd)).toBe(2n)
      expect(p.read(fd, 99)).toBe('llo World')
    })

    test('use several buffers, including empty ones', () => {
      const parts = [
        [DATA, 2],
        [DATA + 100, 0],
        [DATA + 200, 3],
        [DATA + 300, 0],
        [DATA + 400, 90],
      ] as const
      p.fill(DATA, 500, 0)
      p.call('fd_pread', fd, ...p.vectors(LIST, parts), 3n, OUT)
      expect(p.u32(OUT)).toBe(8)
      expect(parts.map(([at]) => p.text(at, 4).replaceAll('\0', ''))).toEqual(['lo', '', ' wo', '', 'rld'])
      p.call('fd_pwrite', fd, ...p.vectors(LIST, parts.slice(0, 4)), 0n, OUT)
      expect(p.u32(OUT)).toBe(5)
      expect(p.pread(fd, 99, 0n)).toBe('lo wo world')
    })

    test('refuse an offset below 0 or above the size of any file', () => {
      for (const negative of [-1n, -(1n << 63n)]) {
        expect(() => p.pread(fd, 1, negative)).toThrow('inval')
        expect(() => p.pwrite(fd, 'x', negative)).toThrow('inval')
      }
      for (const far of [1n << 53n, (1n << 63n) - 1n]) {
        expect(p.pread(fd, 9, far)).toBe('')
        expect(() => p.pwrite(fd, 'x', far)).toThrow('fbig')
      }
      expect(p.fstat(fd).size).toBe(11n)
    })

    test('need the access that the file was opened with', () => {
      expect(() => p.pwrite(p.open(ROOT, 'file', { rights: RIGHT.read }), 'x', 0n)).toThrow('badf')
      expect(() => p.pread(p.open(ROOT, 'file', { rights: RIGHT.write }), 1, 0n)).toThrow('badf')
      expect(() => p.pread(ROOT, 1, 0n)).toThrow('isdir')
      expect(() => p.pwrite(ROOT, 'x', 0n)).toThrow('badf')
    })
  })

  describe('a file that is appended to', () => {
    test('is written at its end, which becomes the position', () => {
      const append = p.open(ROOT, 'file', { flags: FLAG.append })
      expect(p.tell(append)).toBe(0n)
      expect(p.read(append, 5)).toBe('hello')
      p.write(append, '!')
      expect(p.tell(append)).toBe(12n)
      p.write(fd, '?')
      p.write(append, '.')
      expect(p.pread(fd, 99, 0n)).toBe('hello world?.')
      expect(p.tell(append)).toBe(13n)
    })

    test('can stop appending, and start again', () => {
      p.call('fd_fdstat_set_flags', fd, FLAG.append)
      p.seek(fd, 0n, 0)
      p.write(fd, '!')
      p.call('fd_fdstat_set_flags', fd, 0)
      p.seek(fd, 0n, 0)
      p.write(fd, 'J')
      expect(p.pread(fd, 99, 0n)).toBe('Jello world!')
    })
  })

  describe('fd_allocate', () => {
    test('makes a file as long as requested, never shorter', () => {
      p.call('fd_allocate', fd, 0n, 5n)
      p.call('fd_allocate', fd, 5n, 6n)
      expect(p.fstat(fd).size).toBe(11n)
      p.call('fd_allocate', fd, 8n, 6n)
      expect(p.pread(fd, 99, 0n)).toBe('hello world\0\0\0')
      expect(p.tell(fd)).toBe(11n)
    })

    test('refuses an offset or length above the size of any file', () => {
      expect(() => p.call('fd_allocate', fd, -1n, 1n)).toThrow('inval')
      expect(() => p.call('fd_allocate', fd, 0n, -1n)).toThrow('inval')
      expect(() => p.call('fd_allocate', fd, 1n << 62n, 1n)).toThrow('fbig')
      expect(() => p.call('fd_allocate', fd, (1n << 63n) - 1n, (1n << 63n) - 1n)).toThrow('fbig')
      expect(p.fstat(fd).size).toBe(11n)
    })

    // https://pubs.opengroup.org/onlinepubs/9799919799/functions/posix_fallocate.html
    test('is invalid for a length of 0', () => {
      expect(() => p.call('fd_allocate', fd, 20n, 0n)).toThrow('inval')
    })

    test('needs a file that can be written', () => {
      expect(() => p.call('fd_allocate', p.open(ROOT, 'file', { rights: RIGHT.read }), 0n, 20n)).toThrow('badf')
      expect(() => p.call('fd_allocate', ROOT, 0n, 20n)).toThrow('badf')
    })
  })

  test('fd_filestat_set_size leaves the position unchanged', () => {
    p.call('fd_filestat_set_size', fd, 5n)
    expect(p.tell(fd)).toBe(11n)
    p.write(fd, '!')
    expect(p.pread(fd, 99, 0n)).toBe('hello\0\0\0\0\0\0!')
    expect(() => p.call('fd_filestat_set_size', fd, -1n)).toThrow('inval')
    expect(() => p.call('fd_filestat_set_size', ROOT, 0n)).toThrow('inval')
  })

  test('fd_advise takes all six kinds of advice', () => {
    for (const advice of [0, 1, 2, 3, 4, 5]) p.call('fd_advise', fd, 0n, 0n, advice)
    for (const advice of [6, 255, -1]) expect(() => p.call('fd_advise', fd, 0n, 0n, advice)).toThrow('inval')
    expect(() => p.call('fd_advise', ROOT, 0n, 0n, 0)).toThrow('badf')
    expect(p.fstat(fd).size).toBe(11n)
  })
})
