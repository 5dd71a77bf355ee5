import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, describe, expect, test, vi } from 'vitest'

import { findCommand } from '../src/find.js'
import { toolWith } from '../src/process.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-process-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const node = (signal: AbortSignal, code: string, env = {}) =>
  toolWith(signal)(process.execPath, ['--eval', code], { cwd: folder, env })

const never = new AbortController().signal

describe('a tool', () => {
  test('gets the environment, and its output and code are returned', async () => {
    const code = 'process.stdout.write(process.env.WORD); console.error("ä".repeat(100_000)); process.exitCode = 3'
    const output = await node(never, code, { WORD: 'hello' })
    expect(output).toEqual({ code: 3, stdout: 'hello', stderr: `${'ä'.repeat(100_000)}\n` })
  })

  test('that is not installed is undefined', async () => {
    expect(await toolWith(never)('no-such-compiler', [], { cwd: folder })).toBeUndefined()
    expect(findCommand('no-such-compiler')).toBeUndefined()
    expect(findCommand(path.basename(process.execPath, '.exe'), { PATH: path.dirname(process.execPath) })).toMatch(/node/)
  })

  test('does not start after the signal', async () => {
    await expect(node(AbortSignal.abort('overtaken'), `fs.writeFileSync('started', '')`)).rejects.toBe('overtaken')
    expect(existsSync(path.join(folder, 'started'))).toBe(false)
  })

  // Windows ends a tree of processes by another way, which leaves no trace to look at.
  test.skipIf(process.platform === 'win32')('ends with the processes that it has started', async () => {
    const controller = new AbortController()
    // The grandchild ignores what asks it to end.
    const grandchild = `process.on('SIGTERM', () => {}); fs.writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`
    const child = `child_process.spawn(process.execPath, ['--eval', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    const running = node(controller.signal, child)
    const reason = running.catch((error: unknown) => error)
    const pid = await vi.waitFor(() => {
      const text = readFileSync(path.join(folder, 'pid'), 'utf8')
      expect(text).not.toBe('')
      return Number(text)
    }, 20_000)
    expect(() => process.kill(pid, 0)).not.toThrow()
    controller.abort('overtaken')
    expect(await reason).toBe('overtaken')
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000)
  })

  test('does not end a process that has its own way to end', async () => {
    const kill = process.kill.bind(process)
    const killed = vi.spyOn(process, 'kill').mockImplementation((pid, signal) => pid === process.pid || kill(pid, signal))
    const close = vi.fn<() => void>()
    process.once('SIGHUP', close)
    const running = node(never, 'setInterval(() => {}, 1000)')
    process.emit('SIGHUP', 'SIGHUP')
    await running
    expect(close).toHaveBeenCalledOnce()
    expect(killed.mock.calls.filter(([pid]) => pid === process.pid)).toEqual([])
    killed.mockRestore()
  })

  test('leaves no listeners behind', async () => {
    const events = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP']
    const before = events.map((event) => process.listenerCount(event))
    const running = Array.from({ length: 12 }, () => node(never, ''))
    expect(events.map((event) => process.listenerCount(event))).toEqual(before.map((count) => count + 1))
    await Promise.all(running)
    expect(events.map((event) => process.listenerCount(event))).toEqual(before)
  })
})
