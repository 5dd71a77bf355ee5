import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import {
  openDirectory,
  type Descriptor,
  type DirectoryDescriptor,
  type FileDescriptor,
  type DirectoryContext,
} from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { BadDescriptor } from '../src/errno/errno.js'
import { codeOf } from './errno-of.js'

const context: DirectoryContext = { now: () => 5n, user: (code) => code(), device: () => 1n }
const bytes = (text: string) => new TextEncoder().encode(text)

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
  fs.mkdirSync(path.join(folder, 'granted', 'dir'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'granted', 'file'), 'mine')
  fs.writeFileSync(path.join(folder, 'secret'), 'secret')
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

const common: Record<string, (descriptor: Descriptor) => unknown> = {
  stat: (it) => it.stat(),
  setTimes: (it) => it.setTimes(1n, 1n),
  'setTimes of one': (it) => it.setTimes(1n, undefined),
  sync: (it) => it.sync(false),
  'sync of data': (it) => it.sync(true),
}
const fileUses: Record<string, (file: FileDescriptor) => unknown> = {
  ...common,
  read: (file) => file.read(new Uint8Array(9), 0),
  write: (file) => file.write(bytes('x'), 0),
  append: (file) => file.append(bytes('x')),
  setSize: (file) => file.setSize(1),
  allocate: (file) => file.allocate(100),
  share: (file) => file.share(),
}
const directoryUses: Record<string, (dir: DirectoryDescriptor, other: DirectoryDescriptor) => unknown> = {
  ...common,
  duplicate: (dir) => dir.duplicate(),
  list: (dir) => dir.list(),
  statAt: (dir) => dir.statAt('secret', true),
  inodeAt: (dir) => dir.inodeAt('secret'),
  setTimesAt: (dir) => dir.setTimesAt('secret', true, 1n, 1n),
  openAt: (dir) => dir.openAt('secret', true, 0, 1),
  'openAt of itself': (dir) => dir.openAt('.', true, 2, 1),
  createDirectoryAt: (dir) => dir.createDirectoryAt('new'),
  removeDirectoryAt: (dir) => dir.removeDirectoryAt('granted'),
  unlinkFileAt: (dir) => dir.unlinkFileAt('secret'),
  readlinkAt: (dir) => dir.readlinkAt('secret'),
  symlinkAt: (dir) => dir.symlinkAt('x', 'new'),
  linkAt: (dir) => dir.linkAt('secret', dir, 'new'),
  'linkAt into it': (dir, other) => other.linkAt('file', dir, 'new'),
  renameAt: (dir) => dir.renameAt('secret', dir, 'new'),
  'renameAt into it': (dir, other) => other.renameAt('file', dir, 'new'),
}

describe.each(['memory', 'host', 'host by path'] as const)('a descriptor after dispose() (%s directory)', (kind) => {
  const grant = (): DirectoryDescriptor => {
    const directory =
      kind === 'memory'
        ? memoryDirectory({ file: 'mine', dir: {} })
        : makeHostDirectory(path.join(folder, 'granted'), {}, kind === 'host')
    return directory[openDirectory](context, 'test')
  }
  /** Opens an outside file under all free numbers, and returns its contents afterwards. */
  const reuse = (root: DirectoryDescriptor): (() => unknown) => {
    const others = [path.join(folder, 'secret'), folder].flatMap((at) =>
      [1, 2, 3, 4].map(() => fs.openSync(at, at === folder ? 'r' : 'r+')),
    )
    return () => {
      for (const fd of others) fs.closeSync(fd) // No file was closed behind its owner's back.
      root.dispose()
      return [fs.readFileSync(path.join(folder, 'secret'), 'utf8'), fs.readdirSync(folder).sort()]
    }
  }
  const untouched = ['secret', ['granted', 'secret']]

  test.each(Object.keys(fileUses))('is not a file any more: %s', (use) => {
    const root = grant()
    const file = root.openAt('file', true, 0, 3) as FileDescriptor
    file.append(bytes('!'))
    file.dispose()
    const end = reuse(root)
    expect(codeOf(() => fileUses[use]!(file))).toBe(BadDescriptor)
    file.dispose()
    expect(end()).toEqual(untouched)
  })

  test.each(Object.keys(directoryUses))('is not a directory any more: %s', (use) => {
    const root = grant()
    const other = grant()
    const dir = root.openAt('dir', true, 2, 1) as DirectoryDescriptor
    dir.dispose()
    const end = reuse(root)
    expect(codeOf(() => directoryUses[use]!(dir, other))).toBe(BadDescriptor)
    dir.dispose()
    other.dispose()
    expect(end()).toEqual(untouched)
  })

  test('does not close a shared file, however often it is disposed of', () => {
    const root = grant()
    const file = root.openAt('file', true, 0, 3) as FileDescriptor
    const shared = file.share()
    for (let time = 0; time < 3; time++) file.dispose()
    const target = new Uint8Array(4)
    expect([shared.read(target, 0), new TextDecoder().decode(target)]).toEqual([4, 'mine'])
    expect(shared.append(bytes('!'))).toBe(1)
    shared.dispose()
    expect(codeOf(() => shared.stat())).toBe(BadDescriptor)

    const dir = root.openAt('dir', true, 2, 1) as DirectoryDescriptor
    const twin = dir.duplicate()
    for (let time = 0; time < 3; time++) dir.dispose()
    twin.createDirectoryAt('sub')
    expect(twin.list()).toEqual([{ name: 'sub', type: 3 }])
    twin.dispose()
    expect(codeOf(() => twin.list())).toBe(BadDescriptor)
    root.dispose()
  })

  test('may close while others still have the file open', () => {
    const root = grant()
    const [one, two] = [0, 1].map(() => root.openAt('file', true, 0, 3) as FileDescriptor)
    root.unlinkFileAt('file')
    one!.dispose()
    expect(two!.write(bytes('mine'), 4)).toBe(4)
    expect(two!.stat()).toMatchObject({ size: 8, links: 0 })
    two!.dispose()
    root.dispose()
  })
})
