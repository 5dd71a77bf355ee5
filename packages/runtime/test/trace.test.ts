import { describe, expect, test } from 'vitest'

import { paramsOf, preview1Names } from './preview1-signatures.js'
import type { TraceCall } from '../src/types.js'
import { errnoNames } from '../src/errno/names.js'
import { readTable } from '../src/preview1/trace/signatures.js'
import { assemble } from './assemble.js'
import { command, guest, spec, wat } from './module-program.js'

const traced = async (text: string, options: object = {}): Promise<TraceCall[]> => {
  const calls: TraceCall[] = []
  await (
    await guest(text)
  )([], { ...options, trace: (call) => void calls.push(call) })
  return calls
}

test('each call is reported with its arguments, results and errno', async () => {
  const calls = await traced(
    wat(`(func (export "_start")
      (drop (call $read (i32.const 100)))
      (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
      (drop (call $write (i32.const 77) (i32.const 1024) (i32.const 6)))
      (call $proc_exit (i32.const 3)))`),
    { input: 'abc' },
  )
  expect(calls).toEqual([
    { name: 'fd_read', args: { fd: 0, iovs: 100 }, results: { nread: 3 }, errno: 'success' },
    { name: 'fd_write', args: { fd: 1, iovs: 6 }, results: { nwritten: 6 }, errno: 'success' },
    { name: 'fd_write', args: { fd: 77, iovs: 6 }, results: {}, errno: 'badf' },
    { name: 'proc_exit', args: { rval: 3 }, results: {}, errno: 'success' },
  ])
})

test('strings, 64-bit values and buffers are decoded', async () => {
  const calls = await traced(
    `(module
      (import "wasi_snapshot_preview1" "path_rename" (func $rename (param i32 i32 i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_fdstat_set_rights" (func $rights (param i32 i64 i64) (result i32)))
      (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_readdir" (func $readdir (param i32 i32 i32 i64 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 100) "dir/\\c3\\b6.txtnew")
      (func (export "_start")
        (drop (call $rename (i32.const 9) (i32.const 100) (i32.const 10) (i32.const 8) (i32.const 110) (i32.const 3)))
        (drop (call $seek (i32.const 9) (i64.const -5) (i32.const 2) (i32.const 8)))
        (drop (call $rights (i32.const 9) (i64.const -1) (i64.const 2)))
        (drop (call $time (i32.const 0) (i64.const 1) (i32.const 8)))
        (drop (call $random (i32.const 200) (i32.const 16)))
        (drop (call $readdir (i32.const 9) (i32.const 200) (i32.const 50) (i64.const 7) (i32.const 8)))))`,
    { clock: { now: () => 123n, monotonic: () => 0n } },
  )
  expect(calls).toEqual([
    { name: 'path_rename', args: { fd: 9, old_path: 'dir/ö.txt', new_fd: 8, new_path: 'new' }, results: {}, errno: 'badf' },
    { name: 'fd_seek', args: { fd: 9, offset: -5n, whence: 2 }, results: {}, errno: 'badf' },
    {
      name: 'fd_fdstat_set_rights',
      args: { fd: 9, fs_rights_base: 2n ** 64n - 1n, fs_rights_inheriting: 2n },
      results: {},
      errno: expect.any(String) as string,
    },
    { name: 'clock_time_get', args: { id: 0, precision: 1n }, results: { timestamp: 123n }, errno: 'success' },
    { name: 'random_get', args: { buf: 16 }, results: {}, errno: 'success' },
    { name: 'fd_readdir', args: { fd: 9, buf: 50, cookie: 7n }, results: {}, errno: 'badf' },
  ])
})

test('functions of wasi_unstable have their WASI names', async () => {
  const calls = await traced(
    `(module
      (import "wasi_unstable" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
      (import "wasi_unstable" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 100) "file")
      (func (export "_start")
        (drop (call $seek (i32.const 9) (i64.const -5) (i32.const 2) (i32.const 8)))
        (drop (call $stat (i32.const 3) (i32.const 0) (i32.const 100) (i32.const 4) (i32.const 1024)))))`,
    { dirs: { '/': { file: '12345' } } },
  )
  expect(calls).toEqual([
    { name: 'fd_seek', args: { fd: 9, offset: -5n, whence: 2 }, results: {}, errno: 'badf' },
    {
      name: 'path_filestat_get',
      args: { fd: 3, flags: 0, path: 'file' },
      results: { ino: expect.any(BigInt) as bigint, filetype: 4, size: 5n },
      errno: 'success',
    },
  ])
})

test('a call that traps is not reported, but the calls before it are', async () => {
  const calls: TraceCall[] = []
  const run = await guest(
    wat(`(func (export "_start")
      (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
      (drop (call $write (i32.const 1) (i32.const -100000) (i32.const 5000))))`),
  )
  await expect(run([], { trace: (call) => void calls.push(call) })).rejects.toThrow(/guest\.wasm: /)
  expect(calls.map(({ name }) => name)).toEqual(['fd_write'])
})

test('a tracer that throws ends the run with its error', async () => {
  const mine = new Error('mine')
  const run = await guest(
    wat('(func (export "_start") (try (do (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))) (catch_all)))'),
  )
  await expect(
    run([], {
      trace: () => {
        throw mine
      },
    }),
  ).rejects.toBe(mine)
})

test('run.sync() traces as well', async () => {
  const run = await guest(wat('(func (export "_start") (call $proc_exit (i32.const 3)))'))
  await run.load()
  const calls: TraceCall[] = []
  expect(run.sync([], { trace: (call) => void calls.push(call) }).exitCode).toBe(3)
  expect(calls.map(({ name, args }) => ({ name, args }))).toEqual([{ name: 'proc_exit', args: { rval: 3 } }])
})

test('a module built without the tracer reports that', async () => {
  const untraced = await spec(await assemble(wat('(func (export "_start"))')))
  delete untraced.trace
  await expect(command(untraced)([], { trace: () => undefined })).rejects.toThrow(/can't be traced[^]*`trace: true`/)
})

describe('the table', () => {
  test('has every function, with a word for each core parameter', () => {
    const words = [...readTable()].map(([name, { params, results }]) => {
      const pairs = params.filter(({ form }) => form !== '' && 'sbv'.includes(form)).length
      return [name, params.length + pairs + results.length]
    })
    expect(Object.fromEntries(words)).toEqual(Object.fromEntries(preview1Names.map((name) => [name, paramsOf(name).length])))
  })

  test('has every errno', () => {
    const errnos = errnoNames()
    expect(errnos.length).toBe(77)
    expect([errnos[0], errnos[8], errnos[28], errnos[44], errnos[63], errnos[76]]).toEqual([
      'success',
      'badf',
      'inval',
      'noent',
      'perm',
      'notcapable',
    ])
  })
})
