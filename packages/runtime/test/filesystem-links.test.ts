import { beforeEach, expect, test } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { OPEN, RIGHT, TIME, TYPE, type Preview1 } from './preview1-libc.js'

inEveryDirectory('links', (place) => {
  let p: Preview1
  beforeEach(() => void ({ p } = place()))

  beforeEach(() => {
    p.mkdir(ROOT, 'dir')
    p.create(ROOT, 'file')
  })

  test('hard', () => {
    p.link(ROOT, 'file', 'dir/link')
    const { ino } = p.stat(ROOT, 'file')
    expect(p.stat(ROOT, 'dir/link')).toMatchObject({ ino, links: 2n })
    const fd = p.open(ROOT, 'file')
    p.write(fd, 'shared')
    expect(p.read(p.open(ROOT, 'dir/link'), 9)).toBe('shared')
    p.unlink(ROOT, 'file')
    expect(p.stat(ROOT, 'dir/link').links).toBe(1n)
    expect(() => p.link(ROOT, 'dir/link', 'dir')).toThrow('exist')
    expect(() => p.link(ROOT, 'dir', 'other')).toThrow('perm')
    expect(() => p.link(ROOT, 'none', 'other')).toThrow('noent')
    expect(() => p.link(ROOT, 'dir/link', 'other/')).toThrow('noent')
    expect(() => p.link(ROOT, 'dir/link', 'dir/link')).toThrow('exist')
    expect(() => p.call('path_link', ROOT, 1, 4096, 4, ROOT, 4096, 4)).toThrow('inval')
  })

  test('hard, to a symbolic link that leads nowhere', () => {
    p.symlink('nowhere', ROOT, 'dangling')
    p.link(ROOT, 'dangling', 'second')
    expect(p.readlink(ROOT, 'second')).toBe('nowhere')
    expect(() => p.link(ROOT, 'file', 'dangling')).toThrow('exist')
  })

  test('symbolic', () => {
    p.symlink('dir/../file', ROOT, 'link')
    expect(p.readlink(ROOT, 'link')).toBe('dir/../file')
    expect(p.readlink(ROOT, 'link', 4)).toBe('dir/')
    expect(() => p.readlink(ROOT, 'file')).toThrow('inval')
    expect(p.stat(ROOT, 'link')).toMatchObject({ type: TYPE.link, size: 11n })
    expect(p.stat(ROOT, 'link', true).ino).toBe(p.stat(ROOT, 'file').ino)
    expect(() => p.open(ROOT, 'link')).toThrow('loop')
    p.write(p.open(ROOT, 'link', { follow: true }), 'through')
    expect(p.read(p.open(ROOT, 'file'), 9)).toBe('through')
    expect(() => p.open(ROOT, 'link', { follow: true, oflags: OPEN.directory, rights: RIGHT.read })).toThrow('notdir')
    expect(() => p.open(ROOT, 'link', { follow: true, oflags: OPEN.create | OPEN.exclusive })).toThrow('exist')
    p.unlink(ROOT, 'link')
    expect(p.stat(ROOT, 'file').size).toBe(7n)
  })

  test('symbolic, to a directory', () => {
    p.create(ROOT, 'dir/inner')
    p.symlink('dir', ROOT, 'link')
    expect(p.stat(ROOT, 'link/inner').type).toBe(TYPE.file)
    expect(() => p.openDirectory(ROOT, 'link')).toThrow(/loop|notdir/)
    expect(p.fdstat(p.open(ROOT, 'link', { follow: true, oflags: OPEN.directory, rights: RIGHT.read })).type).toBe(TYPE.directory)
    // A trailing slash asks for the target.
    expect(p.stat(ROOT, 'link/').type).toBe(TYPE.directory)
    expect(p.openDirectory(ROOT, 'link/')).toBeGreaterThan(ROOT)
    expect(() => p.rmdir(ROOT, 'link')).toThrow('notdir')
    expect(() => p.rmdir(ROOT, 'link/')).toThrow('notdir')
    expect(() => p.unlink(ROOT, 'link/')).toThrow('notdir')
    // `..` is resolved along the path, which leads to the parent of `dir`.
    expect(p.stat(ROOT, 'link/../file').type).toBe(TYPE.file)
  })

  test('symbolic, chained and relative to where they lie', () => {
    p.mkdir(ROOT, 'dir/sub')
    p.symlink('../../file', ROOT, 'dir/sub/up')
    p.symlink('sub/up', ROOT, 'dir/over')
    p.symlink('dir/over', ROOT, 'first')
    expect(p.stat(ROOT, 'first', true).ino).toBe(p.stat(ROOT, 'file').ino)
  })

  test('symbolic, in cycles and to missing files', () => {
    p.symlink('loop', ROOT, 'loop')
    expect(() => p.open(ROOT, 'loop')).toThrow('loop')
    expect(() => p.open(ROOT, 'loop', { follow: true })).toThrow('loop')
    expect(() => p.stat(ROOT, 'loop/x')).toThrow('loop')
    p.symlink('b', ROOT, 'a')
    p.symlink('a', ROOT, 'b')
    expect(() => p.stat(ROOT, 'a', true)).toThrow('loop')
    p.symlink('nowhere', ROOT, 'dangling')
    expect(() => p.open(ROOT, 'dangling')).toThrow('loop')
    expect(() => p.openDirectory(ROOT, 'dangling')).toThrow(/loop|notdir/)
    expect(() => p.open(ROOT, 'dangling', { follow: true })).toThrow('noent')
    p.close(p.open(ROOT, 'dangling', { follow: true, oflags: OPEN.create }))
    expect(p.stat(ROOT, 'nowhere').type).toBe(TYPE.file)
  })

  test('symbolic, over an existing name', () => {
    expect(() => p.symlink('x', ROOT, 'new/')).toThrow('noent')
    expect(() => p.symlink('x', ROOT, 'dir')).toThrow('exist')
    expect(() => p.symlink('x', ROOT, 'dir/')).toThrow('exist')
    expect(() => p.symlink('x', ROOT, 'file')).toThrow('exist')
    expect(() => p.symlink('x', ROOT, 'file/')).toThrow('notdir')
    expect(() => p.symlink('x', ROOT, '.')).toThrow('exist')
  })

  test('cannot lead out', () => {
    expect(() => p.symlink('/etc/passwd', ROOT, 'absolute')).toThrow('perm')
    p.symlink('../outside', ROOT, 'up')
    p.symlink('dir/../../outside', ROOT, 'around')
    for (const name of ['up', 'around']) {
      expect(() => p.open(ROOT, name, { follow: true })).toThrow('perm')
      expect(() => p.open(ROOT, name, { follow: true, oflags: OPEN.create })).toThrow('perm')
      expect(() => p.stat(ROOT, name, true)).toThrow('perm')
      expect(() => p.stat(ROOT, `${name}/x`)).toThrow('perm')
      expect(() => p.setTimes(ROOT, name, 0n, 0n, TIME.mtime, true)).toThrow('perm')
      expect(() => p.rename(ROOT, 'file', `${name}/x`)).toThrow('perm')
      expect(() => p.link(ROOT, 'file', `${name}/x`)).toThrow('perm')
      expect(() => p.mkdir(ROOT, `${name}/x`)).toThrow('perm')
      expect(p.readlink(ROOT, name)).toMatch(/outside$/)
    }
    // A directory that the guest opened is a border as well.
    const dir = p.openDirectory(ROOT, 'dir')
    expect(() => p.open(dir, '../file')).toThrow('perm')
    expect(() => p.stat(dir, '..')).toThrow('perm')
  })
})
