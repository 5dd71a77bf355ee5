import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { isRunError } from '../src/errors/run-error.js'
import { hasJspi } from '../src/guest/jspi.js'
import { hostDirectory } from '../src/node.js'
import type { InputWriter, ReadableOutput, Run, SpawnOptions } from '../src/types.js'
import { guest } from './module-program.js'

/**
 * Reads its input byte by byte, and does what each says: `w` prints, `e` prints to stderr, `b` prints 40,000 bytes, `s` sleeps for a
 * millisecond, `m` writes ten bytes to a file in memory that it keeps open, `h` to one on disk. It exits with 0 at the end, and with
 * an errno if a write fails.
 */
const busy = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "0123456789\\n")
  (data (i32.const 1100) "file")
  (func $write (param $fd i32) (param $length i32) (local $errno i32)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (local.get $length))
    (local.set $errno (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
    (if (local.get $errno) (then (call $proc_exit (local.get $errno)))))
  (func $file (param $directory i32) (result i32)
    (if (call $path_open (local.get $directory) (i32.const 0) (i32.const 1100) (i32.const 4) (i32.const 1)
        (i64.const 66) (i64.const 0) (i32.const 1) (i32.const 16)) (then unreachable))
    (i32.load (i32.const 16)))
  (func (export "_start") (local $op i32) (local $memory i32) (local $host i32)
    (local.set $memory (call $file (i32.const 3)))
    (local.set $host (call $file (i32.const 4)))
    (loop $more
      (i32.store (i32.const 0) (i32.const 32))
      (i32.store (i32.const 4) (i32.const 1))
      (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
      (if (i32.load (i32.const 8))
        (then
          (local.set $op (i32.load8_u (i32.const 32)))
          (if (i32.eq (local.get $op) (i32.const 119)) (then (call $write (i32.const 1) (i32.const 11))))
          (if (i32.eq (local.get $op) (i32.const 101)) (then (call $write (i32.const 2) (i32.const 11))))
          (if (i32.eq (local.get $op) (i32.const 98)) (then (call $write (i32.const 1) (i32.const 40000))))
          (if (i32.eq (local.get $op) (i32.const 109)) (then (call $write (local.get $memory) (i32.const 10))))
          (if (i32.eq (local.get $op) (i32.const 104)) (then (call $write (local.get $host) (i32.const 10))))
          (if (i32.eq (local.get $op) (i32.const 115))
            (then
              (memory.fill (i32.const 128) (i32.const 0) (i32.const 48))
              (i32.store (i32.const 144) (i32.const 1))
              (i64.store (i32.const 152) (i64.const 1000000))
              (if (call $poll (i32.const 128) (i32.const 256) (i32.const 1) (i32.const 8)) (then unreachable))))
          (br $more)))))
)`

/** How the caller feeds, reads and stops a program. */
const plans = fc.record({
  /** What the program does. */
  script: fc.string({ unit: fc.constantFrom('w', 'e', 'b', 's', 'm', 'h'), maxLength: 40 }),
  /** Into how many pieces the script is cut, and whether the input ends after it. */
  pieces: fc.integer({ min: 1, max: 5 }),
  ends: fc.boolean(),
  input: fc.constantFrom('pipe', 'iterable'),
  reader: fc.constantFrom('reads', 'is slow', 'leaves', 'never reads'),
  /** After how many turns of the event loop it is stopped, and how. */
  turns: fc.integer({ min: 0, max: 25 }),
  how: fc.constantFrom('kill', 'signal', 'kill twice', 'timeout', 'dispose'),
})

const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms))
const turn = () => new Promise((resolve) => setImmediate(resolve))
const mine = new Error('mine')

describe.runIf(hasJspi())('a spawned program that is stopped at any moment', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-stops-'))
  afterAll(() => fs.rmSync(folder, { recursive: true }))
  const linked = (fd: string) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  }
  /** The descriptors of this process that are open in the folder. */
  const open = () =>
    process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').filter((fd) => linked(fd).startsWith(folder)) : []

  let run: Run
  const unhandled: unknown[] = []
  const listen = (error: unknown) => void unhandled.push(error)
  beforeAll(async () => {
    run = await guest(busy)
    await run.load()
    process.on('unhandledRejection', listen)
  })
  afterAll(() => void process.off('unhandledRejection', listen))

  test('ends once, with all of its streams, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async ({ script, pieces, ends, input, reader, turns, how }) => {
        unhandled.length = 0
        const files = memoryDirectory({})
        const size = Math.ceil(script.length / pieces) || 1
        const chunks = Array.from({ length: pieces }, (_, n) => script.slice(n * size, (n + 1) * size))
        const state = { returned: false, started: false, calls: 0, callsAtEnd: 0 }
        const controller = new AbortController()
        const options = {
          dirs: { '/m': files, '/h': hostDirectory(folder) },
          signal: controller.signal,
          stderr: () => void state.calls++,
          ...(how === 'timeout' && { timeout: turns + 1 }),
        }
        const iterator = {
          at: 0,
          async next(): Promise<IteratorResult<string>> {
            state.started = true
            await turn()
            if (this.at < chunks.length) return { done: false, value: chunks[this.at++]! }
            if (!ends) await new Promise(() => {})
            return { done: true, value: undefined }
          },
          async return(): Promise<IteratorResult<string>> {
            state.returned = true
            return { done: true, value: undefined }
          },
        }
        const source: Pick<SpawnOptions, 'input' | 'stdin'> =
          input === 'pipe' ? { stdin: 'pipe' } : { input: { [Symbol.asyncIterator]: () => iterator } }
        const program = run.spawn([], { ...options, ...source })
        let settled = 0
        const exited = program.exited.then(
          ({ exitCode }) => exitCode,
          (error: unknown) => error,
        )
        void exited.then(() => {
          settled++
          state.callsAtEnd = state.calls
        })
        const feeding = (async () => {
          const writer: InputWriter | undefined = program.stdin?.getWriter()
          for (const chunk of chunks) await writer?.write(chunk)
          if (ends) await writer?.close()
        })().then(
          () => undefined,
          (error: unknown) => error,
        )
        const reading = read(program.stdout, reader)
        for (let n = 0; n < turns; n++) await turn()
        const stop = {
          kill: () => program.kill(mine),
          signal: () => controller.abort(mine),
          'kill twice': () => {
            program.kill(mine)
            program.kill(new Error('later'))
          },
          timeout: () => {},
          dispose: () => void (program as unknown as Record<symbol, () => Promise<void>>)[Symbol.asyncDispose]!(),
        }[how]
        stop()
        // Unread output may hold up the program until its time is over.
        if (how === 'timeout') setTimeout(() => program.kill(mine), turns + 50)
        const outcome = await exited
        const [text, failed] = await reading
        const after = await read(program.stdout, 'reads')

        const error = typeof outcome === 'number' ? undefined : outcome
        // The stream ends as the run does, after what was printed, which the script tells.
        const printed = text + after[0]
        const whole = [...script].map((op) => (op === 'w' ? 11 : op === 'b' ? 40_000 : 0)).reduce<number>((sum, n) => sum + n, 0)
        const fed = await feeding
        expect({
          outcome,
          expected: outcome === 0 || outcome === 64 || isExpected(outcome, how),
          printed: printed.length <= whole && (outcome !== 0 || reader === 'leaves' || printed.length === whole),
          ended: reader === 'leaves' || (failed ?? after[1]) === error,
          fed: fed === undefined || isRunError(fed, 'ENDED'),
        }).toEqual({ outcome, expected: true, printed: true, ended: true, fed: true })
        // The host is left as it was, and files have whole writes.
        expect(open()).toEqual([])
        expect('file' in files.tree() ? files.text('file') : '').toMatch(/^(0123456789)*$/)
        await run([], { dirs: options.dirs, input: 'm' })
        expect(files.text('file')).toMatch(/^(0123456789)+$/)
        // Nothing arrives later.
        await later(2)
        expect([settled, state.calls]).toEqual([1, state.callsAtEnd])
        expect(state.returned || !state.started).toBe(true)
        expect(unhandled).toEqual([])
      }),
      { numRuns: Number(process.env['UNWASI_STOPS'] ?? 100) },
    )
  })
})

/** Whether a program that was stopped in that way may end with `outcome`. */
const isExpected = (outcome: unknown, how: string): boolean =>
  how === 'timeout'
    ? isRunError(outcome, 'TIMEOUT')
    : isRunError(outcome, 'ABORTED') && (how === 'dispose' || outcome.cause === mine)

/** Reads `stdout` in some manner. Returns the text, and the error with which it ended. */
async function read(stdout: ReadableOutput, reader: string): Promise<readonly [text: string, error: unknown]> {
  let text = ''
  if (reader === 'never reads') return [text, undefined]
  try {
    for await (const chunk of stdout) {
      text += Buffer.from(chunk).toString('latin1')
      if (reader === 'leaves') break
      if (reader === 'is slow') await later(1)
    }
  } catch (error) {
    return [text, error]
  }
  return [text, undefined]
}
