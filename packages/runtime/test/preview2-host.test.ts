import { describe, expect, test } from 'vitest'

import * as errno from '../src/errno/errno.js'
import { node } from '../src/platform/node.js'
import { resolveOptions } from '../src/context/options.js'
import { errorCode } from '../src/errno/error-code.js'
import { inputStream, pollable } from '../src/preview2/handles.js'
import { Preview2Host } from '../src/preview2/host.js'
import { allParts } from './preview2-parts.js'
import { typed } from '../src/preview2/typed.js'
import { RunContext } from '../src/context/run-context.js'
import type { RunOptions } from '../src/types.js'

const contextOf = (options: RunOptions = {}): RunContext => new RunContext(['program'], resolveOptions(options), node(), false)

const methods = (resource: string, names: string): string[] => names.split(' ').map((name) => `[method]${resource}.${name}`)

/** All functions of WASI 0.2.12, except for HTTP and those of a socket. */
const WASI: Record<string, string[]> = {
  'wasi:cli/environment': ['get-environment', 'get-arguments', 'initial-cwd'],
  'wasi:cli/exit': ['exit', 'exit-with-code'],
  'wasi:cli/stdin': ['get-stdin'],
  'wasi:cli/stdout': ['get-stdout'],
  'wasi:cli/stderr': ['get-stderr'],
  'wasi:cli/terminal-stdin': ['get-terminal-stdin'],
  'wasi:cli/terminal-stdout': ['get-terminal-stdout'],
  'wasi:cli/terminal-stderr': ['get-terminal-stderr'],
  'wasi:clocks/monotonic-clock': ['now', 'resolution', 'subscribe-instant', 'subscribe-duration'],
  'wasi:clocks/wall-clock': ['now', 'resolution'],
  'wasi:filesystem/preopens': ['get-directories'],
  'wasi:filesystem/types': [
    ...methods(
      'descriptor',
      'read-via-stream write-via-stream append-via-stream advise sync-data get-flags get-type set-size set-times read write ' +
        'read-directory sync create-directory-at stat stat-at set-times-at link-at open-at readlink-at remove-directory-at ' +
        'rename-at symlink-at unlink-file-at is-same-object metadata-hash metadata-hash-at',
    ),
    '[method]directory-entry-stream.read-directory-entry',
    'filesystem-error-code',
  ],
  'wasi:io/error': ['[method]error.to-debug-string'],
  'wasi:io/poll': ['poll', '[method]pollable.ready', '[method]pollable.block'],
  'wasi:io/streams': [
    ...methods('input-stream', 'read blocking-read skip blocking-skip subscribe'),
    ...methods(
      'output-stream',
      'check-write write blocking-write-and-flush flush blocking-flush subscribe write-zeroes ' +
        'blocking-write-zeroes-and-flush splice blocking-splice',
    ),
  ],
  'wasi:random/random': ['get-random-bytes', 'get-random-u64'],
  'wasi:random/insecure': ['get-insecure-random-bytes', 'get-insecure-random-u64'],
  'wasi:random/insecure-seed': ['insecure-seed'],
  'wasi:sockets/instance-network': ['instance-network'],
  'wasi:sockets/ip-name-lookup': ['resolve-addresses'],
  'wasi:sockets/network': ['network-error-code'],
  'wasi:sockets/tcp-create-socket': ['create-tcp-socket'],
  'wasi:sockets/udp-create-socket': ['create-udp-socket'],
}
const all = Object.entries(WASI).flatMap(([face, names]) => names.map((name) => [face, name] as const))

/** Returns the message of a call to a function without a host. */
const isMissing = (code: (...args: never[]) => unknown): boolean => {
  try {
    code()
  } catch (error) {
    return /is not supported/.test(String(error))
  }
  return false
}

describe('the host of a component', () => {
  test('has every function of WASI 0.2', () => {
    const host = () => new Preview2Host(contextOf({ clock: { now: () => 0n, monotonic: () => 0n, sleep: () => {} } }), allParts)
    const memory = new WebAssembly.Memory({ initial: 1 })
    expect(all.filter(([face, name]) => isMissing(host().lower(face, name, { memory, realloc: () => 0 })))).toEqual([])
    for (const [face, name] of [
      ['wasi:sockets/network', 'x'],
      ['wasi:io/streams', 'x'],
      ['wasi:io/streams', 'toString'],
    ] as const) {
      const missing = new Preview2Host(contextOf(), allParts).lower(face, name, {})
      expect(() => missing()).toThrow(new WebAssembly.RuntimeError(`${face}#${name} is not supported`))
    }
  })

  test('lowers what has no memory, and traps where it needs one', () => {
    const fresh = () => new Preview2Host(contextOf(), allParts)
    expect(fresh().lower('wasi:cli/stdout', 'get-stdout', {})()).toBeGreaterThan(0)
    expect(() => fresh().lower('wasi:cli/environment', 'get-arguments', {})(...([16] as never[]))).toThrow(
      WebAssembly.RuntimeError,
    )
    const memory = new WebAssembly.Memory({ initial: 1 })
    expect(() => fresh().lower('wasi:cli/environment', 'get-arguments', { memory })(...([16] as never[]))).toThrow(
      'lowers a function without a realloc',
    )
  })

  test('has one table for all memories, and drops by kind', () => {
    const fresh = () => {
      const host = new Preview2Host(contextOf(), allParts)
      const memories = [1, 2].map((initial) => new WebAssembly.Memory({ initial }))
      return { host, taken: memories.map((memory) => host.lower('wasi:cli/stdin', 'get-stdin', { memory })() as number) }
    }
    const [one, two] = fresh().taken
    expect(two).not.toBe(one)
    expect(() => fresh().host.drop('wasi:io/streams', 'output-stream')(one)).toThrow(
      'is of kind input-stream, expected output-stream',
    )
    const drop = fresh().host.drop('wasi:io/streams', 'input-stream')
    drop(one)
    drop(two)
    expect(() => drop(one)).toThrow(/not live/)
  })

  test('ends with its run', () => {
    const context = contextOf()
    const host = new Preview2Host(context, allParts)
    const disposed: string[] = []
    const stream = { readInto: () => 0, dispose: () => void disposed.push('stream') }
    host.handles.add(inputStream, stream)
    host.handles.add(pollable, { ready: () => true })
    context.end()
    expect(disposed).toEqual(['stream'])
    expect(() => host.drop('wasi:io/poll', 'pollable')(2)).toThrow('the run is over')
  })
})

test('jco’s names lead to the right functions', () => {
  const pascal = (name: string) => name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const camel = (name: string) => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const lower = Symbol.for('cabiLower')
  type Lowered = Record<symbol, (options: object) => (...args: never[]) => unknown>
  /** The imports of a fresh instance, whose calls end it when they fail. */
  const importsOf = (): Record<string, unknown> => {
    let found: Record<string, unknown> = {}
    const context = contextOf({ clock: { now: () => 0n, monotonic: () => 0n, sleep: () => {} } })
    typed({}, (_, imports) => ((found = imports), { exports: {} }), [], allParts).instantiate(context, [], false)
    return found
  }
  const missing = all.filter(([face, name]) => {
    const found = importsOf()[`${face}@0.2.6`] as Record<string, Lowered & { prototype: Record<string, Lowered> }>
    const [, resource, method] = /^\[method\](.*)\.(.*)$/.exec(name) ?? []
    const code = resource === undefined ? found[camel(name)]! : found[pascal(resource)]!.prototype[camel(method!)]!
    return isMissing(code[lower]!({ memory: new WebAssembly.Memory({ initial: 1 }), realloc: () => 0 }))
  })
  expect(missing).toEqual([])
  const tcp = () => importsOf()['wasi:sockets/tcp'] as Record<string, Lowered & Record<string, Lowered>>
  expect(() => tcp().createTcpSocket![lower]!({})()).toThrow('wasi:sockets/tcp#create-tcp-socket is not supported')
  expect(() => tcp().TcpSocket!.makeOne![lower]!({})()).toThrow('wasi:sockets/tcp#[static]tcp-socket.make-one is not supported')
  expect(() => (tcp().createTcpSocket as unknown as () => void)()).toThrow('only core modules can call')
})

test('every errno has the error-code of its name, and the others are io', () => {
  // The list is in the order of wasi:filesystem/types.
  const NAMES =
    'Access WouldBlock Already BadDescriptor Busy Deadlock Quota Exist FileTooLarge IllegalByteSequence InProgress Interrupted ' +
    'Invalid Io IsDirectory Loop TooManyLinks MessageSize NameTooLong NoDevice NoEntry NoLock InsufficientMemory ' +
    'InsufficientSpace NotDirectory NotEmpty NotRecoverable Unsupported NoTty NoSuchDevice Overflow NotPermitted Pipe ReadOnly ' +
    'InvalidSeek TextFileBusy CrossDevice'
  const codes = errno as unknown as Record<string, number>
  expect(NAMES.split(' ').map((name) => errorCode(new errno.SystemError(codes[name]!)))).toEqual([...NAMES.split(' ').keys()])
  const io = NAMES.split(' ').indexOf('Io')
  for (const code of [errno.NotSocket, 76, 1, 0]) expect(errorCode(new errno.SystemError(code))).toBe(io)
  const mine = new Error('mine')
  expect(() => errorCode(mine)).toThrow(mine)
})
