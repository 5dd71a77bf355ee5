import { beforeEach, expect, test } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { TYPE, type Preview1 } from './preview1-libc.js'

inEveryDirectory('renames', (place) => {
  let p: Preview1
  beforeEach(() => void ({ p } = place()))

  beforeEach(() => {
    p.mkdir(ROOT, 'dir')
    p.mkdir(ROOT, 'empty')
    p.mkdir(ROOT, 'full')
    p.create(ROOT, 'full/file')
    p.create(ROOT, 'one')
    p.create(ROOT, 'two')
  })

  test('to a new name', () => {
    const { ino } = p.stat(ROOT, 'one')
    p.rename(ROOT, 'one', 'dir/moved')
    expect(() => p.stat(ROOT, 'one')).toThrow('noent')
    expect(p.stat(ROOT, 'dir/moved').ino).toBe(ino)
    p.rename(ROOT, 'dir', 'renamed')
    expect(p.stat(ROOT, 'renamed/moved').ino).toBe(ino)
    expect(() => p.rename(ROOT, 'none', 'other')).toThrow('noent')
  })

  test('over an existing entry', () => {
    const { ino } = p.stat(ROOT, 'one')
    const fd = p.open(ROOT, 'two')
    p.write(fd, 'of two')
    p.rename(ROOT, 'one', 'two')
    expect(p.stat(ROOT, 'two').ino).toBe(ino)
    expect(p.pread(fd, 9, 0n)).toBe('of two')
    p.rename(ROOT, 'dir', 'empty')
    expect(() => p.stat(ROOT, 'dir')).toThrow('noent')
    expect(() => p.rename(ROOT, 'empty', 'full')).toThrow('notempty')
    expect(() => p.rename(ROOT, 'empty', 'full/file')).toThrow('notdir')
    expect(() => p.rename(ROOT, 'two', 'full')).toThrow('isdir')
    expect(() => p.rename(ROOT, 'two', 'empty')).toThrow('isdir')
    expect(() => p.rename(ROOT, 'full/file', 'full')).toThrow()
  })

  test('of a directory into itself', () => {
    expect(() => p.rename(ROOT, 'dir', 'dir/sub')).toThrow('inval')
    p.mkdir(ROOT, 'dir/sub')
    expect(() => p.rename(ROOT, 'dir', 'dir/sub/deeper')).toThrow('inval')
    const sub = p.openDirectory(ROOT, 'dir/sub')
    expect(() => p.rename(ROOT, 'dir', 'deeper', sub)).toThrow('inval')
    expect(() => p.rename(ROOT, 'dir/sub', 'dir')).toThrow('notempty')
    p.rename(ROOT, 'dir', 'dir')
    expect(p.stat(ROOT, 'dir/sub').type).toBe(TYPE.directory)
  })

  test('between two names of one file', () => {
    p.link(ROOT, 'one', 'alias')
    p.rename(ROOT, 'one', 'alias')
    expect(p.stat(ROOT, 'one').links).toBe(2n)
  })

  test('with trailing slashes', () => {
    p.rename(ROOT, 'dir/', 'target')
    p.rename(ROOT, 'target', 'dir/')
    p.rename(ROOT, 'dir/', 'target/')
    p.rename(ROOT, 'target', 'dir')
    expect(() => p.rename(ROOT, 'one/', 'three')).toThrow('notdir')
    expect(() => p.rename(ROOT, 'one', 'three/')).toThrow('notdir')
    expect(() => p.rename(ROOT, '.', 'three')).toThrow('busy')
    expect(() => p.rename(ROOT, 'dir', 'full/..')).toThrow('busy')
  })

  test('of a symbolic link, which moves the link', () => {
    p.symlink('one', ROOT, 'link')
    p.rename(ROOT, 'link', 'two')
    expect(p.readlink(ROOT, 'two')).toBe('one')
    expect(p.stat(ROOT, 'one').type).toBe(TYPE.file)
  })
})
