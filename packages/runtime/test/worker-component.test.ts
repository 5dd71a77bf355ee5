import { describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { commandInWorker } from './worker-program.js'

const native = await commandInWorker(fixture('p2-native'))
const go = await commandInWorker(fixture('go'), { host: 'preview2' })
const rust = await commandInWorker(fixture('rust-p2'))

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )

describe('a component in a worker', () => {
  test('has arguments, input, an exit code and output', async () => {
    expect(await native(['a'], { input: ['b', 'c'] })).toEqual({ exitCode: 1, stdout: 'guest.wasm\na\nbc', stderr: '' })
    expect(await native()).toEqual({ exitCode: 0, stdout: 'guest.wasm\n', stderr: '' })
  })

  test('traps with the names of functions, and what it printed', async () => {
    expect(await failed(native(['1', '2', '3'], { input: 'in' }))).toMatchObject({
      code: 'TRAP',
      guestStack: ['fail', 'run'],
      stdout: 'guest.wasm\n1\n2\n3\nin',
    })
  })

  test('may be one that a preview1 program was made to', async () => {
    const directory = memoryDirectory({ 'kept.txt': 'text' })
    expect(await go(['args', 'one', 'two'])).toEqual({ exitCode: 0, stdout: 'one\ntwo\n', stderr: '' })
    expect(await go(['file', '/d'], { dirs: { '/d': directory } })).toMatchObject({ exitCode: 0 })
    expect(directory.tree()).toEqual({ 'kept.txt': new Uint8Array(Buffer.from('text')) })
    expect(await go(['exit', '7'])).toMatchObject({ exitCode: 7 })
  })

  test('may come from rustc', async () => {
    expect(await rust(['args', 'one'])).toMatchObject(await (await commandInWorker(fixture('rust')))(['args', 'one']))
  })

  test('reads what comes later, and is ended while it waits', async () => {
    let answered: (() => void) | undefined
    const input = async function* () {
      for (const line of ['one\n', 'two\n']) {
        const answer = new Promise<void>((resolve) => (answered = resolve))
        yield line
        await answer
      }
    }
    const lines: string[] = []
    await go(['lines'], {
      input: input(),
      stdout(chunk) {
        lines.push(Buffer.from(chunk).toString())
        answered?.()
      },
    })
    expect(lines.join('')).toBe('1: one\n2: two\nend\n')
    expect(await failed(go(['sleep', '60000'], { timeout: 200 }))).toMatchObject({ code: 'TIMEOUT' })
    const never = async function* () {
      await new Promise(() => {})
      yield ''
    }
    expect(await failed(go(['cat'], { input: never(), timeout: 200 }))).toMatchObject({ code: 'TIMEOUT' })
  })

  test('can be spawned', async () => {
    const program = go.spawn(['cat'], { stdin: 'pipe' })
    const writer = program.stdin.getWriter()
    void writer.write('hello')
    void writer.close()
    expect(await program.stdout.text()).toBe('hello')
    expect(await program.exited).toEqual({ exitCode: 0 })
  })
})
