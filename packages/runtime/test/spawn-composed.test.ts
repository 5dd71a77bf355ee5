import { describe, expect, test } from 'vitest'

import { parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { hasJspi } from '../src/guest/jspi.js'
import { commandOf } from './component-program.js'

/** A command that is composed of two. The inner one gets a number from JavaScript, with which the outer one ends. */
const composed = `(component
  (import "acme:app/host" (instance $host (export "get" (func (result u32)))))
  (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
  (component $A
    (import "host" (instance $host (export "get" (func (result u32)))))
    (core func $get (canon lower (func $host "get")))
    (core module $m
      (import "" "get" (func $get (result i32)))
      (func (export "f") (result i32) (call $get)))
    (core instance $i (instantiate $m (with "" (instance (export "get" (func $get))))))
    (func (export "f") (result u32) (canon lift (core func $i "f"))))
  (component $B
    (import "f" (func $f (result u32)))
    (import "exit" (instance $exit (export "exit" (func (param "status" (result))))))
    (core func $lowered (canon lower (func $f)))
    (core func $leave (canon lower (func $exit "exit")))
    (core module $m
      (import "" "f" (func $f (result i32)))
      (import "" "exit" (func $exit (param i32)))
      (func (export "run") (result i32) (local $code i32)
        (local.set $code (call $f))
        (if (i32.eq (local.get $code) (i32.const 2)) (then (call $exit (i32.const 0))))
        (if (i32.eq (local.get $code) (i32.const 3)) (then unreachable))
        (local.get $code)))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered)) (export "exit" (func $leave))))))
    (func $run (result (result)) (canon lift (core func $i "run")))
    (instance $r (export "run" (func $run)))
    (export "wasi:cli/run@0.2.0" (instance $r)))
  (instance $a (instantiate $A (with "host" (instance $host))))
  (instance $b (instantiate $B (with "f" (func $a "f")) (with "exit" (instance $exit))))
  (export "wasi:cli/run@0.2.0" (instance $b "wasi:cli/run@0.2.0")))`

const run = await commandOf(await parse(composed), { imports: { 'acme:app/host': true } })
const later = (ms = 1) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const spawn = (get: () => number | Promise<number>, options: object = {}) =>
  run.spawn([], { imports: { 'acme:app/host': { get } }, ...options })

describe.runIf(hasJspi())('a spawned program that is composed of several', () => {
  test.each([
    [0, 0],
    [1, 1],
    [2, 0],
  ])('is suspended in an inner component, and ends: %i has code %i', async (code, exitCode) => {
    expect(await spawn(async () => (await later(), code)).exited).toEqual({ exitCode })
    expect(await spawn(() => code).exited).toEqual({ exitCode })
  })

  test('traps, and fails with the error of a function from JavaScript', async () => {
    await expect(spawn(async () => 3).exited).rejects.toMatchObject({ code: 'TRAP' })
    const mine = new Error('mine')
    await expect(spawn(() => Promise.reject(mine)).exited).rejects.toBe(mine)
    await expect(spawn(async () => 'x' as unknown as number).exited).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })

  test('is ended while it waits', async () => {
    const program = spawn(() => new Promise(() => {}))
    await later()
    program.kill('enough')
    await expect(program.exited).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
    const late = spawn(() => new Promise(() => {}), { timeout: 20 })
    await expect(late.exited).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('waits until its output is taken', async () => {
    const waiting: (() => void)[] = []
    const stdout = new WritableStream({ write: () => new Promise<void>((resolve) => waiting.push(resolve)) })
    const program = (await commandOf(fixture('composed-wac'))).spawn([], { stdout })
    const over = program.exited.then(() => 'over')
    while (waiting.length === 0) await later()
    expect(await Promise.race([over, later(5).then(() => 'waits')])).toBe('waits')
    waiting[0]!()
    expect(await over).toBe('over')
  })
})

test.runIf(hasJspi())('run() waits if input arrives later', async () => {
  const input = (async function* () {})()
  expect((await run([], { input, imports: { 'acme:app/host': { get: async () => (await later(), 1) } } })).exitCode).toBe(1)
})

test('otherwise, run() does not wait, because JavaScript may be between the program and its destructors', async () => {
  const waiting = run([], { imports: { 'acme:app/host': { get: async () => 0 } } })
  await expect(waiting).rejects.toMatchObject({ code: 'UNSUPPORTED_MODE' })
  expect((await run([], { imports: { 'acme:app/host': { get: () => 1 } } })).exitCode).toBe(1)
})
