import fc from 'fast-check'
import { beforeEach, expect, test, vi } from 'vitest'

import { inEveryDirectory, ROOT } from './every-directory.js'
import { preview1, TYPE, type Preview1 } from './preview1-libc.js'

const [OUT, DATA] = [1024, 65536]

/** The entries that `fd_readdir` writes. */
const dirents = (p: Preview1, fd: number, size: number, cookie: bigint): Uint8Array => {
  p.fill(DATA, size + 1, 0xee)
  p.call('fd_readdir', fd, DATA, size, cookie, OUT)
  const used = p.u32(OUT)
  expect(used).toBeLessThanOrEqual(size)
  expect(p.bytes(DATA + used, size + 1 - used).every((byte) => byte === 0xee)).toBe(true)
  return p.bytes(DATA, used)
}

test('buffers of every size get as much of the list as fits, from every cookie on', async () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => !/[/\0]|^\.\.?$|^__proto__$/.test(text))
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { maxLength: 12 }), fc.array(fc.nat(400)), async (names, sizes) => {
      const tree = Object.fromEntries(names.map((each) => [each, '']))
      const p = await preview1({ '/': tree })
      const all = dirents(p, ROOT, 100_000, 0n)
      // The offset at which each entry begins, by its cookie.
      const starts = [0]
      // An object has names that are whole numbers before the others.
      for (const each of ['.', '..', ...Object.keys(tree)]) starts.push(starts.at(-1)! + 24 + Buffer.byteLength(each))
      expect(all.length).toBe(starts.at(-1))
      for (const size of [...sizes, 0, 1, 23, 24, 25]) {
        for (const [cookie, start] of starts.entries()) {
          expect(dirents(p, ROOT, size, BigInt(cookie))).toEqual(all.slice(start, start + size))
        }
      }
      p.end()
    }),
    { numRuns: 50 },
  )
})

inEveryDirectory('fd_readdir', (place) => {
  let p: Preview1
  const made = Array.from({ length: 40 }, (_, index) => `file.${index}`)
  beforeEach(() => {
    ;({ p } = place())
    p.mkdir(ROOT, 'dir')
    for (const name of made) p.create(ROOT, `dir/${name}`)
  })

  test('reports name, type, inode and cookie', () => {
    p.mkdir(ROOT, 'dir/sub')
    p.symlink('sub', ROOT, 'dir/link')
    const entries = p.readdir(p.openDirectory(ROOT, 'dir'))
    expect(entries.map(({ next }) => next)).toEqual(entries.map((_, index) => BigInt(index + 1)))
    expect(entries.slice(0, 2).map(({ name, type }) => [name, type])).toEqual([
      ['.', TYPE.directory],
      ['..', TYPE.directory],
    ])
    for (const { name, type, ino } of entries.slice(2)) expect({ type, ino }).toMatchObject(pick(p.stat(ROOT, `dir/${name}`)))
    expect(
      entries
        .slice(2)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([...made, 'link', 'sub'].toSorted())
  })
  const pick = ({ type, ino }: { type: number; ino: bigint }) => ({ type, ino })

  test('continues through a list whose entries are removed meanwhile', () => {
    const fd = p.openDirectory(ROOT, 'dir')
    const removed: string[] = []
    for (let cookie = 0n; ; cookie++) {
      // Reads one entry at a time, like a program that empties a directory.
      const bytes = dirents(p, fd, 24 + 64, cookie)
      if (bytes.length === 0) break
      const length = new DataView(bytes.buffer).getUint32(16, true)
      const name = Buffer.from(bytes.subarray(24, 24 + length)).toString()
      if (!name.startsWith('file')) continue
      p.unlink(ROOT, `dir/${name}`)
      removed.push(name)
    }
    expect(removed.toSorted()).toEqual(made.toSorted())
    p.rmdir(ROOT, 'dir')
  })

  test('reports no inode for a removed entry, and keeps its place', () => {
    const fd = p.openDirectory(ROOT, 'dir')
    const [, , first, second] = p.readdir(fd)
    p.unlink(ROOT, `dir/${first!.name}`)
    const bytes = dirents(p, fd, 1000, 2n)
    const view = new DataView(bytes.buffer)
    expect([view.getBigUint64(0, true), view.getBigUint64(8, true)]).toEqual([3n, 0n])
    expect(Buffer.from(bytes.subarray(24, 24 + first!.name.length)).toString()).toBe(first!.name)
    expect(view.getBigUint64(24 + first!.name.length + 8, true)).toBe(second!.ino)
  })

  test('starts over with cookie 0', () => {
    const fd = p.openDirectory(ROOT, 'dir')
    expect(p.readdir(fd).length).toBe(42)
    p.create(ROOT, 'dir/new')
    expect(dirents(p, fd, 100, 42n)).toEqual(new Uint8Array(0))
    expect(p.readdir(fd).map(({ name }) => name)).toContain('new')
  })

  test('returns nothing after the end, and has a separate list for each descriptor', () => {
    const [one, two] = [p.openDirectory(ROOT, 'dir'), p.openDirectory(ROOT, 'dir')]
    for (const cookie of [42n, 43n, 1n << 53n, -1n]) expect(dirents(p, one, 100, cookie).length).toBe(0)
    // A cookie also works with another descriptor of the directory.
    expect(dirents(p, two, 24 + 2, 1n)).toEqual(dirents(p, one, 24 + 2, 1n))
  })

  test('needs a directory', () => {
    expect(() => dirents(p, p.open(ROOT, 'dir/file.1'), 100, 0n)).toThrow('notdir')
  })
})

test('a list does not open files that are made when opened', async () => {
  const lazy = vi.fn<() => string>(() => 'text')
  const p = await preview1({ '/': { lazy } })
  const [, , entry] = p.readdir(ROOT)
  expect(entry).toMatchObject({ name: 'lazy', type: TYPE.file })
  expect(lazy).not.toHaveBeenCalled()
  expect(p.stat(ROOT, 'lazy')).toMatchObject({ ino: entry!.ino, size: 4n })
})

test('the user’s clock may make the guest’s memory grow meanwhile', async () => {
  const held: { p?: Preview1 } = {}
  let grown = 0
  const now = () => {
    if (held.p) grown += Number(held.p.memory.grow(1) > 0)
    return 0n
  }
  const p = (held.p = await preview1({ '/': { a: '', sub: {} } }, { clock: { now, monotonic: () => 0n } }))
  expect(p.readdir(ROOT).map(({ name }) => name)).toEqual(['.', '..', 'a', 'sub'])
  expect(grown).toBeGreaterThan(0)
  // A buffer outside of memory stays invalid.
  expect(() => p.call('fd_readdir', ROOT, -8, 100, 0n, OUT)).toThrow(WebAssembly.RuntimeError)
})
