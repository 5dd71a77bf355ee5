import { describe, expect, test, vi } from 'vitest'

import { Symlink } from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { OPEN, preview1, RIGHT } from './preview1-libc.js'

/** Another copy of the package, as two bundles in one app have. */
const other = async () => {
  vi.resetModules()
  const directory = await import('../src/directory/directory.js')
  const memory = await import('../src/directory/memory-directory.js')
  expect(directory.Symlink).not.toBe(Symlink)
  return { Symlink: directory.Symlink, memoryDirectory: memory.memoryDirectory }
}

describe('with two copies of the package', () => {
  test('a link of one is a link in the other', async () => {
    const its = await other()
    const directory = memoryDirectory({ file: 'text', link: new its.Symlink('file') })
    expect(directory.text('link')).toBe('text')
    expect(directory.tree()['link']).toEqual(new Symlink('file'))
    expect(its.memoryDirectory(directory.tree()).text('link')).toBe('text')
    expect(() => memoryDirectory({ link: new its.Symlink('/file') })).toThrow("can't be the target of a link")
  })

  test('a tree with the members of a link is a tree', () => {
    expect(memoryDirectory({ tree: { target: 'text' } }).text('tree/target')).toBe('text')
    expect(Object.keys(new Symlink('x'))).toEqual(['target'])
    expect(new Symlink('x')).not.toEqual(new Symlink('y'))
  })

  test('a directory of one can be part of a tree of the other', async () => {
    const its = await other()
    const inner = its.memoryDirectory({ file: 'text', link: new its.Symlink('sub/deep'), sub: { deep: 'deep' } })
    const p = await preview1({ '/': memoryDirectory({ inner, own: 'own' }) })
    expect(p.readlink(3, 'inner/link')).toBe('sub/deep')
    expect(p.read(p.open(3, 'inner/link', { follow: true }), 9)).toBe('deep')
    p.write(p.open(3, 'inner/made', { oflags: OPEN.create, rights: RIGHT.write }), 'made')
    p.mkdir(3, 'inner/sub/new')
    p.rename(3, 'inner/sub', 'inner/moved')
    expect(() => p.rmdir(3, 'inner/moved')).toThrow('notempty')
    expect(() => p.unlink(3, 'inner/moved')).toThrow('isdir')
    expect(() => p.rename(3, 'own', 'inner/own')).toThrow('xdev')
    p.unlink(3, 'inner/file')
    p.end()
    expect(inner.text('made')).toBe('made')
    expect(Object.keys(inner.tree()).toSorted()).toEqual(['link', 'made', 'moved'])
    expect(() => memoryDirectory({ again: inner })).toThrow('It is part of another tree.')
  })
})
