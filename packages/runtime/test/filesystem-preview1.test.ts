import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Directory } from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory.js'
import { makeHostDirectory } from '../src/directory/node.js'
import { FLAG, OPEN, preview1, RIGHT, TIME, TYPE, type Preview1 } from './preview1.js'

const ROOT = 3

// What a program may rely on, in every kind of directory. `host by path` is how systems other than Linux do it.
describe.each(['memory', 'host', 'host by path'] as const)('preview1 in a %s directory', (kind) => {
  let p: Preview1
  let folder: string
  const lists = kind !== 'host by path' || process.platform === 'linux'

  const directory = (readonly = false): Directory =>
    kind === 'memory' ? memoryDirectory({ kept: 'text' }, { readonly }) : makeHostDirectory(folder, { readonly }, kind === 'host')

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
    p = await preview1({ '/': directory() })
  })
  afterEach(() => {
    p.end()
    fs.rmSync(folder, { recursive: true })
  })

  const names = (dir = ROOT): string[] =>
    p
      .readdir(dir)
      .map(({ name }) => name)
      .filter((name) => name !== 'kept')

  describe('files', () => {
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

    test('positional reads and writes leave the position alone, and may leave a hole', () => {
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

    test('two descriptors of a file see each other', () => {
      const one = p.open(ROOT, 'file', { oflags: OPEN.create, flags: FLAG.append })
      const two = p.open(ROOT, 'file', { flags: FLAG.append })
      p.write(one, 'a')
      p.write(two, 'b')
      p.write(one, 'c')
      expect(p.pread(two, 9, 0n)).toBe('abc')
    })

    test('access is as asked for', () => {
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

    test('set-size grows with zeros and cuts for good', () => {
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

    test('a file lives on while it is open', () => {
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
      expect(() => p.call('fd_allocate', fd, 0n, 10n)).toThrow('notsup')
      expect(p.fstat(fd).size).toBe(0n)
    })

    test('synchronous writing can be asked for', () => {
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

  describe('directories', () => {
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

    test('entries have the inode that stat tells', () => {
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
      expect(new Set(p.readdir(ROOT).map(({ ino }) => ino)).size).toBe(p.readdir(ROOT).length)
      expect(p.stat(ROOT, 'dir').type).toBe(TYPE.directory)
      expect(p.stat(ROOT, 'link').type).toBe(TYPE.link)
      expect(p.stat(ROOT, 'file').type).toBe(TYPE.file)
    })

    test.runIf(lists)('many entries come through a small buffer, each once', () => {
      const made = Array.from({ length: 100 }, (_, index) => `file.${index}`)
      for (const name of made) p.create(ROOT, name)
      for (const size of [256, 4096]) {
        const found = p.readdir(ROOT, size).map(({ name }) => name)
        expect(found.toSorted()).toEqual([...names().slice(0, 2), ...made, ...(kind === 'memory' ? ['kept'] : [])].toSorted())
      }
    })

    test('a cookie goes on where it was taken', () => {
      p.create(ROOT, 'file')
      const all = p.readdir(ROOT)
      p.call('fd_readdir', ROOT, 65536, 4096, all[1]!.next, 1024)
      const length = p.view.getUint32(65536 + 16, true)
      expect(new TextDecoder().decode(new Uint8Array(p.memory.buffer, 65536 + 24, length).slice())).toBe(all[2]!.name)
    })

    test('can be opened, but neither read nor written nor sought', () => {
      p.mkdir(ROOT, 'dir')
      const fd = p.openDirectory(ROOT, 'dir')
      expect(p.fdstat(fd).type).toBe(TYPE.directory)
      expect(() => p.read(fd, 1)).toThrow('badf')
      expect(() => p.write(fd, 'x')).toThrow('badf')
      expect(() => p.seek(fd, 0n, 1)).toThrow('badf')
      expect(() => p.open(ROOT, 'dir', { rights: RIGHT.read | RIGHT.write })).toThrow('isdir')
      expect(() => p.open(ROOT, 'dir', { oflags: OPEN.create, rights: RIGHT.read })).toThrow('isdir')
      expect(p.open(ROOT, 'dir/', { rights: RIGHT.read })).toBeGreaterThan(ROOT)
      expect(p.open(ROOT, '.', { rights: 0n, flags: FLAG.nonblock })).toBeGreaterThan(ROOT)
    })

    test('that is removed while open takes nothing new', () => {
      p.mkdir(ROOT, 'dir')
      const fd = p.openDirectory(ROOT, 'dir')
      p.rmdir(ROOT, 'dir')
      expect(() => p.create(fd, 'file')).toThrow('noent')
      expect(() => p.mkdir(fd, 'dir')).toThrow('noent')
    })

    test('a path that is no directory', () => {
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
      p.create(ROOT, 'ä'.repeat(127))
      expect(names()).toContain('ä'.repeat(127))
      expect(() => p.open(ROOT, `${'x'.repeat(60)}/`.repeat(2))).toThrow('noent')
    })

    test('path bytes that are no UTF-8', () => {
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

  describe('renames', () => {
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

    test('over what is there', () => {
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

    test('of two names of one file', () => {
      p.link(ROOT, 'one', 'alias')
      p.rename(ROOT, 'one', 'alias')
      expect(p.stat(ROOT, 'one').links).toBe(2n)
    })

    test('with slashes at the end', () => {
      p.rename(ROOT, 'dir/', 'target')
      p.rename(ROOT, 'target', 'dir/')
      p.rename(ROOT, 'dir/', 'target/')
      p.rename(ROOT, 'target', 'dir')
      expect(() => p.rename(ROOT, 'one/', 'three')).toThrow('notdir')
      expect(() => p.rename(ROOT, 'one', 'three/')).toThrow('notdir')
      expect(() => p.rename(ROOT, '.', 'three')).toThrow('busy')
      expect(() => p.rename(ROOT, 'dir', 'full/..')).toThrow('busy')
    })

    test('of a symbolic link moves the link', () => {
      p.symlink('one', ROOT, 'link')
      p.rename(ROOT, 'link', 'two')
      expect(p.readlink(ROOT, 'two')).toBe('one')
      expect(p.stat(ROOT, 'one').type).toBe(TYPE.file)
    })
  })

  describe('links', () => {
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
      expect(p.fdstat(p.open(ROOT, 'link', { follow: true, oflags: OPEN.directory, rights: RIGHT.read })).type).toBe(
        TYPE.directory,
      )
      // A slash asks for what it leads to.
      expect(p.stat(ROOT, 'link/').type).toBe(TYPE.directory)
      expect(p.openDirectory(ROOT, 'link/')).toBeGreaterThan(ROOT)
      expect(() => p.rmdir(ROOT, 'link')).toThrow('notdir')
      expect(() => p.rmdir(ROOT, 'link/')).toThrow('notdir')
      expect(() => p.unlink(ROOT, 'link/')).toThrow('notdir')
      // `..` goes back along the path, which is in `dir`'s parent.
      expect(p.stat(ROOT, 'link/../file').type).toBe(TYPE.file)
    })

    test('symbolic, chained and relative to where they lie', () => {
      p.mkdir(ROOT, 'dir/sub')
      p.symlink('../../file', ROOT, 'dir/sub/up')
      p.symlink('sub/up', ROOT, 'dir/over')
      p.symlink('dir/over', ROOT, 'first')
      expect(p.stat(ROOT, 'first', true).ino).toBe(p.stat(ROOT, 'file').ino)
    })

    test('symbolic, in circles and to nowhere', () => {
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

    test('symbolic, where there is something', () => {
      expect(() => p.symlink('x', ROOT, 'new/')).toThrow('noent')
      expect(() => p.symlink('x', ROOT, 'dir')).toThrow('exist')
      expect(() => p.symlink('x', ROOT, 'dir/')).toThrow('exist')
      expect(() => p.symlink('x', ROOT, 'file')).toThrow('exist')
      expect(() => p.symlink('x', ROOT, 'file/')).toThrow('notdir')
      expect(() => p.symlink('x', ROOT, '.')).toThrow('exist')
    })

    test('can not lead out', () => {
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

  describe('times', () => {
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

    test('of a link and of what it leads to', () => {
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

    test('move on with writes', () => {
      p.create(ROOT, 'file')
      p.setTimes(ROOT, 'file', a, a, TIME.atime | TIME.mtime)
      const fd = p.open(ROOT, 'file')
      p.write(fd, 'x')
      expect(p.fstat(fd).mtime).toBeGreaterThan(m)
      expect(p.fstat(fd).atime).toBe(a)
    })
  })

  test('readonly', async () => {
    if (kind !== 'memory') fs.writeFileSync(path.join(folder, 'kept'), 'text')
    const r = await preview1({ '/': directory(true) })
    expect(r.read(r.open(ROOT, 'kept', { rights: RIGHT.read }), 9)).toBe('text')
    expect(r.read(r.open(ROOT, 'kept', { rights: RIGHT.read, oflags: OPEN.create }), 9)).toBe('text')
    expect(r.readdir(ROOT).map(({ name }) => name)).toEqual(['.', '..', 'kept'])
    const before = r.stat(ROOT, 'kept')
    expect(() => r.open(ROOT, 'kept')).toThrow('rofs')
    expect(() => r.open(ROOT, 'kept', { oflags: OPEN.truncate, rights: RIGHT.read })).toThrow('rofs')
    expect(() => r.open(ROOT, 'new', { oflags: OPEN.create, rights: RIGHT.read })).toThrow('rofs')
    expect(() => r.mkdir(ROOT, 'new')).toThrow('rofs')
    expect(() => r.unlink(ROOT, 'kept')).toThrow('rofs')
    expect(() => r.rename(ROOT, 'kept', 'new')).toThrow('rofs')
    expect(() => r.link(ROOT, 'kept', 'new')).toThrow('rofs')
    expect(() => r.symlink('kept', ROOT, 'new')).toThrow('rofs')
    expect(() => r.setTimes(ROOT, 'kept', 0n, 0n, TIME.mtime)).toThrow('rofs')
    const fd = r.open(ROOT, 'kept', { rights: RIGHT.read })
    expect(() => r.call('fd_filestat_set_times', fd, 0n, 0n, TIME.mtime)).toThrow('rofs')
    expect(() => r.call('fd_filestat_set_size', fd, 0n)).toThrow('inval')
    expect(r.stat(ROOT, 'kept')).toEqual(before)
    r.end()
  })

  test('several directories', async () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
    const many = await preview1({
      '/': directory(),
      '/other': kind === 'memory' ? memoryDirectory() : makeHostDirectory(other, {}),
      '/tree': { a: 'b' },
    })
    const nameOf = (fd: number) => {
      many.call('fd_prestat_get', fd, 1024)
      const length = many.view.getUint32(1028, true)
      many.call('fd_prestat_dir_name', fd, 65536, length)
      return new TextDecoder().decode(new Uint8Array(many.memory.buffer, 65536, length).slice())
    }
    expect([nameOf(3), nameOf(4), nameOf(5)]).toEqual(['/', '/other', '/tree'])
    expect(() => nameOf(6)).toThrow('badf')
    expect(many.read(many.open(5, 'a'), 9)).toBe('b')
    many.create(3, 'file')
    expect(() => many.rename(3, 'file', 'x', 5)).toThrow('xdev')
    expect(() => many.link(3, 'file', 'x', 5)).toThrow('xdev')
    expect(() => many.open(4, '../tree/a')).toThrow('perm')
    const inodes = [3, 4, 5].map((fd) => many.fstat(fd).ino)
    expect(new Set(inodes).size).toBe(3)
    many.close(3)
    expect(many.read(many.open(5, 'a'), 9)).toBe('b')
    many.end()
    fs.rmSync(other, { recursive: true })
  })
})
