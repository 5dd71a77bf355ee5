import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import {
  DirectoryType,
  openDirectory,
  type DirectoryDescriptor,
  type DirectoryContext,
  type Tree,
} from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { errnoOf } from '../src/errno/errno.js'

type Files = ReturnType<ReturnType<typeof memoryDirectory>['tree']>

const context: DirectoryContext = { now: () => 5n, user: (code) => code(), device: () => 1n }
const opened = (tree: Tree = {}) => {
  const directory = memoryDirectory(tree)
  return { directory, root: directory[openDirectory](context, 'test') }
}
const enter = (from: DirectoryDescriptor, path: string) => from.openAt(path, true, 2, 1) as DirectoryDescriptor

describe('the link count of a directory', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const path = fc
    .oneof(name, fc.tuple(name, name).map(String), fc.tuple(name, name, name).map(String))
    .map((at) => at.replaceAll(',', '/'))
  type Act = (root: DirectoryDescriptor) => void
  const act = fc.oneof(
    { weight: 3, arbitrary: path.map((at): [string, Act] => [`mkdir ${at}`, (root) => root.createDirectoryAt(at)]) },
    path.map((at): [string, Act] => [`create ${at}`, (root) => void root.openAt(at, true, 1, 3)]),
    path.map((at): [string, Act] => [`symlink ${at}`, (root) => root.symlinkAt('x', at)]),
    path.map((at): [string, Act] => [`unlink ${at}`, (root) => root.unlinkFileAt(at)]),
    path.map((at): [string, Act] => [`rmdir ${at}`, (root) => root.removeDirectoryAt(at)]),
    {
      weight: 3,
      arbitrary: fc
        .tuple(path, path)
        .map(([from, to]): [string, Act] => [`rename ${from} ${to}`, (root) => root.renameAt(from, root, to)]),
    },
  )
  const check = (directory: DirectoryDescriptor): void => {
    const folders = directory.list().filter(({ type }) => type === DirectoryType)
    expect(directory.stat().links).toBe(folders.length + 2)
    for (const folder of folders) check(enter(directory, folder.name))
  }

  test('is two plus one for each subdirectory, whatever the operations', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { root } = opened({ a: { b: {} }, c: '' })
        for (const [, perform] of acts) {
          try {
            perform(root)
          } catch (error) {
            errnoOf(error)
          }
          check(root)
        }
      }),
    )
  })

  test('is 0 for a removed directory', () => {
    const { root } = opened({ a: {} })
    const gone = enter(root, 'a')
    root.removeDirectoryAt('a')
    expect(gone.stat().links).toBe(0)
    expect(root.stat().links).toBe(2)
  })

  test('is known without reading the contents', () => {
    const { root } = opened(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [String(index), {}])))
    const values = vi.spyOn(Map.prototype, 'values')
    const { links } = root.stat()
    const looks = values.mock.calls.length
    values.mockRestore()
    expect([links, looks]).toEqual([102, 0])
  })
})

describe('tree()', () => {
  test('works for directories nested deeper than JavaScript can recurse', () => {
    const { directory, root } = opened()
    const depth = 20_000
    let at = root
    for (let level = 0; level < depth; level++) {
      at.createDirectoryAt('d')
      at = enter(at, 'd')
    }
    at.openAt('end', true, 1, 3)
    let files = directory.tree()
    let levels = 0
    for (; files['d']; levels++) files = files['d'] as Files
    expect(levels).toBe(depth)
    expect(Object.keys(files)).toEqual(['end'])
  })

  test('keeps the order, and names with a meaning in JavaScript', () => {
    const { directory, root } = opened()
    root.createDirectoryAt('__proto__')
    for (const at of ['__proto__/__proto__', '__proto__/constructor', 'b', 'a']) root.openAt(at, true, 1, 3)
    const tree = directory.tree()
    expect(Object.keys(tree)).toEqual(['__proto__', 'b', 'a'])
    const inner = Object.getOwnPropertyDescriptor(tree, '__proto__')!.value as Files
    expect(Object.keys(inner)).toEqual(['__proto__', 'constructor'])
    // A missing name must not have a value from JavaScript's prototypes.
    expect(tree['constructor']).toBeUndefined()
    expect(inner['toString']).toBeUndefined()
    expect(Object.keys(memoryDirectory(tree).tree())).toEqual(['__proto__', 'b', 'a'])
  })

  test('an error in a lazy file names its path', () => {
    const { directory } = opened({ a: { b: { c: () => 7 as unknown as string } } })
    expect(() => directory.tree()).toThrow('"a/b/c" returned 7')
  })
})

test('a file larger than any array is reported', () => {
  const { directory, root } = opened({ dir: { sparse: 'x' } })
  const file = root.openAt('dir/sparse', true, 0, 3)
  if ('setSize' in file) file.setSize(2 ** 45)
  for (const read of [() => directory.tree(), () => directory.bytes('dir/sparse'), () => directory.text('dir/sparse')]) {
    expect(read).toThrow(/a file in this memoryDirectory has 35184372088832 bytes\n {2}why: .*\n {2}fix: /)
  }
})
