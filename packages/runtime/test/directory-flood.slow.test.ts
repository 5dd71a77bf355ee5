import { spawnSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { memoryDirectory, type Files } from '../src/directory/memory-directory.js'
import { openDirectory, type DirectoryDescriptor, type DirectoryContext } from '../src/directory/directory.js'
import { errnoOf, NameTooLong } from '../src/errno/errno.js'
import { preview1 } from './preview1-libc.js'

const context: DirectoryContext = { now: () => 5n, user: (code) => code(), device: () => 1n }

/** What a guest does to a directory with default limits until there is no space. */
const floods: Record<string, string> = {
  files: `root.openAt('f' + n, true, 1, 3).dispose()`,
  'files with contents': `{ const f = root.openAt('f' + n, true, 1, 3); f.write(new Uint8Array(100), 0); f.dispose() }`,
  'long names': `root.openAt('\\u0416'.repeat(120) + n, true, 1, 3).dispose()`,
  // A name that was cut out of a path may keep the whole path in memory.
  'names at the end of long paths': `{ root.openAt(text('./'.repeat(10_000) + 'name that is long ' + n), true, 1, 3).dispose()
    if (n === 6000) root.removeDirectoryAt('none') }`,
  directories: `root.createDirectoryAt('d' + n)`,
  'nested directories': `root.createDirectoryAt('d'), root = root.openAt('d', true, 2, 1)`,
  'hard links': `n ? root.linkAt('0', root, '' + n) : root.openAt('0', true, 1, 3).dispose()`,
  'symbolic links': `root.symlinkAt('target', 'l' + n)`,
  'long symbolic links': `root.symlinkAt(text('\\u0416' + 'x'.repeat(4000) + n), 'l' + n)`,
  'large files': `{ const f = root.openAt('f' + n, true, 1, 3); f.allocate(50_000_000); f.dispose() }`,
  // The removed part no longer counts, so it must not stay in memory.
  'files that were large': `{ const f = root.openAt('f' + n, true, 1, 3); f.allocate(10_000_000); f.setSize(1); f.dispose()
    if (n === 500) { gc(); if (process.memoryUsage().arrayBuffers > 1e8) throw new Error('kept'); root.removeDirectoryAt('none') } }`,
}

/** The floods that end by themselves although each step is slow, with their errno and the heap that they get. */
const limited: Record<string, readonly [errno: number, heap: number]> = {
  'names at the end of long paths': [44, 64],
  'files that were large': [44, 512],
}

test.each(Object.keys(floods))(
  'an endless flood of %s does not end the process',
  (name) => {
    const script = `
    const { memoryDirectory } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)})
    const text = (text) => new TextDecoder().decode(new TextEncoder().encode(text))
    const directory = memoryDirectory({})
    let root = directory[Symbol.for('unwasi.directory')]({ now: () => 0n, user: (f) => f(), device: () => 1n }, 'dirs')
    let n = 0
    try {
      for (;; n++) ${floods[name]!}
    } catch (error) {
      console.log(JSON.stringify([error.code, n > 20]))
    }`
    const [code, heap] = limited[name] ?? [51, 512]
    const { signal, stdout, stderr } = spawnSync(
      process.execPath,
      [`--max-old-space-size=${heap}`, '--expose-gc', '--input-type=module', '-e', script],
      { encoding: 'utf8', timeout: 120_000 },
    )
    expect({ signal, stderr, stdout }).toEqual({ signal: null, stderr: '', stdout: `[${code},true]\n` })
  },
  150_000,
)

test('too many listings of a large directory replace the oldest ones, which are read again', async () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => ({ name: `f${index}`, type: 6 }))
  let listed = 0
  const directory = (): unknown => ({
    type: 3,
    flags: 1,
    stat: () => ({ inode: 1n }),
    inodeAt: () => 1n,
    openAt: directory,
    list: () => (listed++, entries),
    dispose() {},
  })
  const p = await preview1({ '/': { [openDirectory]: () => directory() as DirectoryDescriptor } })
  const read = (fd: number, cookie: number) => {
    p.call('fd_readdir', fd, 65536, 100, BigInt(cookie), 1024)
    return p.text(65536 + 24, p.view.getUint32(65536 + 16, true))
  }
  const fds = Array.from({ length: 10 }, () => p.openDirectory(3, '.'))
  for (const fd of fds) expect(read(fd, 0)).toBe('.')
  expect(listed).toBe(10)
  // The last listings are still there.
  for (const fd of fds.slice(-2)) expect(read(fd, 50_000)).toBe('f49998')
  expect(listed).toBe(10)
  for (const fd of fds.slice(0, 8)) expect(read(fd, 50_000)).toBe('f49998')
  expect(listed).toBe(18)
  // Closed listings do not count.
  for (const fd of fds.slice(0, 8)) p.close(fd)
  expect(read(fds[8]!, 0)).toBe('.')
  expect(read(fds[9]!, 0)).toBe('.')
  expect(read(fds[8]!, 9)).toBe('f7')
  expect(listed).toBe(20)
  p.end()
})

const DEEP = 20_000

test('directories nested deeper than JavaScript can recurse are read and used again', () => {
  const directory = memoryDirectory()
  let at = directory[openDirectory](context, 'test')
  for (let depth = 0; depth < DEEP; depth++) {
    at.createDirectoryAt('d')
    at = at.openAt('d', true, 2, 1) as DirectoryDescriptor
  }
  at.openAt('end', true, 1, 3).dispose()
  let files = memoryDirectory(directory.tree()).tree()
  for (let depth = 0; depth < DEEP; depth++) files = files['d'] as Files
  expect(Object.keys(files)).toEqual(['end'])
})

test('a path that leads through too many directories is ENAMETOOLONG', () => {
  const root = memoryDirectory()[openDirectory](context, 'test')
  let at = root
  for (let depth = 0; depth < 3000; depth++) {
    at.createDirectoryAt('d')
    at = at.openAt('d', true, 2, 1) as DirectoryDescriptor
  }
  expect(root.statAt('d/'.repeat(2000), true).type).toBe(3)
  expect(root.statAt('d/../'.repeat(3000) + 'd', true).type).toBe(3)
  let code: number | undefined
  try {
    root.statAt('d/'.repeat(3000), true)
  } catch (error) {
    code = errnoOf(error)
  }
  expect(code).toBe(NameTooLong)
})
