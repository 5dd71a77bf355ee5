import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { frames, guestTrap, isTrap, outOfBounds, WasiTrapError } from '../src/errors/trap.js'
import { guest } from './module-program.js'

const errorWith = (stack: string): Error => Object.assign(new WebAssembly.RuntimeError('unreachable'), { stack })
const trapOf = (cause: unknown) => new WasiTrapError('p.wasm', cause, '', '', frames(cause))
const framesOf = (stack: string): string[] => trapOf(errorWith(stack)).guestStack

describe('the names of the guest’s functions', () => {
  test('in V8’s stack format', () => {
    expect(
      framesOf(`RuntimeError: unreachable
    at wasm://wasm/0d9e4a0a:wasm-function[3]:0x1f
    at main.(*T).Method (wasm://wasm/main-0012ab3e:wasm-function[1234]:0x12a4)
    at std::rt::lang_start::{{closure}}::h12 (wasm://wasm/main-0012ab3e:wasm-function[7]:0x99)
    at wasm://wasm/main-0012ab3e:wasm-function[3]:0x1f
    at entry (file:///x/link.js:10:3)
    at async run (file:///x/run.js:20:5)`),
    ).toEqual(['main.(*T).Method', 'std::rt::lang_start::{{closure}}::h12', 'wasm-function[3]'])
  })

  test('in a stack without JavaScript frames below, as with JSPI', () => {
    expect(
      framesOf(`RuntimeError: unreachable
    at main.work (wasm://wasm/main-0012ab3e:wasm-function[1234]:0x12a4)
    at wasm://wasm/main-0012ab3e:wasm-function[3]:0x1f`),
    ).toEqual(['main.work', 'wasm-function[3]'])
  })

  test('without the host frames that trapped because of a bad pointer', () => {
    expect(
      framesOf(`RuntimeError: memory access out of bounds
    at wasm://wasm/ab6f1e8e:wasm-function[1]:0x28
    at trap (file:///x/trap.js:70:18)
    at fd_write (file:///x/descriptors.js:47:7)
    at write (wasm://wasm/main-0012ab3e:wasm-function[12]:0x12a4)
    at main (wasm://wasm/main-0012ab3e:wasm-function[3]:0x1f)
    at entry (file:///x/link.js:10:3)`),
    ).toEqual(['write', 'main'])
  })

  test('in a stack that is cut off, and without names in the guest', () => {
    const guest = Array.from(
      { length: Error.stackTraceLimit - 1 },
      (_, n) => `    at http://localhost:1/main.wasm:wasm-function[${n}]:0x1f`,
    )
    expect(
      framesOf(
        ['RuntimeError: memory access out of bounds', '    at wasm://wasm/ab6f1e8e:wasm-function[15]:0x28f', ...guest].join('\n'),
      ),
    ).toEqual(guest.map((_, n) => `wasm-function[${n}]`))
  })

  test('in SpiderMonkey’s stack format', () => {
    expect(
      framesOf(`@http://localhost:1/load.js line 4 > WebAssembly.compile:wasm-function[2]:0x12
main.(*T).Method@http://localhost:1/run.js line 9 > WebAssembly.compile:wasm-function[1234]:0x12a4
@http://localhost:1/run.js line 9 > WebAssembly.compile:wasm-function[3]:0x1f
run@http://localhost:1/run.js:20:5
`),
    ).toEqual(['main.(*T).Method', 'wasm-function[3]'])
  })

  test('in JavaScriptCore’s stack format', () => {
    expect(
      framesOf(`<?>.wasm-function[main.work]@[wasm code]
<?>.wasm-function[12]@[wasm code]
wasm-stub@[wasm code]
run@http://localhost:1/run.js:20:5`),
    ).toEqual(['main.work', 'wasm-function[12]'])
  })

  test('with an at sign in URL and name, and with a bracket in a name', () => {
    expect(framesOf('memcpy@GLIBC@http://localhost:1/@fs/x.wasm:wasm-function[2]:0x12')).toEqual(['memcpy@GLIBC'])
    expect(framesOf('<?>.wasm-function[operator new[](int)]@[wasm code]')).toEqual(['operator new[](int)'])
  })

  test('with a name that imitates frames', () => {
    const name = 'x\n    at fake (file:///etc/passwd:1:1)\n    at other (wasm://wasm/0:wasm-function[9]:0x1)\n    at y'
    const frames = framesOf(`RuntimeError: unreachable
    at ${name} (wasm://wasm/main-0012ab3e:wasm-function[1]:0x12a4)
    at main (wasm://wasm/main-0012ab3e:wasm-function[3]:0x1f)`)
    expect(frames).toEqual(['y', 'main'])
  })

  test('without frames that the error’s message quotes', () => {
    const error = new TypeError('bad value x\n    at fake (wasm://wasm/0:wasm-function[9]:0x1)')
    expect(frames(error, true)).toEqual([])
  })

  // A regular expression that backtracks for each of them would take days for a megabyte.
  test.each(['@', ' (', '(', 'at ', 'wasm-function[', 'wasm-function[1]', '\n', '\n    at ', '@http:', ']@[wasm code]', 'x\n@'])(
    'with a name of a megabyte of %j',
    (part) => {
      const name = `x\n${part.repeat(Math.ceil(1e6 / part.length))}`
      for (const stack of [
        `RuntimeError: unreachable\n    at ${name} (wasm://wasm/0012ab3e:wasm-function[1]:0x12a4)\n    at wasm://wasm/0012ab3e:wasm-function[3]:0x1f`,
        `${name}@http://localhost:1/x.wasm:wasm-function[1]:0x12a4\n@http://localhost:1/x.wasm:wasm-function[3]:0x1f`,
        `<?>.wasm-function[${name}]@[wasm code]\n<?>.wasm-function[3]@[wasm code]`,
      ]) {
        const frames = framesOf(stack)
        expect(frames.at(-1)).toBe('wasm-function[3]')
        expect(frames.every((frame) => frame.length < 2000)).toBe(true)
      }
    },
    20_000,
  )

  test('are printable and bounded, whatever they contain', () => {
    const piece = fc.constantFrom(
      '\n',
      '    at ',
      ' (',
      ')',
      '@',
      'wasm-function[',
      '7]:0x1',
      'wasm://wasm/0',
      '\x1b[2J',
      '\u202e',
      '\u2028',
    )
    const names = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 30 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(names, (name) => {
        const error = errorWith(`RuntimeError: unreachable\n    at ${name} (http://localhost/x:wasm-function[1]:0x12a4)`)
        const trap = trapOf(error)
        expect(trap.guestStack.length).toBeLessThanOrEqual(100)
        expect(trap.message.split('\n')).toHaveLength(1 + trap.guestStack.length)
        expect(trap.message).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u)
      }),
    )
  })

  test('are absent where the engine gives no stack', () => {
    expect(framesOf('')).toEqual([])
    expect(trapOf(null).message).toBe('p.wasm: uncaught exception in the guest')
  })
})

test('the message does not quote the code that called the guest, as JavaScriptCore does', () => {
  const quoting = (message: string) => trapOf(new WebAssembly.RuntimeError(message)).message
  const said = 'Unreachable code should not be executed'
  expect(quoting(`${said} (evaluating 'a(b, () => (c("d") ?? e)())')`)).toBe(`p.wasm: ${said}`)
  expect(quoting(`${said} (evaluating 'x\n(evaluating 'y')')`)).toBe(`p.wasm: ${said}`)
})

test('what counts as a trap', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name })
  for (const error of [
    new WebAssembly.RuntimeError('unreachable'),
    new RangeError('Maximum call stack size exceeded'),
    named('InternalError'),
  ]) {
    expect(isTrap(error)).toBe(true)
  }
  for (const error of [new Error('x'), new TypeError('x'), 'x', undefined, null, new WebAssembly.LinkError('x')])
    expect(isTrap(error)).toBe(false)
})

test('a trap of the host is one of the engine’s', () => {
  expect(guestTrap).toThrow(WebAssembly.RuntimeError)
  expect(guestTrap).toThrow(/unreachable/)
  expect(outOfBounds).toThrow(WebAssembly.RuntimeError)
  expect(outOfBounds).toThrow(/out of bounds/)
})

test.each([
  ['fd_read', 'i32 i32 i32 i32', '(i32.const 0) (i32.const 0) (i32.const 1) (i32.const -1)'],
  ['fd_readdir', 'i32 i32 i32 i64 i32', '(i32.const 3) (i32.const 0) (i32.const 9) (i64.const 0) (i32.const -1)'],
  ['path_filestat_get', 'i32 i32 i32 i32 i32', '(i32.const 3) (i32.const 0) (i32.const 16) (i32.const 1) (i32.const -1)'],
])('the frames of %s do not displace those of the guest', async (name, params, values) => {
  const run = await guest(`(module
    (import "wasi_snapshot_preview1" "${name}" (func $call (param ${params}) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\40\\00\\00\\00\\05")
    (data (i32.const 16) "f")
    (func $inner (result i32) (call $call ${values}))
    (func $main (export "_start") (drop (call $inner))))`)
  const limit = Error.stackTraceLimit
  for (const options of [{}, { timeout: 10_000, maxMemory: 2 ** 20 }])
    await expect(run([], { ...options, dirs: { '/': { f: '' } } })).rejects.toMatchObject({ guestStack: ['inner', 'main'] })
  expect(Error.stackTraceLimit).toBe(limit)
})

test('a real guest with a hostile name', async () => {
  const name = `x\n    at fake (file:///etc/passwd:1:1)\x1b[2J${'@'.repeat(400_000)}`
  const { exports } = await WebAssembly.instantiate(named(name)).then(({ instance }) => instance)
  const error = thrownBy(exports['_start'] as () => void)
  const trap = trapOf(error)
  expect(trap.guestStack).toHaveLength(1)
  expect(trap.message).not.toMatch(/\p{Cc}(?<!\n)|\n {4}at /u)
  expect(trap.message.length).toBeLessThan(2000)
}, 20_000)

const thrownBy = (code: () => void): unknown => {
  try {
    code()
  } catch (error) {
    return error
  }
  throw new Error('it throws nothing')
}

/** A module whose function `_start` traps, and whose name section has `name`. */
const named = (name: string): Uint8Array<ArrayBuffer> => {
  const size = (length: number) => [0, 7, 14, 21, 28].map((bits) => ((length >>> bits) & 0x7f) | (bits < 28 ? 0x80 : 0))
  const vector = (bytes: Iterable<number>): number[] => {
    const all = [...bytes]
    return [...size(all.length), ...all]
  }
  const text = (value: string) => vector(new TextEncoder().encode(value))
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, ...vector([1, 0x60, 0, 0])],
    ...[3, ...vector([1, 0])],
    ...[7, ...vector([1, ...text('_start'), 0, 0])],
    ...[10, ...vector([1, 3, 0, 0x00, 0x0b])],
    ...[0, ...vector([...text('name'), 1, ...vector([1, 0, ...text(name)])])],
  ])
}
