import * as fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { openDirectory, type DirectoryDescriptor, type FileDescriptor } from '../src/directory/directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import * as errno from '../src/errno/errno.js'
import { context, play, steps } from './directory-steps.js'
import { codeOf } from './errno-of.js'
import { folder, fs, ROOT, windowsFs } from './windows-fs.js'

vi.mock('node:fs', async () => ({ default: (await import('./windows-fs.js')).windowsFs }))
vi.mock('node:path', async (original) => ({ default: (await original<typeof import('node:path')>()).win32 }))

const platform = process.platform
const open = (): DirectoryDescriptor => makeHostDirectory(ROOT, {})[openDirectory](context, 'test')
const clear = (): void => {
  for (const name of fs.readdirSync(folder)) fs.rmSync(`${folder}/${name}`, { recursive: true })
}

// The simulation needs a filesystem with POSIX rules.
describe.skipIf(platform === 'win32')('a host directory on Windows', () => {
  let root: DirectoryDescriptor
  beforeEach(() => {
    Object.defineProperty(process, 'platform', { value: 'win32' })
    clear()
    fs.mkdirSync(`${folder}/Dir/sub`, { recursive: true })
    fs.writeFileSync(`${folder}/Dir/file`, 'text')
    root = open()
  })
  afterEach(() => {
    root.dispose()
    Object.defineProperty(process, 'platform', { value: platform })
  })
  afterAll(() => fs.rmSync(folder, { recursive: true }))

  test('is like a directory in memory', () => {
    // Names that differ in case are different in memory, and Windows can't link to symbolic links. Windows counts
    // the characters of names and not their bytes, and reports long names before other mistakes.
    const plans = fc
      .array(steps, { minLength: 5, maxLength: 60 })
      .map((plan) => plan.filter(({ label }) => !/^link|x{256,}|ж{128,}/.test(label)))
    fc.assert(
      fc.property(plans, (plan) => {
        clear()
        const host = open()
        try {
          expect(play(host, plan)).toEqual(play(memoryDirectory()[openDirectory](context, 'test'), plan))
        } finally {
          host.dispose()
        }
      }),
      { numRuns: 200 },
    )
  })

  test('refuses names that are too long', () => {
    expect(codeOf(() => root.createDirectoryAt('x'.repeat(256)))).toBe(errno.NameTooLong)
  })

  test('follows relative symbolic links, which Windows stores with backslashes', () => {
    root.symlinkAt('Dir/sub', 'link')
    fs.writeFileSync(`${folder}/Dir/sub/deep`, '')
    expect(root.readlinkAt('link')).toBe('Dir/sub')
    expect(root.statAt('link', true).type).toBe(3)
    expect(root.statAt('link/deep', true).size).toBe(0)
  })

  test.each(['C:\\granted\\Dir', '\\\\server\\share', '\\Dir'])('does not follow a link or junction to %s', (target) => {
    const link = vi.spyOn(windowsFs, 'readlinkSync').mockReturnValue(target)
    fs.symlinkSync('x', `${folder}/link`)
    for (const path of ['link/file', 'link/', 'link']) {
      expect([path, codeOf(() => root.openAt(path, true, 0, 1))]).toEqual([path, errno.NotPermitted])
    }
    link.mockRestore()
  })

  test.each(['C:\\Windows', 'C:x', '..\\x', '\\\\?\\C:\\x'])('refuses a symbolic link to %s', (target) => {
    expect(codeOf(() => root.symlinkAt(target, 'link'))).toBe(errno.NotPermitted)
  })

  test.each(['Dir\\file', 'C:', 'file:stream', 'CON', 'nul.txt', 'COM¹', 'dots.', 'space '])('has no name %j', (name) => {
    expect(codeOf(() => root.openAt(name, true, 1, 3))).toBe(errno.NoEntry)
    expect(codeOf(() => root.statAt(`${name}/x`, true))).toBe(errno.NoEntry)
    expect(fs.readdirSync(folder)).toEqual(['Dir'])
  })

  test('finds names in any case, and opens nothing else', () => {
    expect(root.statAt('dir/FILE', true).size).toBe(4)
    expect(root.statAt('DIR/sub/../file', true).inode).toBe(root.statAt('Dir/file', true).inode)
    expect(codeOf(() => root.statAt('../granted', true))).toBe(errno.NotPermitted)
  })

  test('can be flushed, and so can files that are open for reading', () => {
    root.sync(false)
    const file = root.openAt('Dir/file', true, 0, 1) as FileDescriptor
    file.sync(true)
    file.sync(false)
    file.dispose()
  })

  test('reports what a symbolic link needs', () => {
    const denied = Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'symlink' })
    vi.spyOn(windowsFs, 'symlinkSync').mockImplementationOnce(() => {
      throw denied
    })
    expect(codeOf(() => root.symlinkAt('Dir', 'link'))).toBe(errno.NotPermitted)
  })
})
