import { beforeAll, describe, expect, test } from 'vitest'

import { Symlink } from '../src/directory/directory.js'
import type { Value } from './preview1-calls.js'
import { lettersOf, preview1Names, type Preview1Name } from './preview1-signatures.js'
import { preview1, type Preview1 } from './preview1-libc.js'

const [OUT, PATH, NEW, LIST, DATA] = [1024, 4096, 8192, 20480, 65536]
const [DIR, FILE] = [3, 4]

/** A call of each function that has pointers and succeeds, with the sizes of the single values that its pointers lead to. */
const calls: Partial<Record<Preview1Name, readonly [args: Value[], ...sizes: number[]]>> = {
  args_get: [[OUT, DATA], 4, 11],
  args_sizes_get: [[OUT, OUT + 8], 4, 4],
  environ_get: [[OUT, DATA], 4, 4],
  environ_sizes_get: [[OUT, OUT + 8], 4, 4],
  clock_res_get: [[0, OUT], 8],
  clock_time_get: [[0, 0n, OUT], 8],
  fd_fdstat_get: [[FILE, OUT], 24],
  fd_filestat_get: [[FILE, OUT], 64],
  unstable_fd_filestat_get: [[FILE, OUT], 56],
  fd_pread: [[FILE, LIST, 1, 0n, OUT], 4],
  fd_prestat_dir_name: [[DIR, DATA, 1]],
  fd_prestat_get: [[DIR, OUT], 8],
  fd_pwrite: [[FILE, LIST, 1, 0n, OUT], 4],
  fd_read: [[FILE, LIST, 1, OUT], 4],
  fd_readdir: [[DIR, DATA, 50, 0n, OUT], 4],
  fd_seek: [[FILE, 0n, 0, OUT], 8],
  unstable_fd_seek: [[FILE, 0n, 0, OUT], 8],
  fd_tell: [[FILE, OUT], 8],
  fd_write: [[FILE, LIST, 1, OUT], 4],
  path_create_directory: [[DIR, NEW, 3]],
  path_filestat_get: [[DIR, 0, PATH, 4, OUT], 64],
  unstable_path_filestat_get: [[DIR, 0, PATH, 4, OUT], 56],
  path_filestat_set_times: [[DIR, 0, PATH, 4, 0n, 0n, 1]],
  path_link: [[DIR, 0, PATH, 4, DIR, NEW, 3]],
  path_open: [[DIR, 0, PATH, 4, 0, 2n, 2n, 0, OUT], 4],
  path_readlink: [[DIR, PATH + 10, 4, DATA, 4, OUT], 4],
  path_remove_directory: [[DIR, PATH + 20, 3]],
  path_rename: [[DIR, PATH, 4, DIR, NEW, 3]],
  path_symlink: [[PATH, 4, DIR, NEW, 3]],
  path_unlink_file: [[DIR, PATH, 4]],
  random_get: [[DATA, 16]],
}

interface Pointer {
  function: Preview1Name
  /** The number of the parameter. */
  index: number
  size: number
  args: readonly Value[]
}

const pointers = (Object.entries(calls) as [Preview1Name, NonNullable<(typeof calls)[Preview1Name]>][]).flatMap(
  ([name, [args, ...sizes]]) =>
    lettersOf(name).flatMap((letter, index): Pointer[] => {
      if (!'psbv'.includes(letter)) return []
      const size = letter === 'p' ? sizes.shift()! : Number(args[index + 1]) * (letter === 'v' ? 8 : 1)
      return [{ function: name, index, size, args }]
    }),
)

const setUp = async (): Promise<Preview1> => {
  const p = await preview1({ '/': { file: 'hello', link: new Symlink('file'), dir: {} } }, { env: { A: 'b' } })
  p.open(DIR, 'file')
  p.put(PATH, 'file')
  p.put(PATH + 10, 'link')
  p.put(PATH + 20, 'dir')
  p.put(NEW, 'new')
  p.vectors(LIST, [[DATA, 4]])
  return p
}
const outOfBounds = 'memory access out of bounds'

test('every function with pointers is here, but those that are always refused and poll_oneoff', () => {
  const has = preview1Names.filter((name) => lettersOf(name).some((letter) => 'psbv'.includes(letter)))
  const names = has.filter((name) => !/^sock_|poll_oneoff/.test(name))
  expect(Object.keys(calls).sort()).toEqual(names.sort())
})

describe.each(pointers)('$function: parameter $index', ({ function: name, index, size, args }) => {
  const withPointer = (at: number) => args.with(index, at)
  let p: Preview1
  beforeAll(async () => void (p = await setUp()))

  test('outside of memory traps, past any handler', () => {
    const end = p.memory.buffer.byteLength
    for (const at of [end - size + 1, end, end + 4096, -size, -1, 0x7fffffff, -0x80000000]) {
      expect(() => p.stubborn(name, ...withPointer(at)), String(at)).toThrow(WebAssembly.RuntimeError)
      expect(() => p.stubborn(name, ...withPointer(at)), String(at)).toThrow(outOfBounds)
    }
  })

  test('at the very end of memory does not trap', async () => {
    const fresh = await setUp()
    const at = fresh.memory.buffer.byteLength - size
    fresh.put(at, fresh.bytes(Number(args[index]), size))
    fresh.call(name, ...withPointer(at))
  })
})

describe.each(['fd_read', 'fd_pread', 'fd_write', 'fd_pwrite'] as const)('%s: a buffer', (name) => {
  test('outside of memory traps, past any handler', async () => {
    const p = await setUp()
    const end = p.memory.buffer.byteLength
    for (const wild of [
      [end, 1],
      [end - 3, 4],
      [-1, 1],
      [DATA, -1],
      [-8, 16],
      [DATA, end],
    ] as const) {
      for (const list of [[wild], [[DATA, 1], wild], [wild, [DATA, 1]]] as (typeof wild)[][]) {
        p.vectors(LIST, list)
        const args = name.startsWith('fd_p') ? [FILE, LIST, list.length, 0n, OUT] : [FILE, LIST, list.length, OUT]
        expect(() => p.stubborn(name, ...args), JSON.stringify(list)).toThrow(outOfBounds)
      }
    }
  })

  test('at the very end of memory is accepted', async () => {
    const p = await setUp()
    p.vectors(LIST, [[p.memory.buffer.byteLength - 4, 4]])
    p.call(name, ...calls[name]![0])
    expect(p.u32(OUT)).toBe(4)
  })
})

test('a list of more buffers than memory holds traps', async () => {
  const p = await setUp()
  for (const count of [-1, 0x7fffffff, 40_000]) {
    for (const fd of [FILE, 0]) expect(() => p.stubborn('fd_read', fd, LIST, count, OUT)).toThrow(outOfBounds)
    for (const fd of [FILE, 1]) expect(() => p.stubborn('fd_write', fd, LIST, count, OUT)).toThrow(outOfBounds)
  }
})

test('a length that is longer than memory traps, or is an errno', async () => {
  const p = await setUp()
  expect(() => p.stubborn('fd_readdir', DIR, DATA, -1, 0n, OUT)).toThrow(outOfBounds)
  expect(() => p.stubborn('random_get', DATA, -1)).toThrow(outOfBounds)
  expect(() => p.call('path_create_directory', DIR, PATH, -1)).toThrow('nametoolong')
  // Nothing is written after the contents.
  p.call('path_readlink', DIR, PATH + 10, 4, DATA, -1, OUT)
  p.call('fd_prestat_dir_name', DIR, DATA, -1)
})
