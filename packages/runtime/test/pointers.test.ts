import { beforeAll, describe, expect, test } from 'vitest'

import { preview1 as table, width } from '../../core/src/preview1/table.js'
import { Symlink } from '../src/directory/directory.js'
import type { Preview1Name, Value } from './preview1-guest.js'
import { preview1, type Preview1 } from './preview1.js'

const [OUT, PATH, NEW, LIST, DATA] = [1024, 4096, 8192, 20480, 65536]
const [DIR, FILE] = [3, 4]

/**
 * A call that succeeds for each function with pointers, with the size of what lies at those whose sizes the table does not have.
 */
const calls: Partial<Record<Preview1Name, readonly [args: Value[], sizes?: Record<string, number>]>> = {
  args_get: [[OUT, DATA], { argv: 4, argv_buf: 11 }],
  args_sizes_get: [[OUT, OUT + 8]],
  environ_get: [[OUT, DATA], { environ: 4, environ_buf: 4 }],
  environ_sizes_get: [[OUT, OUT + 8]],
  clock_res_get: [[0, OUT]],
  clock_time_get: [[0, 0n, OUT]],
  fd_fdstat_get: [[FILE, OUT]],
  fd_filestat_get: [[FILE, OUT]],
  fd_pread: [[FILE, LIST, 1, 0n, OUT]],
  fd_prestat_dir_name: [[DIR, DATA, 1], { path: 1 }],
  fd_prestat_get: [[DIR, OUT]],
  fd_pwrite: [[FILE, LIST, 1, 0n, OUT]],
  fd_read: [[FILE, LIST, 1, OUT]],
  fd_readdir: [[DIR, DATA, 50, 0n, OUT]],
  fd_seek: [[FILE, 0n, 0, OUT]],
  fd_tell: [[FILE, OUT]],
  fd_write: [[FILE, LIST, 1, OUT]],
  path_create_directory: [[DIR, NEW, 3]],
  path_filestat_get: [[DIR, 0, PATH, 4, OUT]],
  path_filestat_set_times: [[DIR, 0, PATH, 4, 0n, 0n, 1]],
  path_link: [[DIR, 0, PATH, 4, DIR, NEW, 3]],
  path_open: [[DIR, 0, PATH, 4, 0, 2n, 2n, 0, OUT]],
  path_readlink: [[DIR, PATH + 10, 4, DATA, 4, OUT]],
  path_remove_directory: [[DIR, PATH + 20, 3]],
  path_rename: [[DIR, PATH, 4, DIR, NEW, 3]],
  path_symlink: [[PATH, 4, DIR, NEW, 3]],
  path_unlink_file: [[DIR, PATH, 4]],
  random_get: [[DATA, 16], { buf: 16 }],
}

interface Pointer {
  function: Preview1Name
  parameter: string
  /** The index among the core values. */
  index: number
  size: number
  args: readonly Value[]
}

const pointers = (Object.entries(calls) as [Preview1Name, NonNullable<(typeof calls)[Preview1Name]>][]).flatMap(
  ([name, [args, sizes = {}]]) => {
    let index = 0
    return table[name].params.flatMap((role): Pointer[] => {
      const at = index
      index += width(role)
      if (role.kind === 'value' || role.kind === 'fd') return []
      const vectors = role.kind === 'read-iovecs' || role.kind === 'write-iovecs'
      const size = role.kind === 'out' ? role.size : (sizes[role.name] ?? Number(args[at + 1]) * (vectors ? 8 : 1))
      // A pointer with a separate meaning is followed by its length.
      return size > 0 ? [{ function: name, parameter: role.name, index: at, size, args }] : []
    })
  },
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

test('covers all functions with pointers, except poll_oneoff and those that are always refused', () => {
  const kinds = new Set(['out', 'in-string', 'out-buffer', 'read-iovecs', 'write-iovecs', 'pointer'])
  const has = Object.entries(table).filter(([, { params }]) => params.some(({ kind }) => kinds.has(kind)))
  const names = has.map(([name]) => name).filter((name) => !/^sock_|poll_oneoff/.test(name))
  expect(Object.keys(calls).sort()).toEqual(names.sort())
})

describe.each(pointers)('$function: $parameter', ({ function: name, index, size, args }) => {
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
