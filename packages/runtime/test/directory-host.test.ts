import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import {
  openDirectory,
  type DirectoryDescriptor,
  type FileDescriptor,
  type DirectoryContext,
  type Stat,
} from '../src/directory/directory.js'
import { rethrow } from '../src/directory/host-errors.js'
import { hostDirectory, makeHostDirectory } from '../src/directory/host-directory.js'
import { IllegalByteSequence, NoEntry, NotPermitted } from '../src/errno/errno.js'
import { errnoNames } from '../src/errno/names.js'
import { errnoName } from './preview1-calls.js'
import { preview1 } from './preview1-libc.js'
import { codeOf } from './errno-of.js'

const linux = process.platform === 'linux'
const ROOT = 3
const utf8 = (text: string) => new TextEncoder().encode(text)
const context: DirectoryContext = { now: () => 5n, user: (code) => code(), device: () => 1n }

let folder: string
let inside: string
let outside: string
const opened: { dispose(): void }[] = []

const grant = (anchored = true): DirectoryDescriptor => {
  const root = makeHostDirectory(inside, {}, anchored)[openDirectory](context, 'test')
  opened.push(root)
  return root
}
const file = (root: DirectoryDescriptor, at: string, openFlags = 0, flags = 3): FileDescriptor => {
  const descriptor = root.openAt(at, true, openFlags, flags) as FileDescriptor
  opened.push(descriptor)
  return descriptor
}
const text = (descriptor: FileDescriptor): string => {
  const target = new Uint8Array(100)
  return new TextDecoder().decode(target.subarray(0, descriptor.read(target, 0)))
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
  inside = path.join(folder, 'inside')
  outside = path.join(folder, 'outside')
  for (const where of [inside, outside]) {
    fs.mkdirSync(path.join(where, 'dir', 'sub'), { recursive: true })
    fs.writeFileSync(path.join(where, 'dir', 'file'), path.basename(where))
    fs.writeFileSync(path.join(where, 'dir', 'sub', 'file'), path.basename(where))
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  for (const one of opened.splice(0)) one.dispose()
  fs.rmSync(folder, { recursive: true })
})

/** The state of everything outside, which must not change. */
const snapshot = (at = outside): unknown =>
  fs.readdirSync(at, { withFileTypes: true }).map((entry) => {
    const full = path.join(at, entry.name)
    const { ino, mode, nlink, mtimeNs } = fs.lstatSync(full, { bigint: true })
    return [entry.name, ino, mode, nlink, mtimeNs, entry.isDirectory() ? snapshot(full) : fs.readFileSync(full, 'utf8')]
  })

/**
 * All operations of a guest on a path that ends in a file, and on one that ends in a directory. Those that read return what they
 * read.
 */
const fileUses: Record<string, (root: DirectoryDescriptor, at: string) => unknown> = {
  read: (root, at) => text(file(root, at, 0, 1)),
  write: (root, at) => file(root, at).write(utf8('changed'), 0),
  truncate: (root, at) => file(root, at, 8),
  create: (root, at) => file(root, `${at}.new`, 1).append(utf8('new')),
  'create only': (root, at) => file(root, `${at}.new`, 5),
  stat: (root, at) => root.statAt(at, true).size === 7 && 'outside', // as long as that word
  'set times': (root, at) => root.setTimesAt(at, true, 1n, 2n),
  'set times of link': (root, at) => root.setTimesAt(at, false, 1n, 2n),
  unlink: (root, at) => root.unlinkFileAt(at),
  'rename away': (root, at) => root.renameAt(at, root, 'stolen'),
  'rename into': (root, at) => root.renameAt('mine', root, at),
  'link from': (root, at) => root.linkAt(at, root, 'stolen'),
  'link into': (root, at) => root.linkAt('mine', root, `${at}.new`),
  symlink: (root, at) => root.symlinkAt('x', `${at}.new`),
  readlink: (root, at) => root.readlinkAt(at),
  mkdir: (root, at) => root.createDirectoryAt(`${at}.new`),
}
const directoryUses: typeof fileUses = {
  list: (root, at) => {
    const directory = root.openAt(at, true, 2, 1) as DirectoryDescriptor
    opened.push(directory)
    return directory.list()
  },
  rmdir: (root, at) => root.removeDirectoryAt(at),
  'rename directory': (root, at) => root.renameAt(at, root, 'stolen'),
}

describe.each([
  ['anchored', true],
  ['by path', false],
] as const)('a host directory (%s)', (_, anchored) => {
  describe('cannot be left', () => {
    beforeEach(() => {
      fs.writeFileSync(path.join(inside, 'mine'), 'mine')
      fs.symlinkSync('../outside', path.join(inside, 'up'))
      fs.symlinkSync(outside, path.join(inside, 'absolute'))
      fs.symlinkSync(inside, path.join(inside, 'itself'))
      fs.symlinkSync('../../outside/dir/file', path.join(inside, 'dir', 'link'))
      fs.symlinkSync('dir/../../outside', path.join(inside, 'around'))
      fs.symlinkSync('up', path.join(inside, 'over'))
      fs.symlinkSync('../inside/mine', path.join(inside, 'out and in'))
    })

    const ways = ['up', 'absolute', 'itself', 'around', 'over', '..', '../outside', 'dir/../..', 'up/.', 'dir/../up']
    test.each(Object.entries({ ...fileUses, ...directoryUses }))('by %s', (name, use) => {
      const root = grant(anchored)
      const before = snapshot()
      for (const way of ways)
        expect(
          codeOf(() => use(root, `${way}/dir/${name in fileUses ? 'file' : 'sub'}`)),
          way,
        ).toBe(NotPermitted)
      expect(codeOf(() => use(root, path.join(outside, 'dir', 'file')))).toBe(NotPermitted)
      const links = ['read', 'write', 'truncate', 'stat', 'set times'].includes(name) ? ['dir/link', 'out and in'] : []
      for (const link of links)
        expect(
          codeOf(() => use(root, link)),
          link,
        ).toBe(NotPermitted)
      expect(snapshot()).toEqual(before)
    })

    test('links within it work', () => {
      fs.symlinkSync('dir/sub', path.join(inside, 'short'))
      fs.symlinkSync('../dir/file', path.join(inside, 'dir', 'sub', 'back'))
      const root = grant(anchored)
      expect(codeOf(() => text(file(root, 'short/back')))).toBe(NoEntry) // Links are relative, so it leads to dir/dir/file.
      fs.symlinkSync('../../dir/file', path.join(inside, 'dir', 'sub', 'right'))
      expect(text(file(root, 'short/right'))).toBe('inside')
      expect(root.readlinkAt('absolute')).toBe(outside)
      expect(root.statAt('absolute', false).type).toBe(5)
    })
  })

  test('shows changes that others make below it', () => {
    const root = grant(anchored)
    const descriptor = file(root, 'dir/file')
    fs.writeFileSync(path.join(inside, 'dir', 'file'), 'other')
    expect(text(descriptor)).toBe('other')
    fs.rmSync(path.join(inside, 'dir'), { recursive: true })
    expect(codeOf(() => root.statAt('dir', true))).toBe(NoEntry)
    expect(descriptor.stat().links).toBe(0)
  })

  test('reports links, inodes and sizes correctly', () => {
    fs.linkSync(path.join(inside, 'dir', 'file'), path.join(inside, 'alias'))
    const root = grant(anchored)
    expect(root.statAt('alias', false)).toMatchObject({ links: 2, size: 6, type: 6 })
    const identity = ({ device, inode }: Stat) => [device, inode]
    const alias = identity(root.statAt('alias', false))
    expect(alias).toEqual(identity(root.statAt('dir/file', false)))
    expect(alias).not.toEqual(identity(root.statAt('dir', false)))
    expect(identity(file(root, 'alias').stat())).toEqual(alias)
    expect(identity(root.statAt('.', false))).toEqual(identity(root.stat()))
  })

  test('another file under the same name has another inode', () => {
    const root = grant(anchored)
    const { inode } = root.statAt('dir/file', false)
    root.renameAt('dir/file', root, 'moved')
    file(root, 'dir/file', 1)
    expect(root.statAt('dir/file', false).inode).not.toBe(inode)
    expect(root.statAt('moved', false).inode).toBe(inode)
  })

  test('times are read to the nanosecond, written to the microsecond, and reported as set', () => {
    const root = grant(anchored)
    const [a, m] = [1_700_000_000_123_456_789n, 1_712_345_678_000_000_001n]
    root.setTimesAt('dir/file', false, a, m)
    expect(root.statAt('dir/file', false)).toMatchObject({ accessed: a, modified: m })
    expect(file(root, 'dir/file').stat()).toMatchObject({ accessed: a, modified: m })
    const onDisk = fs.statSync(path.join(inside, 'dir', 'file'), { bigint: true })
    for (const [wanted, got] of [
      [a, onDisk.atimeNs],
      [m, onDisk.mtimeNs],
    ] as const) {
      expect(got - wanted).toBeLessThanOrEqual(1000n)
      expect(wanted - got).toBeLessThanOrEqual(1000n)
    }
    // A time that another process sets counts from then on.
    fs.utimesSync(path.join(inside, 'dir', 'file'), 1_600_000_000, 1_600_000_001)
    expect(root.statAt('dir/file', false)).toMatchObject({
      accessed: 1_600_000_000n * 10n ** 9n,
      modified: 1_600_000_001n * 10n ** 9n,
    })
  })

  test.each([
    0n,
    1n,
    999_999_999n,
    1_700_000_000_000_000_000n,
    1_763_812_345_678_901_000n,
    4_000_000_000_999_999_999n,
    1_700_000_000_999_999_600n,
  ])('the time %s survives a round trip', (time) => {
    const root = grant(anchored)
    root.setTimesAt('dir/file', false, time, undefined)
    expect(root.statAt('dir/file', false).accessed).toBe(time)
    const onDisk = fs.statSync(path.join(inside, 'dir', 'file'), { bigint: true }).atimeNs
    // Node takes seconds as a double, which holds microseconds. Newer versions do not round to them.
    expect(onDisk - time).toBeLessThanOrEqual(1000n)
    expect(time - onDisk).toBeLessThanOrEqual(1000n)
  })

  test('an open directory or file keeps working when its path is gone', () => {
    const root = grant(anchored)
    const sub = root.openAt('dir/sub', false, 2, 1) as DirectoryDescriptor
    opened.push(sub)
    fs.renameSync(path.join(inside, 'dir'), path.join(inside, 'renamed'))
    // A directory that is only held by its path is lost, because the path now leads to another one.
    fs.mkdirSync(path.join(inside, 'dir', 'sub'), { recursive: true })
    const held = anchored && linux
    expect(codeOf(() => file(sub, 'file'))).toBe(held ? undefined : NoEntry)
    expect(codeOf(() => file(sub, 'new', 1))).toBe(held ? undefined : NoEntry)
    expect(fs.existsSync(path.join(inside, 'renamed', 'sub', 'new'))).toBe(held)
    expect(fs.readdirSync(path.join(inside, 'dir', 'sub'))).toEqual([])
    expect(sub.stat().type).toBe(3)
  })
})

// Another process replaces a directory with a link that points outside, at the worst moment: right before each call that the host
// makes.
describe.runIf(linux)('while directories are replaced with links', () => {
  const CALLS = [
    'openSync',
    'lstatSync',
    'mkdirSync',
    'rmdirSync',
    'unlinkSync',
    'renameSync',
    'linkSync',
    'symlinkSync',
    'readlinkSync',
    'lutimesSync',
    'readdirSync',
  ] as const

  /** Makes `exchange` happen before the `nth` call. Returns the number of calls. */
  const interrupt = (nth: number, exchange: () => void): { calls: number } => {
    const seen = { calls: 0 }
    for (const name of CALLS) {
      const original = fs[name] as (...args: unknown[]) => unknown
      vi.spyOn(fs, name as 'openSync').mockImplementation(((...args: unknown[]) => {
        if (++seen.calls === nth) exchange()
        return original.apply(fs, args)
      }) as typeof fs.openSync)
    }
    return seen
  }

  test.each(Object.entries({ ...fileUses, ...directoryUses }))('%s stays inside', (name, use) => {
    const exchanges: Record<string, () => void> = {
      directory: () => {
        fs.renameSync(path.join(inside, 'dir'), path.join(inside, 'away'))
        fs.symlinkSync('../outside/dir', path.join(inside, 'dir'))
      },
      'directory below': () => {
        fs.renameSync(path.join(inside, 'dir', 'sub'), path.join(inside, 'away'))
        fs.symlinkSync('../../outside/dir/sub', path.join(inside, 'dir', 'sub'))
      },
      entry: () => {
        const at = path.join(inside, 'dir', name in fileUses ? 'file' : 'sub')
        fs.renameSync(at, path.join(inside, 'away'))
        fs.symlinkSync(path.join(outside, 'dir', path.basename(at)), at)
      },
    }
    for (const [what, exchange] of Object.entries(exchanges)) {
      for (const at of name in fileUses ? ['dir/file', 'dir/sub/file'] : ['dir/sub']) {
        for (let nth = 1; ; nth++) {
          fs.rmSync(inside, { recursive: true })
          fs.mkdirSync(path.join(inside, 'dir', 'sub'), { recursive: true })
          for (const one of ['mine', 'dir/file', 'dir/sub/file']) fs.writeFileSync(path.join(inside, one), 'inside')
          const before = snapshot()
          const root = grant()
          // The exchange goes through the same functions.
          const pristine = { ...fs }
          const seen = interrupt(nth, () => {
            const mocks = CALLS.map((call) => [call, fs[call]] as const)
            for (const call of CALLS) Object.assign(fs, { [call]: pristine[call] })
            exchange()
            for (const [call, mock] of mocks) Object.assign(fs, { [call]: mock })
          })
          let result: unknown
          codeOf(() => (result = use(root, at)))
          vi.restoreAllMocks()
          expect(result, `${what} before call ${nth}`).not.toBe('outside')
          expect(snapshot(), `${what} before call ${nth}`).toEqual(before)
          if (nth > seen.calls) break
        }
      }
    }
  })

  test('by a process that does nothing else', async () => {
    const script = `
      const fs = require('node:fs')
      process.chdir(${JSON.stringify(inside)})
      fs.symlinkSync('../outside/dir', 'evil')
      process.send('ready')
      for (;;) {
        fs.renameSync('dir', 'away'); fs.renameSync('evil', 'dir')
        fs.renameSync('dir', 'evil'); fs.renameSync('away', 'dir')
      }`
    const root = grant()
    const before = snapshot()
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    try {
      await new Promise((resolve) => child.once('message', resolve))
      for (let count = 0; count < 4000; count++) {
        codeOf(() => {
          const descriptor = root.openAt('dir/file', true, 0, 3) as FileDescriptor
          try {
            expect(text(descriptor)).toBe('inside')
            descriptor.write(utf8('inside'), 0)
          } finally {
            descriptor.dispose()
          }
        })
        codeOf(() => root.setTimesAt('dir/file', true, 1n, 1n))
        codeOf(() => root.symlinkAt('x', 'dir/sub/link'))
        codeOf(() => root.unlinkFileAt('dir/sub/link'))
      }
    } finally {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
    }
    expect(snapshot()).toEqual(before)
  })
})

describe.runIf(linux)('special files', () => {
  test('a name that is not UTF-8 is an error, not another name', () => {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${inside}/dir/sub/`), Buffer.from([0x61, 0xff])]), '')
    const root = grant()
    const sub = root.openAt('dir/sub', false, 2, 1) as DirectoryDescriptor
    opened.push(sub)
    expect(codeOf(() => sub.list())).toBe(IllegalByteSequence)
    fs.writeFileSync(path.join(inside, 'dir', '\uFFFD'), '')
    const dir = root.openAt('dir', false, 2, 1) as DirectoryDescriptor
    opened.push(dir)
    expect(dir.list().map(({ name }) => name)).toContain('\uFFFD')
  })

  test('links in /proc to the process’s open files lead nowhere', () => {
    const proc = hostDirectory('/proc/self')[openDirectory](context, 'test')
    opened.push(proc)
    expect(codeOf(() => file(proc, 'exe', 0, 1))).toBe(NotPermitted)
    expect(codeOf(() => file(proc, 'cwd/package.json', 0, 1))).toBe(NotPermitted)
    expect(codeOf(() => file(proc, `fd/${fs.openSync(outside, 'r')}/dir/file`, 0, 1))).toBe(NotPermitted)
  })

  test('devices and pipes have a type and no position', () => {
    const dev = hostDirectory('/dev')[openDirectory](context, 'test')
    opened.push(dev)
    const zero = file(dev, 'zero')
    expect(zero.type).toBe(2)
    expect(zero.read(new Uint8Array(8).fill(1), 100)).toBe(8)
    expect(dev.list().find(({ name }) => name === 'null')).toEqual({ name: 'null', type: 2 })
    file(dev, 'null').append(utf8('gone'))
  })
})

describe.runIf(linux)('descriptors', () => {
  const count = () => fs.readdirSync('/proc/self/fd').length

  test('are all closed at the end of a run', async () => {
    const before = count()
    for (let run = 0; run < 5; run++) {
      const p = await preview1({ '/': hostDirectory(inside), '/r': hostDirectory(outside, { readonly: true }) })
      const fd = p.open(ROOT, 'dir/file', { flags: 1 })
      p.write(fd, '!')
      p.close(p.open(ROOT, 'dir/sub/file'))
      p.openDirectory(ROOT, 'dir/sub')
      p.openDirectory(ROOT, '.')
      p.readdir(ROOT)
      expect(() => p.open(ROOT, 'dir/sub/none')).toThrow('noent')
      expect(() => p.open(ROOT, 'dir/sub/../../..')).toThrow('perm')
      expect(() => p.stat(ROOT, 'dir/file/x')).toThrow('notdir')
      expect(() => p.rename(ROOT, 'dir/sub/none', 'dir/sub/other')).toThrow('noent')
      expect(() => p.openDirectory(ROOT, 'dir/file')).toThrow('notdir')
      p.call('fd_prestat_dir_name', ROOT, 65536, 1)
      p.close(ROOT)
      expect(count()).toBeGreaterThan(before)
      p.end()
      expect(count()).toBe(before)
    }
  })

  test('are closed when one of several directories cannot be opened', async () => {
    const before = count()
    await expect(preview1({ '/': hostDirectory(inside), '/none': hostDirectory(path.join(folder, 'none')) })).rejects.toThrow()
    expect(count()).toBe(before)
  })
})

describe('a directory that cannot be granted', () => {
  test.each(['', 'a\0b', new URL('https://example.org/'), undefined, 3])('neither a path nor the URL of a file: %s', (given) => {
    expect(() => hostDirectory(given as string)).toThrow('the path must be a non-empty string or a file: URL')
  })

  const failure = async (directory: ReturnType<typeof hostDirectory>) =>
    preview1({ '/data': directory }).then(
      () => 'granted',
      (error: Error) => error.message,
    )

  test('is reported by the run, with option and value', async () => {
    const none = path.join(folder, 'none')
    expect(await failure(hostDirectory(none))).toContain(`dirs["/data"] is hostDirectory(${JSON.stringify(none)})`)
    expect(await failure(hostDirectory(none))).toContain(`${none} does not exist`)
    const plain = path.join(inside, 'dir', 'file')
    expect(await failure(hostDirectory(plain))).toContain(`${plain} is a file`)
    expect(await failure(hostDirectory(path.join(plain, 'x')))).toContain('ENOTDIR')
    vi.spyOn(fs, 'openSync').mockImplementation(() => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'open' })
    })
    expect(await failure(hostDirectory(inside))).toContain('may not read')
  })

  test('wrong arguments are reported at once', () => {
    expect(() => hostDirectory('')).toThrow('hostDirectory("")')
    expect(() => hostDirectory('a\0')).toThrow('non-empty string')
    expect(() => hostDirectory(5 as unknown as string)).toThrow('hostDirectory(5)')
    expect(() => hostDirectory(undefined as unknown as string)).toThrow('hostDirectory(undefined)')
    expect(() => hostDirectory(inside, { readOnly: true } as object)).toThrow('"readOnly"')
    expect(() => hostDirectory(inside, { readonly: 'yes' } as object)).toThrow("invalid option 'readonly': yes")
    expect(() => hostDirectory(new URL('https://example.org/x'))).toThrow(TypeError)
  })

  test('a URL and a relative path also name a directory', async () => {
    for (const given of [pathToFileURL(inside), path.relative(process.cwd(), inside)]) {
      const p = await preview1({ '/': hostDirectory(given) })
      expect(p.read(p.open(ROOT, 'dir/file'), 9)).toBe('inside')
      p.end()
    }
  })
})

describe('errors of the system', () => {
  const system = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' })

  /** Errors whose names differ in preview1, or are missing there. */
  const others: Record<string, string> = {
    E2BIG: '2big',
    EDEADLK: 'deadlk',
    ENODATA: 'io',
    ENOSR: 'io',
    ENOSTR: 'io',
    EOPNOTSUPP: 'notsup',
    ETIME: 'io',
    EWOULDBLOCK: 'again',
    // These come from Windows.
    ENOFILE: 'io',
  }

  test.each(Object.keys(os.constants.errno).filter((name) => name.startsWith('E')))('%s keeps its name', (name) => {
    expect(errnoName(codeOf(() => rethrow(system(name)))!)).toBe(others[name] ?? name.slice(1).toLowerCase())
  })

  test('all of preview1 are known', () => {
    const names = errnoNames().map((name) => `E${name.toUpperCase()}`)
    // The first is success; the last is for rights that preview1 no longer has, and POSIX has no such name.
    const known = names.slice(1).filter((name) => name !== 'ENOTCAPABLE')
    expect(known.map((name) => codeOf(() => rethrow(system(name))))).toEqual(known.map((name) => names.indexOf(name)))
  })

  test('an unknown name is io', () => {
    expect(errnoName(codeOf(() => rethrow(system('UNKNOWN')))!)).toBe('io')
    expect(errnoName(codeOf(() => rethrow(system('constructor')))!)).toBe('io')
  })

  test('an error that does not come from the system stays unchanged', () => {
    for (const error of [new TypeError('bug'), Object.assign(new Error('x'), { code: 'ERR_OUT_OF_RANGE' })])
      expect(() => rethrow(error)).toThrow(error)
  })
})
