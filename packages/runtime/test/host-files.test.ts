import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { hostDirectory } from '../src/directory/host-directory.js'
import { node } from '../src/platform/node.js'
import { input, poll } from './preview1-polling.js'
import { FLAG, OPEN, preview1, RIGHT, TYPE } from './preview1-libc.js'

const linux = process.platform === 'linux'
const ROOT = 3

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  fs.rmSync(folder, { recursive: true })
})

const systemError = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall })

describe('a close that fails', () => {
  /** Closes the file, then reports an error as a system may do. */
  const failing = (code: string) => {
    const closed: number[] = []
    const { closeSync } = fs
    vi.spyOn(fs, 'closeSync').mockImplementation((fd) => {
      closeSync(fd)
      closed.push(fd)
      throw systemError(code, 'close')
    })
    return closed
  }

  test('of a file is an errno, and the file is closed', async () => {
    const p = await preview1({ '/': hostDirectory(folder) })
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    const closed = failing('ENOSPC')
    expect(() => p.close(fd)).toThrow('nospc')
    expect(() => p.close(fd)).toThrow('badf')
    expect(closed.length).toBe(1)
    vi.restoreAllMocks()
    p.end()
  })

  test.runIf(linux)('does not keep an appended file open either', async () => {
    const p = await preview1({ '/': hostDirectory(folder) })
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create, flags: FLAG.append })
    p.write(fd, 'x')
    const closed = failing('EIO')
    expect(() => p.close(fd)).toThrow('io')
    // One descriptor is for the file, the other one for appending.
    expect(new Set(closed).size).toBe(2)
    vi.restoreAllMocks()
    p.end()
  })

  // On other systems a directory is not a descriptor of the system.
  test.runIf(linux)('of a directory is an errno', async () => {
    fs.mkdirSync(path.join(folder, 'dir'))
    const p = await preview1({ '/': hostDirectory(folder) })
    const fd = p.openDirectory(ROOT, 'dir')
    const closed = failing('EIO')
    expect(() => p.close(fd)).toThrow('io')
    expect(closed.length).toBe(1)
    vi.restoreAllMocks()
    p.end()
  })
})

test.runIf(linux)('a device can be read whatever its size', async () => {
  const p = await preview1({ '/': hostDirectory('/dev', { readonly: true }) })
  const fd = p.open(ROOT, 'null', { rights: RIGHT.read })
  expect(p.fdstat(fd).type).toBe(TYPE.character)
  expect(poll(p, [input(fd)])).toMatchObject([{ error: 0, bytes: 1n, flags: 0 }])
  p.end()
})

test.each([
  ['EPIPE', 64],
  ['ECONNRESET', 64],
  ['ENOSPC', 51],
  ['EIO', 29],
])('%s of inherited output is errno %i', async (name, code) => {
  const output = node().output(1)
  vi.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw systemError(name, 'write')
  })
  let error: unknown
  try {
    output.write(Uint8Array.of(1))
  } catch (thrown) {
    error = thrown
  }
  vi.restoreAllMocks()
  expect(error).toMatchObject({ code })
})
