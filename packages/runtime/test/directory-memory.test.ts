import { afterEach, describe, expect, test, vi } from 'vitest'

import {
  isDirectory,
  openDirectory,
  Symlink,
  type DirectoryDescriptor,
  type FileDescriptor,
  type DirectoryContext,
  type Tree,
} from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { preview1, RIGHT } from './preview1-libc.js'

const ROOT = 3
const utf8 = (text: string) => new TextEncoder().encode(text)

const context = (now = () => 5n): DirectoryContext => ({ now, user: (code) => code(), device: () => 1n })
const open = (tree: Tree, run = context()): DirectoryDescriptor => memoryDirectory(tree)[openDirectory](run, 'test')
const file = (root: DirectoryDescriptor, path: string, openFlags = 0, flags = 3) =>
  root.openAt(path, true, openFlags, flags) as FileDescriptor
const read = (descriptor: FileDescriptor, length = 100): string => {
  const target = new Uint8Array(length)
  return new TextDecoder().decode(target.subarray(0, descriptor.read(target, 0)))
}

afterEach(() => vi.restoreAllMocks())

describe('a tree', () => {
  test('may hold text, bytes, functions, links and trees', () => {
    const root = open({
      text: 'ä',
      bytes: Uint8Array.of(1, 2, 3),
      lazy: () => 'later',
      link: new Symlink('text'),
      dir: { deep: { file: '' } },
    })
    expect(root.list()).toEqual([
      { name: 'text', type: 6 },
      { name: 'bytes', type: 6 },
      { name: 'lazy', type: 6 },
      { name: 'link', type: 5 },
      { name: 'dir', type: 3 },
    ])
    expect(read(file(root, 'link'))).toBe('ä')
    expect(file(root, 'bytes').stat().size).toBe(3)
    expect(read(file(root, 'lazy'))).toBe('later')
    expect(root.statAt('dir/deep/file', false)).toMatchObject({ type: 6, size: 0, links: 1 })
    expect(root.statAt('dir', false)).toMatchObject({ type: 3, links: 3 })
  })

  test('is empty by default', () => {
    expect(memoryDirectory().tree()).toEqual({})
    expect(isDirectory(memoryDirectory())).toBe(true)
    expect(isDirectory({})).toBe(false)
  })

  test.each(['', 'a/b', '/', 'a\0', '.', '..', 'x'.repeat(256), 'ä'.repeat(128), '\ud800'])('refuses the name %j', (name) => {
    expect(() => memoryDirectory({ dir: { [name]: 'x' } })).toThrow(
      `memoryDirectory()["dir"]: ${JSON.stringify(name)} can't be the name of a file`,
    )
  })

  test('accepts unusual names', () => {
    const tree = Object.fromEntries(['__proto__', 'constructor', '...', ' ', 'a\\b', 'ä', '\uFFFD'].map((name) => [name, name]))
    const directory = memoryDirectory(tree)
    expect(Object.keys(directory.tree())).toEqual(Object.keys(tree))
    expect(directory.text('__proto__')).toBe('__proto__')
  })

  test.each([
    [5, '5'],
    [undefined, 'undefined'],
    [null, 'null'],
    [new Date(0), '1970'],
    [[1], '1'],
    [new ArrayBuffer(1), 'ArrayBuffer'],
    [Promise.resolve('x'), 'Promise'],
  ])('refuses %j as contents', (value, shown) => {
    expect(() => memoryDirectory({ a: value as unknown as string })).toThrow('memoryDirectory()["a"]')
    expect(() => memoryDirectory({ a: value as unknown as string })).toThrow(shown)
  })

  test('refuses impossible links and endless trees', () => {
    expect(() => memoryDirectory({ a: new Symlink('/etc') })).toThrow('relative')
    expect(() => memoryDirectory({ a: new Symlink('') })).toThrow('1 to 4095 bytes')
    const endless: Record<string, Tree> = {}
    endless['again'] = { more: endless }
    expect(() => memoryDirectory(endless)).toThrow('["again"]["more"] contains itself')
  })

  test('refuses unknown options', () => {
    expect(() => memoryDirectory({}, { readOnly: true } as object)).toThrow('"readOnly"')
    expect(() => memoryDirectory({}, { readonly: 1 } as object)).toThrow("invalid option 'readonly': 1")
    expect(() => memoryDirectory('x' as unknown as Tree)).toThrow('memoryDirectory()')
  })
})

describe('lazy files', () => {
  test('are called once, when opened or when their size is read', () => {
    const opened = vi.fn<() => string>(() => 'one')
    const looked = vi.fn<() => Uint8Array>(() => utf8('two'))
    const directory = memoryDirectory({ opened, looked })
    const root = directory[openDirectory](context(), 'test')
    root.list()
    root.renameAt('opened', root, 'moved')
    root.linkAt('looked', root, 'link')
    expect(opened).not.toHaveBeenCalled()
    expect(looked).not.toHaveBeenCalled()
    expect(root.statAt('link', false).size).toBe(3)
    file(root, 'looked')
    file(root, 'moved')
    expect(directory.text('moved')).toBe('one')
    expect(opened).toHaveBeenCalledOnce()
    expect(looked).toHaveBeenCalledOnce()
  })

  test('end the run with their own error when they fail', async () => {
    const error = new Error('no such table')
    const p = await preview1({
      '/': {
        bad: () => {
          throw error
        },
      },
    })
    expect(() => p.open(ROOT, 'bad')).toThrow(WebAssembly.RuntimeError)
    expect(p.context.failure).toEqual({ error })
    p.end()
  })

  test('must return contents', () => {
    const wrong = (value: unknown) => memoryDirectory({ dir: { a: () => value as string } })
    expect(() => wrong(Promise.resolve('x')).text('dir/a')).toThrow('"dir/a" returned a promise')
    expect(() => wrong(7).tree()).toThrow('"dir/a" returned 7')
  })
})

describe('afterwards', () => {
  test('text, bytes and tree show what guests did', () => {
    const directory = memoryDirectory({ kept: 'k', out: {} })
    const root = directory[openDirectory](context(), 'test')
    file(root, 'out/new', 1).write(utf8('ä!'), 0)
    root.symlinkAt('out/new', 'link')
    root.unlinkFileAt('kept')
    expect(directory.text('out/new')).toBe('ä!')
    expect(directory.text('/link')).toBe('ä!')
    expect(directory.bytes('out/../out/new')).toEqual(utf8('ä!'))
    expect(directory.tree()).toEqual({ out: { new: utf8('ä!') }, link: new Symlink('out/new') })
    expect(memoryDirectory(directory.tree()).tree()).toEqual(directory.tree())
  })

  test('a missing path is reported', () => {
    const directory = memoryDirectory({ dir: { a: '' }, loop: new Symlink('loop') })
    expect(() => directory.text('none')).toThrow('no file "none"')
    expect(() => directory.text('none')).toThrow('dir, loop')
    expect(() => directory.text('dir/a/b')).toThrow('no file')
    expect(() => directory.text('../x')).toThrow('no file')
    expect(() => directory.text('loop')).toThrow('no file')
    expect(() => directory.bytes('dir')).toThrow('It is a directory.')
    expect(() => memoryDirectory().bytes('x')).toThrow('The top level has no entries')
  })

  test('the result of a read is a copy', () => {
    const directory = memoryDirectory({ a: 'abc' })
    directory.bytes('a').fill(0)
    expect(directory.text('a')).toBe('abc')
  })

  test('a byte order mark is text, and invalid UTF-8 is replaced', () => {
    expect(memoryDirectory({ a: '\uFEFFx' }).text('a')).toBe('\uFEFFx')
    expect(memoryDirectory({ a: Uint8Array.of(0xff) }).text('a')).toBe('\uFFFD')
  })
})

describe('contents', () => {
  test('the user’s bytes are never written to', () => {
    const mine = utf8('hello')
    const directory = memoryDirectory({ one: mine, two: mine, cut: mine })
    const root = directory[openDirectory](context(), 'test')
    file(root, 'one').write(utf8('J'), 0)
    const cut = file(root, 'cut')
    cut.setSize(2)
    cut.setSize(4)
    cut.append(utf8('!'))
    expect(mine).toEqual(utf8('hello'))
    expect([directory.text('one'), directory.text('two'), directory.text('cut')]).toEqual(['Jello', 'hello', 'he\0\0!'])
  })

  test('small writes copy little more than what they write', () => {
    const target = file(open({}), 'log', 1)
    const piece = utf8('0123456789')
    let copied = 0
    const set = Uint8Array.prototype.set
    vi.spyOn(Uint8Array.prototype, 'set').mockImplementation(function (
      this: Uint8Array,
      source: ArrayLike<number>,
      offset?: number,
    ) {
      copied += source.length
      set.call(this, source, offset)
    })
    for (let count = 0; count < 50_000; count++) target.append(piece)
    vi.restoreAllMocks()
    expect(target.stat().size).toBe(500_000)
    expect(copied).toBeLessThan(5 * 500_000)
  })

  test('a file may be larger than its contents', () => {
    const directory = memoryDirectory({ sparse: 'start' })
    const sparse = file(directory[openDirectory](context(), 'test'), 'sparse')
    sparse.setSize(2 ** 45)
    expect(sparse.stat().size).toBe(2 ** 45)
    const target = new Uint8Array(4).fill(1)
    expect(sparse.read(target, 2 ** 44)).toBe(4)
    expect(target).toEqual(new Uint8Array(4))
    expect(sparse.read(target, 3)).toBe(4)
    expect(target).toEqual(utf8('rt\0\0'))
    expect(() => sparse.write(utf8('x'), 2 ** 44)).toThrow('errno 51') // nospc
    sparse.setSize(5)
    expect(directory.text('sparse')).toBe('start')
  })
})

describe('times', () => {
  test('come from the run; files that existed before get the time of the first run that reads them', () => {
    let now = 100n
    const directory = memoryDirectory({ old: 'x' })
    const root = directory[openDirectory](
      context(() => now),
      'test',
    )
    expect(root.statAt('old', false)).toMatchObject({ accessed: 100n, modified: 100n, changed: 100n })
    now = 200n
    const made = file(root, 'new', 1)
    now = 300n
    made.write(utf8('x'), 0)
    expect(made.stat()).toMatchObject({ accessed: 200n, modified: 300n, changed: 300n })
    expect(root.stat()).toMatchObject({ modified: 200n })
    now = 400n
    root.linkAt('old', root, 'alias')
    expect(root.statAt('old', false)).toMatchObject({ modified: 100n, changed: 400n })
    expect(root.stat()).toMatchObject({ modified: 400n })
    now = 500n
    made.setTimes(1n, undefined)
    expect(made.stat()).toMatchObject({ accessed: 1n, modified: 300n, changed: 500n })
    made.write(utf8(''), 0)
    expect(made.stat().modified).toBe(300n)
  })

  test('a deterministic clock makes a deterministic directory', async () => {
    const clock = { now: () => 1_000_000_007n, monotonic: () => 0n }
    const stats = async () => {
      const p = await preview1({ '/': { a: 'x' } }, { clock })
      p.create(ROOT, 'b')
      const result = [p.stat(ROOT, 'a'), p.stat(ROOT, 'b')]
      p.end()
      return result
    }
    const first = await stats()
    expect(first[0]).toMatchObject({ mtime: 1_000_000_007n })
    expect(await stats()).toEqual(first)
  })
})

describe('composing', () => {
  test('a directory within a tree stays the same directory', () => {
    const shared = memoryDirectory({ a: '1' })
    const outer = memoryDirectory({ sub: shared, own: 'x' })
    const root = outer[openDirectory](context(), 'test')
    file(root, 'sub/b', 1).write(utf8('2'), 0)
    expect(shared.text('b')).toBe('2')
    expect(outer.text('sub/a')).toBe('1')
    expect(() => root.renameAt('own', root, 'sub/own')).toThrow('errno 75') // xdev
    expect(() => root.linkAt('own', root, 'sub/own')).toThrow('errno 75')
    expect(() => memoryDirectory({ again: shared })).toThrow('part of another tree')
  })

  test('a readonly directory stays readonly in a tree', () => {
    const outer = memoryDirectory({ sub: memoryDirectory({ a: '1' }, { readonly: true }) })
    const root = outer[openDirectory](context(), 'test')
    expect(() => file(root, 'sub/b', 1)).toThrow('errno 69') // rofs
    expect(read(file(root, 'sub/a', 0, 1))).toBe('1')
    file(root, 'c', 1)
  })

  test('a host directory is refused', () => {
    const other = { [openDirectory]: () => open({}) }
    expect(() => memoryDirectory({ data: other })).toThrow("can't be part of this tree")
  })

  test('a run sees what earlier runs left', async () => {
    const directory = memoryDirectory({ count: '0' })
    for (let run = 1; run <= 3; run++) {
      const p = await preview1({ '/data': directory })
      const fd = p.open(ROOT, 'count')
      expect(p.read(fd, 9)).toBe(String(run - 1))
      p.pwrite(fd, String(run), 0n)
      p.end()
    }
    expect(directory.text('count')).toBe('3')
  })

  test('two guests may use it at once', async () => {
    const directory = memoryDirectory({})
    const [one, two] = [await preview1({ '/': directory }), await preview1({ '/x': directory })]
    const fd = one.open(ROOT, 'file', { oflags: 1 })
    one.write(fd, 'shared')
    expect(two.read(two.open(ROOT, 'file', { rights: RIGHT.read }), 9)).toBe('shared')
    one.end()
    two.end()
  })

  test('a plain tree in `dirs` belongs to one run', async () => {
    const tree = { a: 'x' }
    const first = await preview1({ '/': tree })
    first.unlink(ROOT, 'a')
    first.end()
    const second = await preview1({ '/': tree })
    expect(second.stat(ROOT, 'a').size).toBe(1n)
    second.end()
    await expect(preview1({ '/t': { 'a/b': 'x' } })).rejects.toThrow('dirs["/t"]: "a/b"')
  })
})
