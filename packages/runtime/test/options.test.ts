import { describe, expect, test } from 'vitest'

import { resolveArgs, resolveOptions } from '../src/context/options.js'

test('nothing is granted by default', () => {
  expect(resolveOptions()).toEqual({
    env: [],
    input: '',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'utf8',
    maxHandles: 10_000,
    maxMemory: Infinity,
    maxOutput: 100_000_000,
    dirs: {},
    clock: undefined,
    random: undefined,
    signal: undefined,
    timeout: Infinity,
    trace: undefined,
  })
  expect(resolveArgs(undefined)).toEqual([])
})

test('an option that is undefined is absent', () => {
  expect(resolveOptions({ env: undefined, stdout: undefined, trace: undefined })).toEqual(resolveOptions())
})

test('the path of a directory loses its trailing slashes', () => {
  const tree = {}
  const { dirs } = resolveOptions({ dirs: { '/': tree, 'a/': tree, './': tree, '/b/c//': tree, ['__proto__']: tree } })
  expect(Object.keys(dirs)).toEqual(['/', 'a', '.', '/b/c', '__proto__'])
})

test('every valid value is accepted', () => {
  const chunks = function* () {
    yield 'a'
  }
  const good = [
    { input: '' },
    { input: new Uint8Array(1) },
    { input: Buffer.from('a') },
    { input: ['a', new Uint8Array(1)] },
    { input: chunks() },
    { input: new ReadableStream() },
    { stdin: 'inherit' },
    { stdin: 'ignore' },
    { input: 'x', stdin: undefined },
    { stdout: () => undefined },
    { stdout: new WritableStream(), stderr: new WritableStream() },
    { stderr: 'ignore' },
    { env: { A: '', 'B C': '=' } },
    { dirs: { '/': {}, 'rel/dir': { 'a.txt': 'a' } } },
    { encoding: 'bytes' },
    { signal: AbortSignal.timeout(1000) },
    { timeout: 0.5 },
    { timeout: Infinity },
  ]
  for (const options of good) expect(() => resolveOptions(options)).not.toThrow()
})

describe('a bad option is a TypeError that names it and its value', () => {
  const locked = (stream: ReadableStream | WritableStream) => {
    if ('getReader' in stream) stream.getReader()
    else stream.getWriter()
    return stream
  }
  const shared = new WritableStream()
  const cases: [string, unknown, RegExp][] = [
    ['not an object', 'x', /invalid options: "x"/],
    ['an array of arguments in the second place', ['a'], /invalid options: \[object Array\]/],
    ['null', null, /invalid options: null/],
    ['an unknown key', { stdinn: 'x' }, /invalid option 'stdinn': "x"[^]*Use one of env, input, stdin/],
    ['a key of Object.prototype', { constructor: 1 }, /invalid option 'constructor': 1/],
    ['env', { env: 'A=1' }, /invalid option 'env': "A=1"/],
    ['env as a list', { env: ['A=1'] }, /invalid option 'env': \[object Array\]/],
    ['a value in env', { env: { A: 1 } }, /invalid env\["A"\]: 1/],
    ['an unset variable', { env: { A: undefined } }, /invalid env\["A"\]: undefined/],
    ['a name with =', { env: { 'A=B': 'x' } }, /invalid name in option 'env': "A=B"/],
    ['a name with NUL', { env: { 'A\0': 'x' } }, /invalid name in option 'env': "A\\u0000"/],
    ['no name', { env: { '': 'x' } }, /invalid name in option 'env': ""/],
    ['a value with NUL', { env: { A: 'x\0y' } }, /invalid env\["A"\]: "x\\u0000y"/],
    ['env as a Map', { env: new Map([['A', '1']]) }, /invalid option 'env': \[object Map\]/],
    ['input', { input: 1 }, /invalid option 'input': 1/],
    ['input as an ArrayBuffer', { input: new ArrayBuffer(1) }, /invalid option 'input': \[object ArrayBuffer\]/],
    ['input as other words than bytes', { input: new Uint16Array(1) }, /invalid option 'input': \[object Uint16Array\]/],
    [
      'a locked stream as input',
      { input: locked(new ReadableStream()) },
      /invalid option 'input': \[object ReadableStream\][^]*nothing else reads/,
    ],
    [
      'a locked stream as output',
      { stdout: locked(new WritableStream()) },
      /invalid option 'stdout': \[object WritableStream\][^]*nothing else writes/,
    ],
    [
      'one stream for both outputs',
      { stdout: shared, stderr: shared },
      /invalid option 'stderr': \[object WritableStream\][^]*a different stream/,
    ],
    [
      'data as stdin',
      { stdin: 'text' },
      /invalid option 'stdin': "text"[^]*'inherit' or 'ignore'[^]*fix: Pass data as option 'input'/,
    ],
    [
      'input and stdin',
      { input: 'x', stdin: 'inherit' },
      /option 'stdin': "inherit"[^]*left out if option 'input' is passed[^]*fix: Pass either/,
    ],
    ['stdout', { stdout: 'null' }, /invalid option 'stdout': "null"[^]*'pipe', 'inherit', 'ignore'/],
    ['stderr', { stderr: null }, /invalid option 'stderr': null/],
    ['encoding', { encoding: 'latin1' }, /invalid option 'encoding': "latin1"/],
    ['dirs', { dirs: '/' }, /invalid option 'dirs': "\/"/],
    ['a directory', { dirs: { '/data': './data' } }, /invalid dirs\["\/data"\]: ".\/data"/],
    ['dirs as a Map', { dirs: new Map([['/', {}]]) }, /invalid option 'dirs': \[object Map\]/],
    ['a promise of a directory', { dirs: { '/': Promise.resolve({}) } }, /invalid dirs\["\/"\]: \[object Promise\]/],
    ['a directory twice', { dirs: { '/a': {}, '/a/': {} } }, /invalid path in option 'dirs': "\/a\/"/],
    ['a directory without a path', { dirs: { '': {} } }, /invalid path in option 'dirs': ""/],
    ['clock', { clock: { now: () => 0n } }, /invalid option 'clock': \[object Object\][^]*now\(\) and monotonic\(\)/],
    ['random', { random: 4 }, /invalid option 'random': 4/],
    ['signal', { signal: new AbortController() }, /invalid option 'signal': \[object AbortController\][^]*an AbortSignal/],
    ['timeout', { timeout: 0 }, /invalid option 'timeout': 0[^]*milliseconds above 0/],
    ['a timeout that is no number', { timeout: NaN }, /invalid option 'timeout': NaN/],
    ['trace', { trace: true }, /invalid option 'trace': true/],
  ]
  test.each(cases)('%s', (_name, options, message) => {
    const resolve = () => resolveOptions(options)
    expect(resolve).toThrow(TypeError)
    expect(resolve).toThrow(message)
    expect(resolve).toThrow(/\n {2}why: .+\n {2}fix: .+/)
  })

  test.each<[unknown, RegExp]>([
    ['a', /invalid args: "a"[^]*options as the second/],
    [{ env: {} }, /invalid args: \[object Object\]/],
    [['a', 1], /invalid args\[1\]: 1/],
    [['a\0b'], /invalid args\[0\]: "a\\u0000b"/],
  ])('arguments %j', (args, message) => {
    expect(() => resolveArgs(args)).toThrow(TypeError)
    expect(() => resolveArgs(args)).toThrow(message)
  })

  test('a promise of options', () => {
    expect(() => resolveOptions(Promise.resolve({ env: { A: '1' } }))).toThrow(/invalid options: \[object Promise\]/)
  })

  test('a long value is shortened', () => {
    expect(() => resolveOptions({ stdout: 'x'.repeat(10_000) })).toThrow(/"x{200}…"/)
  })
})
