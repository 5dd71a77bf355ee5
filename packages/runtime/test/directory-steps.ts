import * as fc from 'fast-check'

import {
  Read,
  Write,
  type Descriptor,
  type DirectoryDescriptor,
  type FileDescriptor,
  type DirectoryContext,
} from '../src/directory/directory.js'
import { errnoOf } from '../src/errno/errno.js'

export const context: DirectoryContext = { now: () => 1_700_000_000_000_000_000n, user: (code) => code(), device: () => 1n }

// Only a few names, so that they collide; `l…` are mostly links.
const name = fc.constantFrom('a', 'b', 'c', 'l', 'm')
const part = fc.oneof({ arbitrary: name, weight: 8 }, { arbitrary: fc.constantFrom('.', '..', ''), weight: 1 })
const anyPath = fc
  .tuple(fc.array(part, { maxLength: 3 }), name, fc.constantFrom('', '', '', '', '/', '/.', '/..'))
  .map(([parts, last, end]) => [...parts, last].join('/') + end)
// These are too long, in characters and in bytes.
const longPath = fc
  .tuple(fc.constantFrom('', 'a/', 'l/'), fc.constantFrom('x'.repeat(256), 'ж'.repeat(128)), fc.constantFrom('', '', '/', '/a'))
  .map((parts) => parts.join(''))
const plainPath = fc.array(name, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/'))
const path_ = fc.oneof(
  { arbitrary: plainPath, weight: 24 },
  { arbitrary: anyPath, weight: 8 },
  { arbitrary: longPath, weight: 1 },
)

type Act = (root: DirectoryDescriptor, open: (descriptor: Descriptor) => void, opened: Descriptor[]) => unknown
export interface Step {
  readonly label: string
  readonly act: Act
}
const step = <T>(label: string, values: fc.Arbitrary<T>, act: (value: T) => Act): fc.Arbitrary<Step> =>
  values.map((value) => ({ label: `${label} ${JSON.stringify(value)}`, act: act(value) }))

// The layer above the backends checks whether a file may be read or written.
const file = (opened: Descriptor[], index: number, access: number): FileDescriptor | undefined => {
  const files = opened.filter((one): one is FileDescriptor => one.type !== 3 && (one.flags & access) !== 0)
  return files[index % (files.length || 1)]
}
const directory = (root: DirectoryDescriptor, opened: Descriptor[], index: number): DirectoryDescriptor => {
  const all = [root, ...opened.filter((one): one is DirectoryDescriptor => one.type === 3)]
  return all[index % all.length]!
}
const summary = ({ type, links, size }: ReturnType<Descriptor['stat']>) => ({ type, links, size: type === 3 ? 0 : size })
const bytes = (text: string) => new TextEncoder().encode(text)

export const steps = fc.oneof(
  step('mkdir', path_, (at) => (root) => root.createDirectoryAt(at)),
  step('create', path_, (at) => (root, open) => open(root.openAt(at, true, 1, 3))),
  step(
    'open',
    fc.tuple(path_, fc.boolean(), fc.constantFrom(0, 1, 2, 5, 8, 9), fc.constantFrom(1, 2, 3)),
    ([at, follow, flags, mode]) =>
      (root, open) => {
        const descriptor = root.openAt(at, follow, flags, mode)
        open(descriptor)
        return descriptor.type
      },
  ),
  step('rmdir', path_, (at) => (root) => root.removeDirectoryAt(at)),
  step('unlink', path_, (at) => (root) => root.unlinkFileAt(at)),
  step(
    'symlink',
    fc.tuple(anyPath, path_),
    ([target, at]) =>
      (root) =>
        root.symlinkAt(target, at),
  ),
  step('readlink', path_, (at) => (root) => root.readlinkAt(at)),
  step(
    'link',
    fc.tuple(path_, path_, fc.nat(9)),
    ([from, to, index]) =>
      (root, _, opened) =>
        root.linkAt(from, directory(root, opened, index), to),
  ),
  step(
    'rename',
    fc.tuple(path_, path_, fc.nat(9)),
    ([from, to, index]) =>
      (root, _, opened) =>
        root.renameAt(from, directory(root, opened, index), to),
  ),
  step(
    'stat',
    fc.tuple(path_, fc.boolean()),
    ([at, follow]) =>
      (root) =>
        summary(root.statAt(at, follow)),
  ),
  step(
    'same',
    fc.tuple(path_, path_),
    ([one, two]) =>
      (root) =>
        root.statAt(one, true).inode === root.statAt(two, true).inode,
  ),
  step(
    'list',
    fc.nat(9),
    (index) => (root, _, opened) =>
      directory(root, opened, index)
        .list()
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  ),
  step(
    'write',
    fc.tuple(fc.nat(9), fc.nat(20), fc.string({ maxLength: 5 })),
    ([index, at, text]) =>
      (_root, _, opened) =>
        file(opened, index, Write)?.write(bytes(text), at),
  ),
  step(
    'append',
    fc.tuple(fc.nat(9), fc.string({ maxLength: 5 })),
    ([index, text]) =>
      (_root, _, opened) =>
        file(opened, index, Write)?.append(bytes(text)),
  ),
  step(
    'size',
    fc.tuple(fc.nat(9), fc.nat(30)),
    ([index, size]) =>
      (_root, _, opened) =>
        file(opened, index, Write)?.setSize(size),
  ),
  step(
    'allocate',
    fc.tuple(fc.nat(9), fc.nat(30)),
    ([index, size]) =>
      (_root, _, opened) =>
        file(opened, index, Write)?.allocate(size),
  ),
  step('read', fc.tuple(fc.nat(9), fc.nat(20), fc.nat(20)), ([index, at, length]) => (_root, _, opened) => {
    const target = new Uint8Array(length)
    const count = file(opened, index, Read)?.read(target, at)
    return [count, [...target]]
  }),
  step('fstat', fc.nat(9), (index) => (_root, _, opened) => opened.length && summary(opened[index % opened.length]!.stat())),
)

export const play = (root: DirectoryDescriptor, plan: readonly Step[]): unknown[] => {
  const opened: Descriptor[] = []
  try {
    return plan.map(({ label, act }) => {
      try {
        return [label, act(root, (descriptor) => void opened.push(descriptor), opened)]
      } catch (error) {
        return [label, `errno ${errnoOf(error)}`]
      }
    })
  } finally {
    for (const one of opened) one.dispose()
  }
}
