import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { inEveryDirectory, ROOT } from './every-directory.js'
import { OPEN, preview1, RIGHT, TIME } from './preview1-libc.js'

inEveryDirectory('grants', (place) => {
  test('readonly', async () => {
    const { kind, folder, directory } = place()
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
    const { kind, directory } = place()
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
    // An inode number is only meaningful within its device.
    const inodes = [3, 4, 5].map((fd) => many.fstat(fd)).map(({ dev, ino }) => `${dev} ${ino}`)
    expect(new Set(inodes).size).toBe(3)
    many.close(3)
    expect(many.read(many.open(5, 'a'), 9)).toBe('b')
    many.end()
    fs.rmSync(other, { recursive: true })
  })
})
