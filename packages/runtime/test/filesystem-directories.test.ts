import { beforeEach, expect, test } from 'vitest'

import { inEveryDirectory, ROOT, type Place } from './every-directory.js'
import { FLAG, OPEN, RIGHT, TYPE, type Preview1 } from './preview1-libc.js'

inEveryDirectory('directories', (place) => {
  let p: Preview1
  let names: Place['names']
  beforeEach(() => void ({ p, names } = place()))

  test('are made, listed and removed', () => {
    p.mkdir(ROOT, 'a')
    p.mkdir(ROOT, 'a/b/')
    expect(() => p.mkdir(ROOT, 'a')).toThrow('exist')
    expect(() => p.mkdir(ROOT, '.')).toThrow('exist')
    expect(() => p.mkdir(ROOT, 'x/y')).toThrow('noent')
    p.create(ROOT, 'a/file')
    expect(() => p.mkdir(ROOT, 'a/file')).toThrow('exist')
    expect(() => p.mkdir(ROOT, 'a/file/x')).toThrow('notdir')
    expect(() => p.rmdir(ROOT, 'a')).toThrow('notempty')
    expect(() => p.rmdir(ROOT, 'a/file')).toThrow('notdir')
    expect(() => p.rmdir(ROOT, 'a/file/')).toThrow('notdir')
    expect(() => p.rmdir(ROOT, 'a/b/.')).toThrow('inval')
    expect(() => p.rmdir(ROOT, 'a/b/..')).toThrow('notempty')
    expect(() => p.rmdir(ROOT, '..')).toThrow('perm')
    expect(() => p.rmdir(ROOT, 'none')).toThrow('noent')
    expect(() => p.unlink(ROOT, 'a/b')).toThrow('isdir')
    expect(() => p.unlink(ROOT, 'a/b/')).toThrow('isdir')
    expect(() => p.unlink(ROOT, 'a/file/')).toThrow('notdir')
    expect(() => p.unlink(ROOT, 'none/')).toThrow('noent')
    expect(() => p.unlink(ROOT, 'a/b/..')).toThrow('isdir')
    p.unlink(ROOT, 'a/file')
    p.rmdir(ROOT, 'a/b/')
    p.rmdir(ROOT, 'a')
    expect(names()).toEqual(['.', '..'])
  })

  test('have entries with the inode that stat returns', () => {
    const empty = p.readdir(p.openDirectory(ROOT, '.'))
    expect(empty[0]).toEqual({ name: '.', ino: p.fstat(ROOT).ino, type: TYPE.directory, next: 1n })
    expect(empty[1]).toMatchObject({ name: '..', type: TYPE.directory })
    p.create(ROOT, 'file')
    p.mkdir(ROOT, 'dir')
    p.symlink('file', ROOT, 'link')
    for (const name of ['file', 'dir', 'link']) {
      const { ino, type } = p.stat(ROOT, name)
      expect(p.readdir(ROOT).find((entry) => entry.name === name)).toMatchObject({ ino, type })
    }
    // `..` has the number of the directory itself, which does not reveal the one above. wasi-libc's scandir() needs one.
    const [own, above, ...others] = p.readdir(ROOT).map(({ ino }) => ino)
    expect(own).not.toBe(0n)
    expect(above).toBe(own)
    expect(new Set([own, ...others]).size).toBe(1 + others.length)
    expect(p.stat(ROOT, 'dir').type).toBe(TYPE.directory)
    expect(p.stat(ROOT, 'link').type).toBe(TYPE.link)
    expect(p.stat(ROOT, 'file').type).toBe(TYPE.file)
  })

  test('list many entries through a small buffer, each once', () => {
    const made = Array.from({ length: 100 }, (_, index) => `file.${index}`)
    for (const name of made) p.create(ROOT, name)
    for (const size of [256, 4096]) {
      const found = p.readdir(ROOT, size).map(({ name }) => name)
      expect(found.toSorted()).toEqual(
        [...names().slice(0, 2), ...made, ...(place().kind === 'memory' ? ['kept'] : [])].toSorted(),
      )
    }
  })

  test('continue at a cookie', () => {
    p.create(ROOT, 'file')
    const all = p.readdir(ROOT)
    p.call('fd_readdir', ROOT, 65536, 4096, all[1]!.next, 1024)
    const length = p.view.getUint32(65536 + 16, true)
    expect(new TextDecoder().decode(new Uint8Array(p.memory.buffer, 65536 + 24, length).slice())).toBe(all[2]!.name)
  })

  test('can be opened, but not read, written or sought', () => {
    p.mkdir(ROOT, 'dir')
    const fd = p.openDirectory(ROOT, 'dir')
    expect(p.fdstat(fd).type).toBe(TYPE.directory)
    // POSIX has a separate errno for reading: https://pubs.opengroup.org/onlinepubs/9799919799/functions/read.html
    expect(() => p.read(fd, 1)).toThrow('isdir')
    expect(() => p.write(fd, 'x')).toThrow('badf')
    expect(() => p.seek(fd, 0n, 1)).toThrow('badf')
    expect(() => p.open(ROOT, 'dir', { rights: RIGHT.read | RIGHT.write })).toThrow('isdir')
    expect(() => p.open(ROOT, 'dir', { oflags: OPEN.create, rights: RIGHT.read })).toThrow('isdir')
    expect(p.open(ROOT, 'dir/', { rights: RIGHT.read })).toBeGreaterThan(ROOT)
    expect(p.open(ROOT, '.', { rights: 0n, flags: FLAG.nonblock })).toBeGreaterThan(ROOT)
  })

  test('accept nothing new when they are removed while open', () => {
    p.mkdir(ROOT, 'dir')
    const fd = p.openDirectory(ROOT, 'dir')
    p.rmdir(ROOT, 'dir')
    expect(() => p.create(fd, 'file')).toThrow('noent')
    expect(() => p.mkdir(fd, 'dir')).toThrow('noent')
  })

  test('a path that is not a directory', () => {
    p.create(ROOT, 'file')
    const fd = p.open(ROOT, 'file')
    expect(() => p.open(fd, 'x')).toThrow('notdir')
    expect(() => p.open(ROOT, 'file/x')).toThrow('notdir')
    expect(() => p.open(ROOT, 'file/..')).toThrow('notdir')
    expect(() => p.open(ROOT, 'none/../file')).toThrow('noent')
    expect(() => p.open(ROOT, 'file/')).toThrow('notdir')
    expect(() => p.open(ROOT, 'file///')).toThrow('notdir')
    expect(() => p.stat(ROOT, 'file/')).toThrow('notdir')
    expect(() => p.open(ROOT, 'new/', { oflags: OPEN.create })).toThrow('isdir')
  })

  test('odd paths', () => {
    p.mkdir(ROOT, 'dir')
    p.mkdir(ROOT, 'dir/nested')
    p.create(ROOT, 'dir/nested/file')
    p.close(p.open(ROOT, 'dir/.//nested/../../dir/nested/../nested///./file'))
    expect(() => p.open(ROOT, '')).toThrow('noent')
    expect(() => p.open(ROOT, 'dir/nested/file\0')).toThrow('inval')
    expect(() => p.open(ROOT, '/dir/nested/file')).toThrow('perm')
    expect(() => p.open(ROOT, 'dir/nested/../../../dir/nested/file')).toThrow('perm')
    expect(() => p.open(ROOT, 'x'.repeat(256), { oflags: OPEN.create })).toThrow('nametoolong')
    // A name has at most 255 bytes, however many characters those are.
    for (const [letter, most] of [
      ['ä', 127],
      ['€', 85],
      ['🦊', 63],
    ] as const) {
      p.create(ROOT, letter.repeat(most))
      expect(names()).toContain(letter.repeat(most))
      expect(() => p.create(ROOT, letter.repeat(most + 1))).toThrow('nametoolong')
      expect(() => p.stat(ROOT, letter.repeat(most + 1))).toThrow('nametoolong')
    }
    expect(() => p.open(ROOT, `${'x'.repeat(60)}/`.repeat(2))).toThrow('noent')
  })

  test('path bytes that are not UTF-8', () => {
    for (const bytes of [
      [0x66, 0xff],
      [0xef, 0xbf],
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
    ]) {
      new Uint8Array(p.memory.buffer).set(bytes, 4096)
      expect(() => p.call('path_create_directory', ROOT, 4096, bytes.length)).toThrow('ilseq')
    }
    p.create(ROOT, 'f\uFFFD')
    expect(names()).toContain('f\uFFFD')
  })
})
