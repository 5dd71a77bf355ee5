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
    ['not an object', 'x', /options is "x"/],
    ['an array of arguments in the second place', ['a'], /options is \[object Array\]/],
    ['null', null, /options is null/],
    ['an unknown key', { stdinn: 'x' }, /option "stdinn" is "x"[^]*use one of env, input, stdin/],
    ['a key of Object.prototype', { constructor: 1 }, /option "constructor" is 1/],
    ['env', { env: 'A=1' }, /option env is "A=1"/],
    ['env as a list', { env: ['A=1'] }, /option env is \[object Array\]/],
    ['a value in env', { env: { A: 1 } }, /option env\["A"\] is 1/],
    ['an unset variable', { env: { A: undefined } }, /option env\["A"\] is undefined/],
    ['a name with =', { env: { 'A=B': 'x' } }, /name in option env is "A=B"/],
    ['a name with NUL', { env: { 'A\0': 'x' } }, /name in option env is "A\\u0000"/],
    ['no name', { env: { '': 'x' } }, /name in option env is ""/],
    ['a value with NUL', { env: { A: 'x\0y' } }, /option env\["A"\] is "x\\u0000y"/],
    ['env as a Map', { env: new Map([['A', '1']]) }, /option env is \[object Map\]/],
    ['input', { input: 1 }, /option input is 1/],
    ['input as an ArrayBuffer', { input: new ArrayBuffer(1) }, /option input is \[object ArrayBuffer\]/],
    ['input as other words than bytes', { input: new Uint16Array(1) }, /option input is \[object Uint16Array\]/],
    [
      'a locked stream as input',
      { input: locked(new ReadableStream()) },
      /option input is \[object ReadableStream\][^]*nothing else reads/,
    ],
    [
      'a locked stream as output',
      { stdout: locked(new WritableStream()) },
      /option stdout is \[object WritableStream\][^]*nothing else writes/,
    ],
    [
      'one stream for both outputs',
      { stdout: shared, stderr: shared },
      /option stderr is \[object WritableStream\][^]*a different stream/,
    ],
    ['data as stdin', { stdin: 'text' }, /option stdin is "text"[^]*'inherit' or 'ignore'[^]*fix: pass data as option input/],
    [
      'input and stdin',
      { input: 'x', stdin: 'inherit' },
      /stdin is "inherit"[^]*left out if option input is passed[^]*fix: pass either/,
    ],
    ['stdout', { stdout: 'null' }, /option stdout is "null"[^]*'pipe', 'inherit', 'ignore'/],
    ['stderr', { stderr: null }, /option stderr is null/],
    ['encoding', { encoding: 'latin1' }, /option encoding is "latin1"/],
    ['dirs', { dirs: '/' }, /option dirs is "\/"/],
    ['a directory', { dirs: { '/data': './data' } }, /option dirs\["\/data"\] is ".\/data"/],
    ['dirs as a Map', { dirs: new Map([['/', {}]]) }, /option dirs is \[object Map\]/],
    ['a promise of a directory', { dirs: { '/': Promise.resolve({}) } }, /option dirs\["\/"\] is \[object Promise\]/],
    ['a directory twice', { dirs: { '/a': {}, '/a/': {} } }, /path in option dirs is "\/a\/"/],
    ['a directory without a path', { dirs: { '': {} } }, /path in option dirs is ""/],
    ['clock', { clock: { now: () => 0n } }, /option clock is \[object Object\][^]*now\(\) and monotonic\(\)/],
    ['random', { random: 4 }, /option random is 4/],
    ['signal', { signal: new AbortController() }, /option signal is \[object AbortController\][^]*an AbortSignal/],
    ['timeout', { timeout: 0 }, /option timeout is 0[^]*milliseconds above 0/],
    ['a timeout that is no number', { timeout: NaN }, /option timeout is NaN/],
    ['trace', { trace: true }, /option trace is true/],
  ]
  test.each(cases)('%s', (_name, options, message) => {
    const resolve = () => resolveOptions(options)
    expect(resolve).toThrow(TypeError)
    expect(resolve).toThrow(message)
    expect(resolve).toThrow(/\n {2}why: .+\n {2}fix: .+/)
  })

  test.each<[unknown, RegExp]>([
    ['a', /args is "a"[^]*options as the second/],
    [{ env: {} }, /args is \[object Object\]/],
    [['a', 1], /args\[1\] is 1/],
    [['a\0b'], /args\[0\] is "a\\u0000b"/],
  ])('arguments %j', (args, message) => {
    expect(() => resolveArgs(args)).toThrow(TypeError)
    expect(() => resolveArgs(args)).toThrow(message)
  })

  test('a promise of options', () => {
    expect(() => resolveOptions(Promise.resolve({ env: { A: '1' } }))).toThrow(/options is \[object Promise\]/)
  })

  test('a long value is shortened', () => {
    expect(() => resolveOptions({ stdout: 'x'.repeat(10_000) })).toThrow(/"x{200}…"/)
  })
})
