import { isDeepStrictEqual } from 'node:util'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  openDirectory,
  Symlink,
  type Descriptor,
  type DirectoryDescriptor,
  type FileDescriptor,
} from '../src/directory/directory.js'
import {
  memoryDirectory,
  type Files,
  type MemoryDirectory,
  type MemoryDirectoryOptions,
} from '../src/directory/memory-directory.js'
import { memoryRoot, type Rooted } from '../src/directory/memory-tree.js'
import { MemoryFolder, type MemoryInode } from '../src/directory/memory-folder.js'
import { errnoOf, InsufficientSpace } from '../src/errno/errno.js'
import { context, play, steps } from './directory-steps.js'
import { OPEN, preview1 } from './preview1-libc.js'
import { codeOf } from './errno-of.js'

const ROOT = 3
const opened = (directory: MemoryDirectory): DirectoryDescriptor => directory[openDirectory](context, 'test')
const make = (options: MemoryDirectoryOptions, tree = {}): DirectoryDescriptor => opened(memoryDirectory(tree, options))
const file = (root: DirectoryDescriptor, at: string, openFlags = 1) => root.openAt(at, true, openFlags, 3) as FileDescriptor
const bytes = (text: string) => new TextEncoder().encode(text)

describe('maxBytes', () => {
  test('counts contents once, however many names they have', () => {
    const root = make({ maxBytes: 110 })
    const one = file(root, 'a')
    expect(one.write(new Uint8Array(100), 0)).toBe(100)
    root.linkAt('a', root, 'b')
    expect(file(root, 'c').type).toBe(6)
    expect(one.append(new Uint8Array(100))).toBe(7)
    expect(codeOf(() => one.append(bytes('x')))).toBe(InsufficientSpace)
    // Existing contents may be overwritten.
    expect(one.write(new Uint8Array(107).fill(1), 0)).toBe(107)
  })

  test('counts a removed file until it is closed', () => {
    const root = make({ maxBytes: 100 })
    const one = file(root, 'a')
    const shared = one.share()
    one.write(new Uint8Array(90), 0)
    root.unlinkFileAt('a')
    one.dispose()
    const two = file(root, 'b')
    expect(two.write(new Uint8Array(90), 0)).toBe(9)
    shared.dispose()
    expect(two.append(new Uint8Array(90))).toBe(90)
    expect(codeOf(() => two.append(bytes('x')))).toBe(InsufficientSpace)
  })

  test('counts a replaced file until it is closed', () => {
    const root = make({ maxBytes: 100 })
    const open = file(root, 'a')
    open.write(new Uint8Array(99), 0)
    expect(codeOf(() => file(root, 'b'))).toBe(InsufficientSpace)
    open.setSize(97)
    const b = file(root, 'b')
    root.renameAt('b', root, 'a')
    expect(b.append(new Uint8Array(99))).toBe(2)
    open.dispose()
    expect(b.append(new Uint8Array(99))).toBe(97)
  })

  test('counts names and targets', () => {
    const root = make({ maxBytes: 20 })
    root.createDirectoryAt('x'.repeat(9))
    expect(codeOf(() => root.createDirectoryAt('y'.repeat(12)))).toBe(InsufficientSpace)
    expect(codeOf(() => root.symlinkAt('t'.repeat(9), 'abc'))).toBe(InsufficientSpace)
    expect(codeOf(() => root.linkAt('none', root, 'y'.repeat(12)))).not.toBe(InsufficientSpace)
    root.symlinkAt('t'.repeat(8), 'abc')
    expect(codeOf(() => root.renameAt('abc', root, 'abcd'))).toBe(InsufficientSpace)
    root.renameAt('abc', root, 'xyz')
    root.unlinkFileAt('xyz')
    root.createDirectoryAt('y'.repeat(11))
  })

  test('counts holes at the end of a file when they are filled', () => {
    const root = make({ maxBytes: 100 })
    const sparse = file(root, 'a')
    sparse.setSize(2 ** 40)
    expect(sparse.stat().size).toBe(2 ** 40)
    expect(codeOf(() => sparse.write(bytes('x'), 2 ** 39))).toBe(InsufficientSpace)
    expect(codeOf(() => sparse.allocate(100))).toBe(InsufficientSpace)
    expect(sparse.write(bytes('x'), 98)).toBe(1)
    expect(sparse.stat().size).toBe(2 ** 40)
    sparse.setSize(50)
    expect(file(root, 'b').write(new Uint8Array(99), 0)).toBe(48)
  })

  test('accepts whatever the tree already contains', () => {
    const root = make(
      { maxBytes: 3, maxEntries: 1 },
      { text: 'too much', lazy: () => 'more', link: new Symlink('text'), dir: {} },
    )
    expect(root.statAt('lazy', true).size).toBe(4)
    const text = file(root, 'text', 0)
    expect(text.write(bytes('TOO'), 0)).toBe(3)
    expect(codeOf(() => text.append(bytes('!')))).toBe(InsufficientSpace)
    expect(codeOf(() => file(root, 'new'))).toBe(InsufficientSpace)
    // A shorter name needs no additional space.
    root.renameAt('text', root, 't')
    expect(codeOf(() => root.renameAt('t', root, 'text'))).toBe(InsufficientSpace)
    for (const at of ['t', 'lazy', 'link']) root.unlinkFileAt(at)
    root.removeDirectoryAt('dir')
    text.dispose()
    expect(file(root, 'n').write(bytes('ab'), 0)).toBe(2)
  })
})

describe('maxEntries', () => {
  test('counts names of all kinds', () => {
    const acts: ((root: DirectoryDescriptor) => unknown)[] = [
      (root) => file(root, 'new'),
      (root) => root.createDirectoryAt('new'),
      (root) => root.createDirectoryAt('dir/new/'),
      (root) => root.symlinkAt('x', 'new'),
      (root) => root.linkAt('file', root, 'new'),
    ]
    for (const act of acts) {
      const directory = memoryDirectory({ file: 'x', dir: {} }, { maxEntries: 2 })
      const root = opened(directory)
      expect(codeOf(() => act(root))).toBe(InsufficientSpace)
      expect(directory.tree()).toEqual({ file: bytes('x'), dir: {} })
      root.renameAt('file', root, 'dir/file')
      root.unlinkFileAt('dir/file')
      if (act !== acts[4]) act(root)
    }
  })

  test('counts more for long targets, which lie on the heap', () => {
    const root = make({ maxEntries: 10 })
    root.symlinkAt('x'.repeat(4000), 'a')
    root.symlinkAt('x'.repeat(4000), 'b')
    expect(codeOf(() => root.symlinkAt('x'.repeat(4000), 'c'))).toBe(InsufficientSpace)
    root.symlinkAt('x'.repeat(1000), 'c')
    root.unlinkFileAt('a')
    root.symlinkAt('x'.repeat(3000), 'd')
    root.createDirectoryAt('e')
    root.createDirectoryAt('f')
    expect(codeOf(() => root.createDirectoryAt('g'))).toBe(InsufficientSpace)
  })
})

test.each([
  { maxBytes: -1 },
  { maxBytes: 1.5 },
  { maxBytes: '1' },
  { maxEntries: Number.NaN },
  { maxEntries: null },
  { maxEntry: 1 },
])('%j is refused', (options) => {
  expect(() => memoryDirectory({}, options as MemoryDirectoryOptions)).toThrow(/^memoryDirectory\(\): .*max/)
})

test('Infinity removes a limit', () => {
  const root = make({ maxBytes: Infinity, maxEntries: Infinity })
  expect(file(root, 'a').write(bytes('abc'), 2 ** 20)).toBe(3)
  root.renameAt('a', root, 'longer')
})

test('a program gets ENOSPC, in a tree without options too', async () => {
  const small = memoryDirectory({}, { maxBytes: 3 })
  const p = await preview1({ '/': small, '/tree': {} })
  expect(() => p.create(ROOT, 'name')).toThrow('nospc')
  expect(() => p.mkdir(ROOT, 'name')).toThrow('nospc')
  expect(() => p.symlink('target', ROOT, 'l')).toThrow('nospc')
  expect(small.tree()).toEqual({})
  const fd = p.open(ROOT + 1, 'file', { oflags: OPEN.create })
  expect(() => p.call('fd_allocate', fd, 0n, 2n ** 30n)).toThrow('nospc')
  expect(() => p.pwrite(fd, 'x', 2n ** 30n)).toThrow('nospc')
  expect(p.fstat(fd).size).toBe(0n)
  p.end()
})

const inodeOf = (descriptor: Descriptor): MemoryInode => (descriptor as unknown as { inode: MemoryInode }).inode

/** Computes the usage from the whole tree. */
const usage = (root: MemoryFolder, open: readonly Descriptor[]): { entries: number; bytes: number } => {
  const inodes = new Set<MemoryInode>([root, ...open.map(inodeOf)])
  let [entries, size] = [0, 0]
  const todo = [...inodes]
  for (let inode = todo.pop(); inode; inode = todo.pop()) {
    size += inode.held
    entries += inode.weight
    if (!(inode instanceof MemoryFolder)) continue
    for (const [name, inner] of inode.entries) {
      entries++
      size += name.length
      if (inodes.has(inner)) continue
      inodes.add(inner)
      todo.push(inner)
    }
  }
  return { entries, bytes: size }
}

test('a full directory matches one without limits, except for what did not fit', () => {
  fc.assert(
    fc.property(
      fc.array(steps, { minLength: 5, maxLength: 80 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 8 }),
      (plan, maxBytes, maxEntries) => {
        const directory = memoryDirectory({}, { maxBytes, maxEntries })
        const { [memoryRoot]: held } = directory as unknown as Rooted
        const { filesystem } = held
        const limited: DirectoryDescriptor = opened(directory)
        const open: Descriptor[] = []
        const results: [label: string, result: unknown][] = []
        for (const { label, act } of plan) {
          const before = directory.tree()
          let after: Files = before
          try {
            results.push([label, act(limited, (descriptor) => void open.push(descriptor), open)])
          } catch (error) {
            results.push([label, `errno ${errnoOf(error)}`])
            after = directory.tree()
          }
          // A failed step must leave nothing behind.
          expect(after, label).toEqual(before)
          const { entries, bytes: used } = filesystem
          expect({ entries, bytes: used }, label).toEqual(usage(held, open))
          expect(entries <= maxEntries && used <= maxBytes, label).toBe(true)
        }
        for (const one of open) one.dispose()
        for (const one of open) one.dispose()
        expect({ entries: filesystem.entries, bytes: filesystem.bytes }).toEqual(usage(held, []))
        // The directories matched until the first step that did not fit.
        const free = play(make({}), plan)
        const [label = 'write ', result] = results.find((one, index) => !isDeepStrictEqual(one, free[index])) ?? []
        expect(/^(write|append) /.test(label) || result === `errno ${InsufficientSpace}`, label).toBe(true)
      },
    ),
    { numRuns: Number(process.env['UNWASI_MODEL_RUNS'] ?? 300) },
  )
})
