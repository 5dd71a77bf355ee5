import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'

import { describe, expect, test, vi } from 'vitest'

import { hasJspi } from '../src/guest/jspi.js'
import { guest, printing, wat } from './module-program.js'

const echo = wat(`(func (export "_start") (local $n i32)
  (loop $more
    (local.set $n (call $read (i32.const 4096)))
    (drop (call $write (i32.const 1) (i32.const 2048) (local.get $n)))
    (br_if $more (local.get $n))))`)
const mine = new Error('mine')
const turn = () => new Promise((resolve) => setTimeout(resolve))

/** A stream that takes a chunk when `take` calls back. */
const slow = (take: (done: (error?: Error) => void) => void, highWaterMark = 1) => {
  const chunks: string[] = []
  const stream = new Writable({
    highWaterMark,
    write(chunk, _encoding, callback) {
      take((error) => {
        if (!error) chunks.push(String(chunk))
        callback(error)
      })
    },
  })
  return { stream, chunks }
}

describe('a Writable of Node’s as output', () => {
  test('has all chunks when the run has ended, stays open, and keeps no listener', async () => {
    const { stream, chunks } = slow((done) => void setTimeout(done, 1))
    const result = await (await guest(printing))([], { stdout: stream })
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: 'hello'.repeat(4) })
    expect(chunks).toEqual(Array(4).fill('hello\n'))
    expect(stream.writableEnded).toBe(false)
    expect(stream.listenerCount('error')).toBe(0)
  })

  test('may be the same for both', async () => {
    const { stream, chunks } = slow((done) => done())
    await (
      await guest(printing)
    )([], { stdout: stream, stderr: stream })
    expect(chunks.join('')).toBe('hello\nhello'.repeat(4))
  })

  test('may be a file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-node-streams-'))
    try {
      const file = path.join(folder, 'file')
      const stream = createWriteStream(file)
      await (
        await guest(printing)
      )([], { stdout: stream })
      await new Promise<void>((resolve) => stream.end(resolve))
      expect(readFileSync(file, 'utf8')).toBe('hello\n'.repeat(4))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('that fails rejects the run with its error, which does not end the process', async () => {
    const run = await guest(printing)
    for (const at of [1, 4]) {
      let count = 0
      const { stream } = slow((done) => setTimeout(() => (++count === at ? done(mine) : done())))
      await expect(run([], { stdout: stream })).rejects.toBe(mine)
    }
    const destroyed = new PassThrough()
    destroyed.on('error', () => {})
    destroyed.destroy(mine)
    await turn()
    await expect(run([], { stdout: destroyed })).rejects.toMatchObject({ code: 'ERR_STREAM_DESTROYED' })
    const ended = new PassThrough()
    ended.end()
    await expect(run([], { stderr: ended })).rejects.toMatchObject({ code: 'ERR_STREAM_WRITE_AFTER_END' })
    await turn()
  })

  test('is refused if the call can’t wait', async () => {
    const run = await guest(printing)
    await run.load()
    expect(() => run.sync([], { stdout: new PassThrough() })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MODE' }))
  })

  test.runIf(hasJspi())('makes the guest wait until it is drained', async () => {
    const { stream, chunks } = slow((done) => void setTimeout(done, 2), 12)
    const write = stream.write.bind(stream) as typeof stream.write
    const full: boolean[] = []
    vi.spyOn(stream, 'write').mockImplementation((...args) => {
      full.push(stream.writableNeedDrain)
      return write(...args)
    })
    const program = (await guest(printing)).spawn([], { stdout: stream })
    expect(await program.exited).toEqual({ exitCode: 0 })
    expect([full, chunks.length]).toEqual([Array(4).fill(false), 4])
  })
})

describe.runIf(hasJspi())('a Readable of Node’s as input', () => {
  test('is read to its end', async () => {
    const run = await guest(echo)
    expect((await run([], { input: Readable.from(['one ', Buffer.from('two')]) })).stdout).toBe('one two')
    const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-node-streams-'))
    try {
      const file = path.join(folder, 'file')
      writeFileSync(file, 'x'.repeat(200_000))
      expect(await run.spawn([], { input: createReadStream(file) }).stdout.text()).toBe('x'.repeat(200_000))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('is destroyed if the run ends before it', async () => {
    const input = new PassThrough()
    const program = (await guest(echo)).spawn([], { input })
    input.write('text')
    const reader = program.stdout.getReader()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('text')
    program.kill(mine)
    await expect(program.exited).rejects.toMatchObject({ code: 'ABORTED', cause: mine })
    await vi.waitFor(() => expect(input.destroyed).toBe(true))
  })

  test('that fails rejects the run with its error', async () => {
    const input = new PassThrough()
    const program = (await guest(echo)).spawn([], { input })
    input.write('text')
    const reader = program.stdout.getReader()
    await reader.read()
    input.destroy(mine)
    await expect(program.exited).rejects.toBe(mine)
    await expect(reader.read()).rejects.toBe(mine)
  })
})
