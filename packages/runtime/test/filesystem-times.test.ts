import { beforeEach, expect, test } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { TIME, type Preview1 } from './preview1-libc.js'

inEveryDirectory('times', (place) => {
  let p: Preview1
  beforeEach(() => void ({ p } = place()))

  const [a, m] = [1_234_567_890_123_456_789n, 1_700_000_000_987_654_321n]

  test('are kept to the nanosecond', () => {
    p.create(ROOT, 'file')
    p.setTimes(ROOT, 'file', a, m, TIME.atime | TIME.mtime)
    expect(p.stat(ROOT, 'file')).toMatchObject({ atime: a, mtime: m })
    const fd = p.open(ROOT, 'file')
    const { mtime } = p.fstat(fd)
    p.call('fd_filestat_set_times', fd, 0n, mtime - 100n, TIME.mtime)
    expect(p.fstat(fd)).toMatchObject({ atime: a, mtime: mtime - 100n })
    expect(p.stat(ROOT, 'file')).toMatchObject({ atime: a, mtime: mtime - 100n })
    p.call('fd_filestat_set_times', fd, 0n, 0n, TIME.atimeNow)
    expect(p.fstat(fd).atime).toBeGreaterThan(m)
    expect(p.fstat(fd).mtime).toBe(mtime - 100n)
    expect(() => p.setTimes(ROOT, 'file', a, m, TIME.mtime | TIME.mtimeNow)).toThrow('inval')
  })

  test('of a link and of its target', () => {
    p.create(ROOT, 'file')
    p.symlink('file', ROOT, 'link')
    const before = p.stat(ROOT, 'file').mtime
    p.setTimes(ROOT, 'link', 0n, m, TIME.mtime)
    expect(p.stat(ROOT, 'link').mtime).toBe(m)
    expect(p.stat(ROOT, 'file').mtime).toBe(before)
    p.setTimes(ROOT, 'link', 0n, a, TIME.mtime, true)
    expect(p.stat(ROOT, 'file').mtime).toBe(a)
    expect(p.stat(ROOT, 'link').mtime).toBe(m)
  })

  test('of a directory', () => {
    p.mkdir(ROOT, 'dir')
    p.setTimes(ROOT, 'dir', a, m, TIME.atime | TIME.mtime)
    expect(p.stat(ROOT, 'dir')).toMatchObject({ atime: a, mtime: m })
    p.create(ROOT, 'dir/file')
    expect(p.stat(ROOT, 'dir').mtime).toBeGreaterThan(m)
  })

  test('advance with writes', () => {
    p.create(ROOT, 'file')
    p.setTimes(ROOT, 'file', a, a, TIME.atime | TIME.mtime)
    const fd = p.open(ROOT, 'file')
    p.write(fd, 'x')
    expect(p.fstat(fd).mtime).toBeGreaterThan(m)
    expect(p.fstat(fd).atime).toBe(a)
  })
})
