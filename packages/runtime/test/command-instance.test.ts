import { describe, expect, test } from 'vitest'

import { WasiTrapError } from '../src/errors/trap.js'
import type { CommandOptions } from '../src/instance-types.js'
import { commandOf } from './imports-harness.js'

/** A command that exits with the number of its arguments minus one, or traps if there are four. */
const command = `(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $started (mut i32) (i32.const 0))
  (data (i32.const 8) "\\10\\00\\00\\00\\03\\00\\00\\00hi\\n")
  (func $count (result i32) (drop (call $args (i32.const 0) (i32.const 4))) (i32.sub (i32.load (i32.const 0)) (i32.const 1)))
  (func (export "_start")
    (global.set $started (i32.add (global.get $started) (i32.const 1)))
    (if (i32.eq (call $count) (i32.const 3)) (then unreachable))
    (call $exit (call $count)))
  (func (export "started") (result i32) (global.get $started))
  (func (export "print") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))))
  (func (export "exit") (param i32) (call $exit (local.get 0)))
  (func (export "then") (result i32) (i32.const 5))
  (func (export "pair") (result i32 i64) (i32.const 1) (i64.const 2)))`

const failed = async (running: () => unknown): Promise<Error & { code?: string }> => {
  try {
    await running()
  } catch (error) {
    return error as Error
  }
  throw new Error('it succeeded')
}

describe('an instance of a command', () => {
  test('has run, and its functions can be called', async () => {
    const run = await commandOf(command, {})
    const chunks: string[] = []
    const tool = await run.instantiate([], { stdout: (chunk) => void chunks.push(new TextDecoder().decode(chunk)) })
    expect(tool.exitCode).toBe(0)
    expect(Object.keys(tool.exports).sort()).toEqual(['exit', 'memory', 'pair', 'print', 'started', 'then'])
    const { started, then: thenable, pair } = tool.exports
    expect([started!(), thenable!(), pair!()]).toEqual([1, 5, [1, 2n]])
    tool.exports.print!()
    expect(chunks).toEqual(['hi\n'])
    expect(tool.memory.buffer.byteLength).toBe(65536)
    await run()
    expect(tool.exports.started!()).toBe(1)
  })

  test('need not run', async () => {
    const tool = await (await commandOf(command, {})).instantiate(['a'], { start: false })
    expect(tool.exitCode).toBeUndefined()
    expect(tool.exports.started!()).toBe(0)
  })

  test('that exits with another code than 0 is over', async () => {
    const tool = await (await commandOf(command, {})).instantiate(['a', 'b'])
    expect(tool.exitCode).toBe(2)
    const error = await failed(() => tool.exports.started!())
    expect(error.code).toBe('ENDED')
    expect(error.message).toContain('It exited with code 2.')
  })

  test('that traps rejects, and one that exits or is disposed later is over', async () => {
    const run = await commandOf(command, {})
    expect(await failed(() => run.instantiate(['a', 'b', 'c']))).toBeInstanceOf(WasiTrapError)
    const exits = await run.instantiate()
    expect((await failed(() => exits.exports.exit!(0))).message).toContain('exited with code 0')
    expect((await failed(() => exits.exports.started!())).code).toBe('ENDED')
    const disposed = await run.instantiate()
    const dispose = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')
    ;(disposed as unknown as Record<symbol, () => void>)[dispose]!()
    expect((await failed(() => disposed.exports.started!())).message).toContain('It was disposed.')
  })

  test.each([
    [{ start: 1 }, /option 'start'/],
    [{ args: [] }, /option 'args'/],
    [{ stdout: new WritableStream() }, /output goes to a stream/],
    [{ encoding: 'utf9' }, /encoding/],
  ])('refuses %j', async (options, message) => {
    const run = await commandOf(command, {})
    const error = await failed(() => run.instantiate([], options as unknown as CommandOptions))
    expect(error.message).toMatch(message)
  })
})

describe('a module that exports both _initialize and _start', () => {
  const both = `(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (global $at (mut i32) (i32.const 1))
    (func (export "_initialize") (global.set $at (i32.mul (global.get $at) (i32.const 5))))
    (func (export "_start") (call $exit (i32.add (global.get $at) (i32.const 2))))
    (func (export "at") (result i32) (global.get $at)))`

  test('is a command, which initializes itself before it starts', async () => {
    const run = await commandOf(both, {})
    expect((await run()).exitCode).toBe(7)
    const tool = await run.instantiate([], { start: false })
    expect(tool.exports.at!()).toBe(5)
  })
})

test('a program without memory can exit', async () => {
  const text = `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (func (export "_start") (call $exit (i32.const 9))))`
  expect((await (await commandOf(text, {}))()).exitCode).toBe(9)
})
