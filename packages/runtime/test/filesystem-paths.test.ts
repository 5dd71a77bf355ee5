import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Value } from './preview1-calls.js'
import type { Preview1Name } from './preview1-signatures.js'
import { preview1, type Preview1 } from './preview1-libc.js'

const ROOT = 3
const [OUT, GOOD, DATA, PATH] = [1024, 2048, 4096, 65536]

/** Each path that a function takes. */
const uses: Record<string, (at: number, length: number) => [Preview1Name, ...Value[]]> = {
  open: (at, length) => ['path_open', ROOT, 0, at, length, 1, 2n, 2n, 0, OUT],
  stat: (at, length) => ['path_filestat_get', ROOT, 0, at, length, OUT],
  'set times': (at, length) => ['path_filestat_set_times', ROOT, 0, at, length, 0n, 0n, 1],
  mkdir: (at, length) => ['path_create_directory', ROOT, at, length],
  rmdir: (at, length) => ['path_remove_directory', ROOT, at, length],
  unlink: (at, length) => ['path_unlink_file', ROOT, at, length],
  readlink: (at, length) => ['path_readlink', ROOT, at, length, DATA, 4, OUT],
  'symlink, target': (at, length) => ['path_symlink', at, length, ROOT, GOOD + 10, 3],
  'symlink, name': (at, length) => ['path_symlink', GOOD, 4, ROOT, at, length],
  'link, old': (at, length) => ['path_link', ROOT, 0, at, length, ROOT, GOOD + 10, 3],
  'link, new': (at, length) => ['path_link', ROOT, 0, GOOD, 4, ROOT, at, length],
  'rename, old': (at, length) => ['path_rename', ROOT, at, length, ROOT, GOOD + 10, 3],
  'rename, new': (at, length) => ['path_rename', ROOT, GOOD, 4, ROOT, at, length],
}

const setUp = async (): Promise<Preview1> => {
  const p = await preview1({ '/': { file: '' } })
  p.put(GOOD, 'file')
  p.put(GOOD + 10, 'new')
  return p
}

describe.each(Object.entries(uses))('a path (%s)', (_, use) => {
  test('of more than 64 KiB is too long and is not read', async () => {
    const p = await setUp()
    p.fill(PATH, 2 * 65536, 'x'.charCodeAt(0))
    for (const length of [65537, 100_000, 1 << 30, -1]) expect(() => p.call(...use(PATH, length))).toThrow('nametoolong')
  })

  test('that is not UTF-8 is EILSEQ', async () => {
    const p = await setUp()
    for (const bytes of [[0xff], [0x66, 0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbf]]) {
      p.put(PATH, Uint8Array.from(bytes))
      expect(() => p.call(...use(PATH, bytes.length))).toThrow('ilseq')
    }
    expect(p.readdir(ROOT).map(({ name }) => name)).toEqual(['.', '..', 'file'])
  })

  test('of any bytes is EILSEQ exactly if it is not UTF-8', async () => {
    const p = await setUp()
    const strict = new TextDecoder('utf-8', { fatal: true })
    const valid = (bytes: Uint8Array) => {
      try {
        return Boolean(strict.decode(bytes)) || true
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 6 }),
          fc.string({ unit: 'binary', maxLength: 6 }).map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          p.put(PATH, bytes)
          const ilseq = p.errno(...use(PATH, bytes.length)) === 25
          expect(ilseq).toBe(!valid(bytes))
        },
      ),
    )
  })
})

test('a path of 64 KiB is not too long by itself', async () => {
  const p = await setUp()
  p.put(PATH, './'.repeat(32766) + 'file')
  p.call('path_filestat_get', ROOT, 0, PATH, 65536, OUT)
  expect(() => p.call('path_filestat_get', ROOT, 0, PATH, 65537, OUT)).toThrow('nametoolong')
})

test('the replacement character and the byte order mark are characters', async () => {
  const p = await setUp()
  for (const name of ['\uFFFD', '\uFEFF', '\uFEFFx', 'a\uFFFDb', '😀']) {
    p.create(ROOT, name)
    expect(p.readdir(ROOT).at(-1)!.name).toBe(name)
    expect(p.stat(ROOT, name).size).toBe(0n)
  }
})

test('the same address may hold another path the next time', async () => {
  const p = await preview1({ '/': { one: '1', two: '22', long: '333' } })
  for (const [name, size] of [
    ['one', 1n],
    ['two', 2n],
    ['two', 2n],
    ['long', 3n],
    ['one', 1n],
  ] as const)
    expect(p.stat(ROOT, name).size).toBe(size)
})

describe('path_readlink', () => {
  test('writes as much as fits, and no further byte', async () => {
    const p = await setUp()
    p.symlink('dir/ziel-ü', ROOT, 'link')
    for (const size of [0, 1, 4, 9, 10, 11, 12, 100]) {
      p.fill(DATA, 20, 0xee)
      p.put(PATH, 'link')
      p.call('path_readlink', ROOT, PATH, 4, DATA, size, OUT)
      expect(p.u32(OUT)).toBe(Math.min(size, 11))
      const target = [...new TextEncoder().encode('dir/ziel-ü')].slice(0, size)
      expect([...p.bytes(DATA, 20)]).toEqual([...target, ...Array(20 - target.length).fill(0xee)])
    }
  })
})
