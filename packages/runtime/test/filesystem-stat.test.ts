import fs from 'node:fs'
import path from 'node:path'

import { beforeEach, expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { inEveryDirectory, ROOT } from './every-directory.js'
import { OPEN, preview1, RIGHT, TIME, TYPE, type Filestat, type Preview1 } from './preview1-libc.js'

const identity = ({ dev, ino }: Filestat): string => `${dev} ${ino}`

inEveryDirectory('filestat', (place) => {
  let p: Preview1
  beforeEach(() => void ({ p } = place()))

  test('distinguishes files and directories by device and inode, not by name', () => {
    p.mkdir(ROOT, 'dir')
    for (const name of ['a', 'b', 'dir/a']) p.create(ROOT, name)
    p.symlink('a', ROOT, 'link')
    const all = ['.', 'dir', 'a', 'b', 'dir/a', 'link'].map((name) => p.stat(ROOT, name))
    expect(new Set(all.map(identity)).size).toBe(all.length)
    expect(new Set(all.map(({ dev }) => dev)).size).toBe(1)
    expect(all.every(({ ino }) => ino > 0n)).toBe(true)
    p.link(ROOT, 'a', 'dir/alias')
    expect(identity(p.stat(ROOT, 'dir/alias'))).toBe(identity(p.stat(ROOT, 'a')))
    expect(identity(p.stat(ROOT, 'link', true))).toBe(identity(p.stat(ROOT, 'a')))
    expect(p.stat(ROOT, 'a').links).toBe(2n)
  })

  test('is the same by path and by descriptor', () => {
    p.mkdir(ROOT, 'dir')
    p.write(p.open(ROOT, 'file', { oflags: OPEN.create }), 'text')
    expect(p.fstat(p.open(ROOT, 'file', { rights: RIGHT.read }))).toEqual(p.stat(ROOT, 'file'))
    expect(p.fstat(p.openDirectory(ROOT, 'dir'))).toEqual(p.stat(ROOT, 'dir'))
    expect(p.fstat(ROOT)).toEqual(p.stat(ROOT, '.'))
    expect(p.stat(ROOT, 'file')).toMatchObject({ type: TYPE.file, size: 4n, links: 1n })
    expect(p.stat(ROOT, 'dir')).toMatchObject({ type: TYPE.directory, links: 2n })
  })

  test('writes all of its 64 bytes, and none after them', () => {
    p.create(ROOT, 'file')
    for (const byte of [0x00, 0xff]) {
      p.fill(1024, 72, byte)
      p.stat(ROOT, 'file')
      // The bytes between the type and the link count are padding.
      expect([...p.bytes(1024 + 17, 7)]).toEqual([0, 0, 0, 0, 0, 0, 0])
      expect(p.bytes(1088, 8).every((one) => one === byte)).toBe(true)
    }
  })

  test('follows a link on request', () => {
    p.create(ROOT, 'file')
    p.symlink('file', ROOT, 'link')
    expect([p.stat(ROOT, 'link').type, p.stat(ROOT, 'link', true).type]).toEqual([TYPE.link, TYPE.file])
  })

  test('of a missing or inaccessible path', () => {
    p.create(ROOT, 'file')
    expect(() => p.stat(ROOT, 'none')).toThrow('noent')
    expect(() => p.stat(ROOT, 'file/x')).toThrow('notdir')
    expect(() => p.stat(p.open(ROOT, 'file'), 'x')).toThrow('notdir')
    expect(() => p.stat(0, 'x')).toThrow('badf')
  })

  test('takes any valid time, but not a time and "now" at once', () => {
    p.create(ROOT, 'file')
    const fd = p.open(ROOT, 'file')
    for (const flags of [TIME.atime | TIME.atimeNow, TIME.mtime | TIME.mtimeNow, 15]) {
      expect(() => p.setTimes(ROOT, 'file', 0n, 0n, flags)).toThrow('inval')
      expect(() => p.call('fd_filestat_set_times', fd, 0n, 0n, flags)).toThrow('inval')
    }
    for (const time of [0n, 1n, (1n << 31n) * 1_000_000_000n, 1n << 62n]) {
      p.setTimes(ROOT, 'file', time, time, TIME.atime | TIME.mtime)
      expect(p.stat(ROOT, 'file')).toMatchObject({ atime: time, mtime: time })
    }
    const before = p.stat(ROOT, 'file')
    p.setTimes(ROOT, 'file', 5n, 6n, 0)
    expect(p.stat(ROOT, 'file')).toMatchObject({ atime: before.atime, mtime: before.mtime })
    p.setTimes(ROOT, 'file', 5n, 6n, TIME.atimeNow | TIME.mtime)
    expect(p.stat(ROOT, 'file').mtime).toBe(6n)
    expect(p.stat(ROOT, 'file').atime / 1_000_000_000n).toBeGreaterThan(1_700_000_000n)
  })
})

test('the latest possible time, in memory', async () => {
  const p = await preview1({ '/': { file: '' } })
  p.setTimes(ROOT, 'file', -1n, -1n, TIME.atime | TIME.mtime)
  expect(p.stat(ROOT, 'file')).toMatchObject({ atime: 2n ** 64n - 1n, mtime: 2n ** 64n - 1n })
})

test('times before 1970 are 0', async () => {
  const p = await preview1({ '/': memoryDirectory({ file: '' }) }, { clock: { now: () => -1n, monotonic: () => 0n } })
  expect(p.stat(ROOT, 'file')).toMatchObject({ atime: 0n, mtime: 0n, ctime: 0n })
  expect(p.fstat(ROOT)).toMatchObject({ atime: 0n, mtime: 0n, ctime: 0n })
})

inEveryDirectory('times of a host file', (place) => {
  test('before 1970 are 0', () => {
    const { p, folder, kind } = place()
    if (kind === 'memory') return
    fs.writeFileSync(path.join(folder, 'old'), '')
    fs.utimesSync(path.join(folder, 'old'), new Date(-1_000_000), new Date(-2_500))
    expect(p.stat(ROOT, 'old')).toMatchObject({ atime: 0n, mtime: 0n })
  })
})

test('each directory in a run has its own device, and the same directory always has the same one', async () => {
  const shared = memoryDirectory({ file: '' })
  const p = await preview1({ '/a': shared, '/b': { file: '' }, '/c': shared, '/d': { nested: memoryDirectory({ file: '' }) } })
  const ids = ([3, 4, 5] as const).map((fd) => identity(p.stat(fd, 'file')))
  expect(ids[0]).toBe(ids[2])
  expect(ids[0]).not.toBe(ids[1])
  expect(p.stat(6, 'nested').dev).not.toBe(p.fstat(6).dev)
  expect(p.stat(6, 'nested/file').dev).toBe(p.stat(6, 'nested').dev)
})
