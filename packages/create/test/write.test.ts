import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { CreateError } from '../src/errors.js'
import { checkFolder, writeFiles } from '../src/write.js'

let base: string
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'create unwasi '))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const files = new Map<string, string | Uint8Array>([
  ['a.txt', 'a'],
  ['deep/er/b.bin', Uint8Array.of(1, 2)],
])

/** All files below the folder, with their texts. */
const tree = (folder = base): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [path.relative(folder, file).replaceAll('\\', '/'), readFileSync(file, 'latin1')]),
  )

const project = { 'a.txt': 'a', 'deep/er/b.bin': '\u0001\u0002' }

test.each(['app', 'not there/yet/my app', 'ünïcode 日本'])('files are written to %j', async (name) => {
  await writeFiles(path.join(base, name), files)
  expect(tree(path.join(base, name))).toEqual(project)
  // Nothing else is left.
  expect(readdirSync(base)).toEqual([name.split('/')[0]])
})

test('files are written to an empty folder that is there', async () => {
  await checkFolder(base, false)
  await writeFiles(base, files)
  expect(tree()).toEqual(project)
  expect(readdirSync(base).toSorted()).toEqual(['a.txt', 'deep'])
})

test('a folder that is not empty is refused, unless it may be written to', async () => {
  writeFileSync(path.join(base, 'own.txt'), 'own')
  await expect(checkFolder(base, false)).rejects.toThrow(/is not empty: it has own\.txt/)
  writeFileSync(path.join(base, 'two.txt'), 'own')
  await expect(checkFolder(base, false)).rejects.toThrow(/is not empty: it has own\.txt and 1 more/)
  await checkFolder(base, true)
})

test('a new repository is as good as empty', async () => {
  mkdirSync(path.join(base, '.git'))
  await checkFolder(base, false)
})

test.each(['file', 'file/below'])('%j is refused, which is a file or below one', async (name) => {
  writeFileSync(path.join(base, 'file'), '')
  await expect(checkFolder(path.join(base, name), true)).rejects.toThrow(/is a file, or is below one/)
})

test('files of the same name are replaced, and others stay', async () => {
  writeFileSync(path.join(base, 'a.txt'), 'old')
  writeFileSync(path.join(base, 'own.txt'), 'own')
  await writeFiles(base, files)
  expect(tree()).toEqual({ ...project, 'own.txt': 'own' })
})

test('if a file can’t be written, everything is as before', async () => {
  writeFileSync(path.join(base, 'a.txt'), 'old')
  mkdirSync(path.join(base, 'deep'))
  // A file is where a folder has to be.
  writeFileSync(path.join(base, 'deep/er'), 'in the way')
  const before = tree()
  const writing = writeFiles(base, new Map([...files, ['new/c.txt', 'c']].toSorted() as [string, string][]))
  await expect(writing).rejects.toThrow(CreateError)
  expect(tree()).toEqual(before)
  expect(readdirSync(base).toSorted()).toEqual(['a.txt', 'deep'])
})

test('a folder that has the name of a file is not replaced', async () => {
  mkdirSync(path.join(base, 'deep/er/b.bin'), { recursive: true })
  writeFileSync(path.join(base, 'deep/er/b.bin/own.txt'), 'own')
  writeFileSync(path.join(base, 'a.txt'), 'old')
  await expect(writeFiles(base, files)).rejects.toThrow(/, and is as it was: .*b\.bin is a folder/)
  expect(tree()).toEqual({ 'a.txt': 'old', 'deep/er/b.bin/own.txt': 'own' })
})

test('if a new folder can’t be filled, neither it nor those above it are left', async () => {
  const conflicting = new Map([
    ['a', 'a file'],
    ['a/b', 'below a file'],
  ])
  await expect(writeFiles(path.join(base, 'x/y/app'), conflicting)).rejects.toThrow(/can't be written, and nothing is left there/)
  expect(readdirSync(base)).toEqual([])
})

// The superuser may write anywhere.
test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder that may not be written to is an error',
  async () => {
    chmodSync(base, 0o500)
    await expect(writeFiles(path.join(base, 'app'), files)).rejects.toThrow(/can't be written/)
    chmodSync(base, 0o700)
    expect(existsSync(path.join(base, 'app'))).toBe(false)
  },
)
