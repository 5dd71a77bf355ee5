import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { hostDirectory, makeHostDirectory } from '../src/directory/host-directory.js'
import { filesystem, ioErrors, streams } from './preview2-parts.js'
import { harness } from './preview2-harness.js'
import { OPEN, preview1, RIGHT, type Preview1 } from './preview1-libc.js'

const ROOT = 3
const OUT = 512
const BOTH = RIGHT.read | RIGHT.write

let folder: string
let fifo: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
  fifo = path.join(folder, 'fifo')
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

const makeFifo = (at = fifo) => execFileSync('mkfifo', [at])

describe.runIf(process.platform === 'linux')('FIFOs', () => {
  // This needs a separate process, because waiting for the other end of a FIFO never ends.
  test('never block the process', () => {
    makeFifo()
    fs.symlinkSync('fifo', path.join(folder, 'link'))
    const script = `
      const { hostDirectory } = await import(${JSON.stringify(new URL('../dist/node.js', import.meta.url).href)})
      const open = (at) => hostDirectory(at)[Symbol.for('unwasi.directory')]({ now: () => 0n, user: (f) => f(), device: () => 1n }, 'dirs')
      const tried = []
      const attempt = (act) => { try { tried.push(typeof act()) } catch (error) { tried.push(error.code ?? error.message.split('\\n')[0]) } }
      const root = open(${JSON.stringify(folder)})
      for (const at of ['fifo', 'link'])
        for (const openFlags of [0, 1, 2, 8, 9])
          for (const flags of [1, 2, 3]) attempt(() => root.openAt(at, true, openFlags, flags).dispose())
      attempt(() => root.setTimesAt('fifo', true, 1n, 1n))
      attempt(() => root.statAt('fifo', true))
      attempt(() => root.readlinkAt('fifo'))
      attempt(() => root.linkAt('fifo', root, 'other'))
      attempt(() => root.renameAt('other', root, 'third'))
      attempt(() => root.unlinkFileAt('third'))
      attempt(() => root.openAt('fifo/below', true, 1, 3))
      attempt(() => open(${JSON.stringify(fifo)}))
      console.log(JSON.stringify(tried))`
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 30_000,
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    })
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
    const [open, nxio, notdir, inval] = ['undefined', 60, 54, 28]
    const modes = [
      ...[open, nxio, open], // no flags
      ...[open, nxio, open], // create
      ...[notdir, notdir, notdir], // directory
      ...[open, nxio, open], // truncate
      ...[open, nxio, open], // create and truncate
    ]
    expect(JSON.parse(stdout)).toEqual([
      ...modes,
      ...modes,
      ...[open, 'object', inval, open, open, open, notdir],
      `dirs is hostDirectory(${JSON.stringify(fifo)}), which is not a directory`,
    ])
  }, 60_000)

  describe.each(['host', 'host by path'] as const)('(%s)', (kind) => {
    let p: Preview1
    let writer: number
    // One end must stay open, and this opens both.
    beforeEach(async () => {
      makeFifo()
      writer = fs.openSync(fifo, fs.constants.O_RDWR | fs.constants.O_NONBLOCK)
      p = await preview1({ '/': makeHostDirectory(folder, {}, kind === 'host') })
    })
    afterEach(() => {
      p.end()
      fs.closeSync(writer)
    })

    test('are read and written, and return EAGAIN where a program would wait', () => {
      const reads = p.open(ROOT, 'fifo', { rights: RIGHT.read })
      const writes = p.open(ROOT, 'fifo', { rights: RIGHT.write })
      expect(() => p.read(reads, 9)).toThrow('again')
      expect(p.write(writes, 'hello')).toBe(5)
      expect(p.read(reads, 2)).toBe('he')
      expect(p.read(reads, 9)).toBe('llo')
      expect(() => p.read(reads, 9)).toThrow('again')
      // A write that does not fit is short, and the count says so.
      const count = p.write(writes, 'x'.repeat(100_000))
      expect(count).toBeGreaterThan(0)
      expect(count).toBeLessThan(100_000)
      expect(() => p.write(writes, 'x'.repeat(100_000))).toThrow('again')
    })

    test('end without a writer, and break without a reader', () => {
      const reads = p.open(ROOT, 'fifo', { rights: RIGHT.read })
      const writes = p.open(ROOT, 'fifo', { rights: RIGHT.write })
      fs.closeSync(writer)
      p.close(writes)
      expect(p.read(reads, 9)).toBe('')
      const again = p.open(ROOT, 'fifo', { rights: RIGHT.write })
      p.close(reads)
      expect(() => p.write(again, 'x')).toThrow('pipe')
      p.close(again)
      expect(() => p.open(ROOT, 'fifo', { rights: RIGHT.write })).toThrow('nxio')
      writer = fs.openSync(fifo, fs.constants.O_RDWR | fs.constants.O_NONBLOCK)
    })

    test('have no positions', () => {
      const fd = p.open(ROOT, 'fifo', { rights: BOTH })
      p.write(fd, 'hello')
      for (const whence of [0, 1, 2] as const) expect(() => p.seek(fd, 0n, whence)).toThrow('spipe')
      expect(() => p.tell(fd)).toThrow('spipe')
      expect(() => p.pread(fd, 5, 0n)).toThrow('spipe')
      expect(() => p.pwrite(fd, 'x', 0n)).toThrow('spipe')
      expect(() => p.call('fd_allocate', fd, 0n, 5n)).toThrow('spipe')
      expect(() => p.call('fd_advise', fd, 0n, 5n, 0)).toThrow('spipe')
      expect(p.read(fd, 9)).toBe('hello')
    })

    test('in components have no positions either, and are read as streams', () => {
      const h = harness([filesystem, ioErrors, streams], { dirs: { '/': makeHostDirectory(folder, {}, kind === 'host') } })
      h.call('wasi:filesystem/preopens', 'get-directories', OUT)
      const root = h.u32(h.u32(OUT))
      const method = (name: string, ...args: (number | bigint)[]) => {
        h.call('wasi:filesystem/types', `[method]descriptor.${name}`, ...args, OUT)
        return h.u8(OUT)
      }
      expect(method('open-at', root, 1, ...h.put('fifo'), 0, 3)).toBe(0)
      const fd = h.u32(OUT + 4)
      fs.writeSync(writer, 'hello')
      const invalidSeek = 34
      expect([method('read', fd, 5n, 0n), h.u8(OUT + 4)]).toEqual([1, invalidSeek])
      expect([method('write', fd, ...h.put('x'), 0n), h.u8(OUT + 8)]).toEqual([1, invalidSeek])
      expect(method('read-via-stream', fd, 0n)).toBe(0)
      h.call('wasi:io/streams', '[method]input-stream.read', h.u32(OUT + 4), 9n, OUT)
      expect([h.u8(OUT), h.text(OUT + 4)]).toEqual([0, 'hello'])
      h.context.end()
    })
  })
})

describe.runIf(process.platform === 'linux')('sockets and devices', () => {
  test('a socket cannot be opened', async () => {
    const server = net.createServer().listen(path.join(folder, 'socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    const p = await preview1({ '/': hostDirectory(folder) })
    for (const rights of [RIGHT.read, RIGHT.write, BOTH]) expect(() => p.open(ROOT, 'socket', { rights })).toThrow('nxio')
    p.end()
    await new Promise((resolve) => server.close(resolve))
  })

  test('seekable devices keep their positions', async () => {
    const p = await preview1({ '/': hostDirectory('/dev') })
    const zero = p.open(ROOT, 'zero')
    expect(p.read(zero, 3)).toBe('\0\0\0')
    expect(p.pread(zero, 3, 1000n)).toBe('\0\0\0')
    expect(p.seek(zero, 5n, 0)).toBe(5n)
    const full = p.open(ROOT, 'full', { rights: RIGHT.write })
    expect(() => p.write(full, 'x')).toThrow('nospc')
    expect(() => p.call('fd_allocate', full, 0n, 5n)).toThrow('nodev')
    p.end()
  })
})

test('a directory in memory has no special files', async () => {
  const p = await preview1({ '/': memoryDirectory({ file: 'x' }) })
  expect(p.seek(p.open(ROOT, 'file', { oflags: OPEN.truncate }), 3n, 0)).toBe(3n)
  p.end()
})
