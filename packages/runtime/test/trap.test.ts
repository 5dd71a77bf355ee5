import { describe, expect, test } from 'vitest'

import { guestTrap, isTrap, outOfBounds, WasiTrapError } from '../src/trap.js'

const errorWith = (stack: string): Error => Object.assign(new WebAssembly.RuntimeError('unreachable'), { stack })
const framesOf = (stack: string): string[] => new WasiTrapError('p.wasm', errorWith(stack), '', '').guestStack

describe('the names of the guest’s functions', () => {
  test('as V8 writes stacks', () => {
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

  test('of a stack without JavaScript below, as with JSPI', () => {
    expect(
      framesOf(`RuntimeError: unreachable
    at main.work (wasm://wasm/main-0012ab3e:wasm-function[1234]:0x12a4)
    at wasm://wasm/main-0012ab3e:wasm-function[3]:0x1f`),
    ).toEqual(['main.work', 'wasm-function[3]'])
  })

  test('without what trapped in its name: a pointer that the host was given', () => {
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

  test('of a stack that is cut off, and of a guest without names', () => {
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

  test('as SpiderMonkey does', () => {
    expect(
      framesOf(`@http://localhost:1/load.js line 4 > WebAssembly.compile:wasm-function[2]:0x12
main.(*T).Method@http://localhost:1/run.js line 9 > WebAssembly.compile:wasm-function[1234]:0x12a4
@http://localhost:1/run.js line 9 > WebAssembly.compile:wasm-function[3]:0x1f
run@http://localhost:1/run.js:20:5
`),
    ).toEqual(['main.(*T).Method', 'wasm-function[3]'])
  })

  test('as JavaScriptCore does', () => {
    expect(
      framesOf(`<?>.wasm-function[main.work]@[wasm code]
<?>.wasm-function[12]@[wasm code]
wasm-stub@[wasm code]
run@http://localhost:1/run.js:20:5`),
    ).toEqual(['main.work', 'wasm-function[12]'])
  })

  test('none, where the engine gives no stack', () => {
    expect(framesOf('')).toEqual([])
    expect(new WasiTrapError('p.wasm', null, '', '').message).toBe('p.wasm: uncaught exception of the guest')
  })
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

test('a trap of ours is one of the engine’s', () => {
  expect(guestTrap).toThrow(WebAssembly.RuntimeError)
  expect(guestTrap).toThrow(/unreachable/)
  expect(outOfBounds).toThrow(WebAssembly.RuntimeError)
  expect(outOfBounds).toThrow(/out of bounds/)
})
