import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultCacheFolder, FolderCache } from '../src/platform/cache.js'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'unwasi-cache-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const entries = async (): Promise<string[]> => (await readdir(folder)).sort()

/** Stores `content` under `key` and returns whether it had to be made. */
async function remember(cache: FolderCache, key: string, content: string): Promise<{ made: boolean; got: string }> {
  let made = false
  const got = await cache.remember([key], async () => {
    made = true
    return bytes(content)
  })
  return { made, got: Buffer.from(got).toString() }
}

test('what one process made is there for the next one', async () => {
  expect(await remember(new FolderCache(folder), 'key', 'content')).toEqual({ made: true, got: 'content' })
  expect(await remember(new FolderCache(folder), 'key', 'other')).toEqual({ made: false, got: 'content' })
  expect(await remember(new FolderCache(folder), 'key2', 'other')).toEqual({ made: true, got: 'other' })
})

test('without a folder everything is made again', async () => {
  const cache = new FolderCache(false)
  expect((await remember(cache, 'key', 'content')).made).toBe(true)
  expect((await remember(cache, 'key', 'content')).made).toBe(true)
  expect(cache.file('a.wasm', bytes('a'))).toBeUndefined()
})

test.runIf(process.platform === 'linux')('a folder that can never be made does not hang the process', async () => {
  // Node's recursive mkdir never returns in /proc.
  expect(await remember(new FolderCache('/proc/unwasi/cache'), 'key', 'content')).toEqual({ made: true, got: 'content' })
})

test('a folder is made with its missing parents', async () => {
  const deep = join(folder, 'a', 'b')
  await remember(new FolderCache(deep), 'key', 'content')
  expect(await remember(new FolderCache(deep), 'key', 'other')).toEqual({ made: false, got: 'content' })
})

describe('a damaged entry is replaced', () => {
  test.each([
    ['truncated', (entry: Buffer) => entry.subarray(0, entry.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['a flipped bit', (entry: Buffer) => Buffer.from(entry.map((byte, index) => (index === entry.length - 2 ? byte ^ 1 : byte)))],
    ['a foreign file', () => Buffer.from('<html>not found</html>'.repeat(10))],
  ])('%s', async (_, damage) => {
    await remember(new FolderCache(folder), 'key', 'content')
    const [name] = await entries()
    const path = join(folder, name!)
    await writeFile(path, damage(await readFile(path)))
    expect(await remember(new FolderCache(folder), 'key', 'content')).toEqual({ made: true, got: 'content' })
    expect((await remember(new FolderCache(folder), 'key', 'content')).made).toBe(false)
  })

  test('a folder where the entry should be', async () => {
    await remember(new FolderCache(folder), 'key', 'content')
    const [name] = await entries()
    await rm(join(folder, name!))
    await mkdir(join(folder, name!))
    expect(await remember(new FolderCache(folder), 'key', 'content')).toEqual({ made: true, got: 'content' })
  })
})

test('a failure is passed on and leaves nothing behind', async () => {
  const cache = new FolderCache(folder)
  await expect(cache.remember(['key'], () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await entries()).toEqual([])
})

test('without a usable folder everything still works, uncached', async () => {
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  const cache = new FolderCache(join(file, 'below'))
  expect(await remember(cache, 'key', 'content')).toEqual({ made: true, got: 'content' })
  expect(cache.file('a.wasm', bytes('a'))).toBeUndefined()
})

test('file() replaces a file with other content', async () => {
  const cache = new FolderCache(folder)
  const path = cache.file('a.wasm', bytes('right'))
  await writeFile(path!, 'wrong')
  expect(cache.file('a.wasm', bytes('right'))).toBe(path)
  expect(await readFile(path!, 'utf8')).toBe('right')
})

describe.runIf(process.getuid !== undefined)('in a folder that others can write to', () => {
  const entry = async (key: string) => {
    const before = await entries()
    await remember(new FolderCache(folder), key, key)
    return join(
      folder,
      (await entries()).find((name) => !before.includes(name))!,
    )
  }

  test('a new folder and its files are private to the user, and existing parents keep their mode', async () => {
    const deep = join(folder, 'a', 'b')
    const path = new FolderCache(deep).file('a.wasm', bytes('a'))!
    await remember(new FolderCache(deep), 'key', 'content')
    expect((await stat(deep)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(deep)) expect((await stat(join(deep, name))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'a'))).mode & 0o055).toBe(0o055 & ~process.umask())
    expect(path).toBe(join(deep, 'a.wasm'))
  })

  test('an entry that others can change is not read but made again', async () => {
    await chmod(await entry('key'), 0o620)
    expect(await remember(new FolderCache(folder), 'key', 'other')).toEqual({ made: true, got: 'other' })
    expect(await remember(new FolderCache(folder), 'key', 'third')).toEqual({ made: false, got: 'other' })
  })

  test('an entry copied to another key is not read', async () => {
    const [one, two] = [await entry('one'), await entry('two')]
    await rename(one, two)
    expect(await remember(new FolderCache(folder), 'two', 'made')).toEqual({ made: true, got: 'made' })
  })

  test.runIf(process.getuid?.() === 0)('an entry that belongs to another user is not read', async () => {
    await chown(await entry('key'), 12345, 12345)
    expect((await remember(new FolderCache(folder), 'key', 'made')).made).toBe(true)
  })

  test('file() does not use the folder, where others could change the content before it is read', async () => {
    await chmod(folder, 0o777)
    expect(new FolderCache(folder).file('a.wasm', bytes('a'))).toBeUndefined()
    await chmod(folder, 0o755)
    expect(new FolderCache(folder).file('a.wasm', bytes('a'))).toBe(join(folder, 'a.wasm'))
  })

  test('a pipe in place of an entry does not block', async () => {
    const path = await entry('key')
    await rm(path)
    execFileSync('mkfifo', [path])
    expect(await remember(new FolderCache(folder), 'key', 'made')).toEqual({ made: true, got: 'made' })
  })
})

test('eight concurrent processes, some of them killed, leave only complete entries', async () => {
  const worker = join(import.meta.dirname, 'cache-worker.mjs')
  const workers = Array.from({ length: 8 }, () => fork(worker, [folder]))
  const exits = workers.map((child) => once(child, 'exit'))
  await Promise.all(workers.map((child) => once(child, 'message')))
  for (const child of workers.slice(0, 3)) child.kill('SIGKILL')
  const codes = await Promise.all(exits)
  expect(codes.slice(3).map(([code]) => code as number)).toEqual([0, 0, 0, 0, 0])
  for (let index = 0; index < 20; index++) {
    const { got, made } = await remember(new FolderCache(folder), `key${index}`, `content ${index} `.repeat(20_000))
    expect(made).toBe(false)
    expect(got).toBe(`content ${index} `.repeat(20_000))
  }
})

test('the default folder lies beside the nearest package.json', async () => {
  await writeFile(join(folder, 'package.json'), '{}')
  await mkdir(join(folder, 'src', 'deep'), { recursive: true })
  expect(defaultCacheFolder(join(folder, 'src', 'deep'))).toBe(join(folder, 'node_modules', '.cache', 'unwasi'))
})
