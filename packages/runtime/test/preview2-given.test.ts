import { describe, expect, test } from 'vitest'

import { commandText, implement, parse } from '../../../fixtures/components.mjs'
import { commandOf, libraryOf } from './component-program.js'

/** The text of an allocator. */
const ALLOCATOR = `(memory (export "memory") 1)
  (global $end (mut i32) (i32.const 4096))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and
      (i32.add (global.get $end) (i32.sub (local.get 2) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get 2))))
    (global.set $end (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`

type Calls = Record<string, (...args: unknown[]) => unknown>

/** A library whose function `go` passes a value of the type `type` to JavaScript, and returns what that returns. */
const echo = async (type: string, flat: string, size: number, definitions = ''): Promise<Uint8Array> => {
  const letters = flat.split(' ')
  const params = `(param ${flat})`
  const args = letters.map((_, index) => `(local.get ${index})`).join(' ')
  const direct = letters.length === 1
  const wit = `package acme:echo@1.2.0;
    interface host { ${definitions} same: func(a: ${type}) -> ${type}; }
    world echo { import host; ${definitions === '' ? '' : `use host.{t};`} export go: func(a: ${type}) -> ${type}; }`
  const wat = `(module
    (import "acme:echo/host@1.2.0" "same" (func $same ${direct ? `${params} (result ${flat})` : `(param ${flat} i32)`}))
    ${ALLOCATOR}
    (func (export "go") ${params} (result ${direct ? flat : 'i32'})
      ${direct ? `(call $same ${args})` : `(local $out i32) (local.set $out (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.const ${size}))) (call $same ${args} (local.get $out)) (local.get $out)`}))`
  return implement('echo', wit, wat)
}

const given = { imports: { 'acme:echo/host': true } } as const

describe('values pass to JavaScript and back', () => {
  test.each<[type: string, flat: string, size: number, values: unknown[], definitions?: string]>([
    ['u8', 'i32', 1, [0, 255]],
    ['s8', 'i32', 1, [-128, 127]],
    ['u16', 'i32', 2, [65535]],
    ['s16', 'i32', 2, [-32768]],
    ['u32', 'i32', 4, [4294967295]],
    ['s32', 'i32', 4, [-2147483648]],
    ['u64', 'i64', 8, [18446744073709551615n]],
    ['s64', 'i64', 8, [-9223372036854775808n]],
    ['f32', 'f32', 4, [0.5, Infinity, NaN]],
    ['f64', 'f64', 8, [0.1]],
    ['bool', 'i32', 1, [true, false]],
    ['char', 'i32', 4, ['a', '😀']],
    ['string', 'i32 i32', 8, ['', 'text', 'ä😀'.repeat(100)]],
    ['list<u8>', 'i32 i32', 8, [new Uint8Array([1, 2]), new Uint8Array()]],
    ['list<s64>', 'i32 i32', 8, [new BigInt64Array([1n, -2n])]],
    ['list<f32>', 'i32 i32', 8, [new Float32Array([1.5])]],
    ['list<string>', 'i32 i32', 8, [['a', '', 'bc'], []]],
    ['list<list<bool>>', 'i32 i32', 8, [[[true], [], [false, true]]]],
    ['tuple<u8, u64, string>', 'i32 i64 i32 i32', 24, [[1, 2n, 'x']]],
    ['option<string>', 'i32 i32 i32', 12, [undefined, 'x']],
    ['option<option<u8>>', 'i32 i32 i32', 3, [{ tag: 'none' }, { tag: 'some', val: undefined }, { tag: 'some', val: 3 }]],
    ['t', 'i32 i64 i32 i32', 24, [{ first: 1, theSecond: 2n, c: 'x' }], 'record t { first: u8, the-second: u64, c: string }'],
    ['t', 'i32', 1, ['a', 'b-c'], 'enum t { a, b-c }'],
    ['t', 'i32', 1, [{ read: true, writeAll: false }], 'flags t { read, write-all }'],
    [
      't',
      'i32',
      2,
      [Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}`, n % 3 === 0]))],
      `flags t { ${Array.from({ length: 12 }, (_, n) => `f${n}`).join(', ')} }`,
    ],
    [
      't',
      'i32 i64',
      16,
      [
        { tag: 'none' },
        { tag: 'small', val: -1.5 },
        { tag: 'large', val: 0.1 },
        { tag: 'count', val: 7n },
        { tag: 'id', val: 4294967295 },
      ],
      'variant t { none, small(f32), large(f64), count(s64), id(u32) }',
    ],
  ])('%s (%s)', async (type, flat, size, values, definitions) => {
    const instantiate = await libraryOf<Calls>(await echo(type, flat, size, definitions), given)
    const seen: unknown[] = []
    const same = (value: unknown) => {
      seen.push(value)
      return value
    }
    const lib = await instantiate({ imports: { 'acme:echo/host': { same } } })
    expect(values.map((value) => lib.go!(value))).toEqual(values)
    expect(seen).toEqual(values)
  })
})

const HOST_WIT = `package acme:app@1.0.0;
  interface store {
    resource counter {
      constructor(start: u32);
      get: func() -> u32;
      make: static func(name: string) -> result<counter, string>;
      merge: static func(a: counter, b: borrow<counter>) -> counter;
    }
  }
  interface log {
    use store.{counter};
    level: func() -> result<u32, string>;
    check: func() -> result;
    note: func(text: string);
    keep: func(it: counter);
    many: func(a: u8, b: u16, c: u32, d: u64, e: f32, f: f64, g: string, h: string, i: string, j: string, k: string, l: string) -> u32;
  }
  world app {
    import store;
    import log;
    import shout: func(text: string) -> string;
    export level: func() -> u32;
    export checked: func() -> u32;
    export note: func(at: u32, length: u32);
    export count: func() -> u32;
    export made: func() -> u32;
    export merged: func() -> u32;
    export kept: func();
    export forged: func(handle: u32) -> u32;
    export many: func() -> u32;
    export loud: func(text: string) -> string;
  }`

const HOST_WAT = `(module
  (import "acme:app/store@1.0.0" "[constructor]counter" (func $new (param i32) (result i32)))
  (import "acme:app/store@1.0.0" "[method]counter.get" (func $get (param i32) (result i32)))
  (import "acme:app/store@1.0.0" "[static]counter.make" (func $make (param i32 i32 i32)))
  (import "acme:app/store@1.0.0" "[static]counter.merge" (func $merge (param i32 i32) (result i32)))
  (import "acme:app/store@1.0.0" "[resource-drop]counter" (func $drop (param i32)))
  (import "acme:app/log@1.0.0" "level" (func $level (param i32)))
  (import "acme:app/log@1.0.0" "check" (func $check (result i32)))
  (import "acme:app/log@1.0.0" "note" (func $note (param i32 i32)))
  (import "acme:app/log@1.0.0" "keep" (func $keep (param i32)))
  (import "acme:app/log@1.0.0" "many" (func $many (param i32) (result i32)))
  (import "$root" "shout" (func $shout (param i32 i32 i32)))
  ${ALLOCATOR}
  (data (i32.const 64) "name")
  (data (i32.const 128) "\\01\\00\\02\\00\\03\\00\\00\\00\\04\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\3f")
  (func (export "level") (result i32) (call $level (i32.const 16)) (i32.add (i32.load8_u (i32.const 16)) (i32.load (i32.const 20))))
  (func (export "checked") (result i32) (call $check))
  (func (export "note") (param i32 i32) (call $note (local.get 0) (local.get 1)))
  (func (export "count") (result i32) (local i32 i32)
    (local.set 0 (call $new (i32.const 7)))
    (local.set 1 (call $get (local.get 0)))
    (call $drop (local.get 0))
    (local.get 1))
  (func (export "made") (result i32) (call $make (i32.const 64) (i32.const 4) (i32.const 16)) (call $get (i32.load (i32.const 20))))
  (func (export "merged") (result i32) (call $get (call $merge (call $new (i32.const 1)) (call $new (i32.const 2)))))
  (func (export "kept") (local i32) (local.set 0 (call $new (i32.const 1))) (call $keep (local.get 0)) (call $drop (local.get 0)))
  (func (export "forged") (param i32) (result i32) (call $get (local.get 0)))
  (func (export "many") (result i32) (call $many (i32.const 128)))
  (func (export "loud") (param i32 i32) (result i32) (call $shout (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16)))`

const disposeKey: symbol = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')

/** An implementation of the interfaces, and what was disposed of. */
const host = (log: object = {}) => {
  const disposed: number[] = []
  class Counter {
    constructor(readonly start: number) {}
    static make(name: string): Counter {
      return new Counter(name.length)
    }
    static merge(a: Counter, b: Counter): Counter {
      return new Counter(10 * a.start + b.start)
    }
    get(): number {
      return this.start
    }
  }
  Object.defineProperty(Counter.prototype, disposeKey, {
    configurable: true,
    value(this: Counter) {
      disposed.push(this.start)
    },
  })
  const none = () => undefined
  return {
    disposed,
    Counter,
    imports: {
      'acme:app/store': { Counter },
      'acme:app/log@1.0.0': { level: none, check: none, note: none, keep: none, many: none, ...log },
      shout: (text: string) => `${text.toUpperCase()}!`,
    },
  }
}

describe('interfaces that JavaScript gives', () => {
  const library = async () =>
    libraryOf<Calls>(await implement('app', HOST_WIT, HOST_WAT), {
      imports: { 'acme:app/store': true, 'acme:app/log': true, shout: true },
    })

  test('resources are objects of a class', async () => {
    const { disposed, imports } = host()
    const lib = await (await library())({ imports })
    expect(lib.count!()).toBe(7)
    expect(disposed).toEqual([7])
    expect(lib.made!()).toBe(4)
    expect(lib.merged!()).toBe(12)
    expect(disposed).toEqual([7])
  })

  test('resources that the component still has are disposed of when it ends', async () => {
    const { disposed, imports } = host()
    const lib = await (await library())({ imports })
    expect(lib.made!()).toBe(4)
    ;(lib as unknown as Record<symbol, () => void>)[(Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')]!()
    expect(disposed).toEqual([4])
  })

  test('an error of a resource that is disposed of with the instance reaches the caller', async () => {
    const error = new Error('of the caller')
    const { Counter, imports } = host()
    Object.defineProperty(Counter.prototype, disposeKey, {
      value() {
        throw error
      },
    })
    const lib = await (await library())({ imports })
    expect(lib.made!()).toBe(4)
    expect(() => (lib as unknown as Record<symbol, () => void>)[disposeKey]!()).toThrow(error)
  })

  test('a class does not have what every function inherits', async () => {
    const wit = `package acme:app; interface store { resource counter { call: static func(); } }
      world app { import store; export go: func(); }`
    const wat = `(module (import "acme:app/store" "[static]counter.call" (func $call)) (func (export "go") (call $call)))`
    const instantiate = await libraryOf<Calls>(await implement('app', wit, wat), { imports: { 'acme:app/store': true } })
    const missing = instantiate({ imports: { 'acme:app/store': { Counter: class {} } } })
    await expect(missing).rejects.toMatchObject({ code: 'MISSING_IMPORT' })
  })

  test('a value of the wrong type is named even if its own code throws', async () => {
    const wit = 'package acme:app; interface host { text: func() -> string; } world app { import host; export go: func(); }'
    const wat = `(module (import "acme:app/host" "text" (func $text (param i32))) ${ALLOCATOR} (func (export "go") (call $text (i32.const 64))))`
    const instantiate = await libraryOf<Calls>(await implement('app', wit, wat), { imports: { 'acme:app/host': true } })
    const odd = new Proxy(
      {},
      {
        get() {
          throw new Error('of the proxy')
        },
      },
    )
    const lib = await instantiate({ imports: { 'acme:app/host': { text: () => odd } } })
    expect(() => lib.go!()).toThrow("invalid result of 'acme:app/host#text': [object Object]")
  })

  test('a class may override what every object inherits, and inherit that from another', async () => {
    const wit = `package acme:app; interface store { resource counter { constructor(); to-string: func() -> u32; } }
      world app { import store; export go: func() -> u32; }`
    const wat = `(module
      (import "acme:app/store" "[constructor]counter" (func $new (result i32)))
      (import "acme:app/store" "[method]counter.to-string" (func $text (param i32) (result i32)))
      (func (export "go") (result i32) (call $text (call $new))))`
    const instantiate = await libraryOf<Calls>(await implement('app', wit, wat), { imports: { 'acme:app/store': true } })
    class Base {
      toString() {
        return 5
      }
    }
    const lib = await instantiate({ imports: { 'acme:app/store': { Counter: class extends Base {} } } })
    expect(lib.go!()).toBe(5)
    const missing = instantiate({ imports: { 'acme:app/store': { Counter: class {} } } })
    await expect(missing).rejects.toMatchObject({ code: 'MISSING_IMPORT' })
  })

  test('values do not have the fields that every object inherits', async () => {
    const wit = `package acme:app;
      interface host {
        flags marks { to-string, %constructor, other }
        record item { to-string: option<u8>, value-of: option<u8> }
        marked: func() -> marks;
        items: func() -> item;
      }
      world app { import host; export marks: func() -> u32; export items: func() -> u32; }`
    const wat = `(module
      (import "acme:app/host" "marked" (func $marked (result i32)))
      (import "acme:app/host" "items" (func $items (param i32)))
      ${ALLOCATOR}
      (func (export "marks") (result i32) (call $marked))
      (func (export "items") (result i32) (call $items (i32.const 64)) (i32.load (i32.const 64))))`
    const instantiate = await libraryOf<Calls>(await implement('app', wit, wat), { imports: { 'acme:app/host': true } })
    const values = async (marks: object, item: object) => {
      const lib = await instantiate({ imports: { 'acme:app/host': { marked: () => marks, items: () => item } } })
      return [lib.marks!(), lib.items!()]
    }
    expect(await values({}, {})).toEqual([0, 0])
    expect(await values({ other: true }, { valueOf: 9 })).toEqual([4, 0x09_01_00_00])
    expect(await values({ toString: true, constructor: true }, { toString: 3, valueOf: 1 })).toEqual([3, 0x01_01_03_01])
    expect(await values(Object.create(null) as object, Object.create(null) as object)).toEqual([0, 0])
  })

  test('a resource that was passed on is gone, and no other number is one', async () => {
    const kept: unknown[] = []
    const { Counter, imports } = host({ keep: (counter: unknown) => kept.push(counter) })
    const instantiate = await library()
    const lib = await instantiate({ imports })
    expect(() => lib.kept!()).toThrow(/handle 1 is not live, expected counter/)
    expect(kept).toEqual([new Counter(1)])
    for (const handle of [0, 1, 2, 4294967295]) {
      const fresh = await instantiate({ imports })
      expect(() => fresh.forged!(handle)).toThrow(/is not live/)
    }
  })

  test('the error of a result is thrown', async () => {
    const errors: unknown[] = ['text', Object.assign(new Error('an error'), { payload: 'text' })]
    for (const error of errors) {
      const { imports } = host({
        level() {
          throw error
        },
      })
      const lib = await (await library())({ imports })
      // The case of the error, and the address of the text.
      expect(lib.level!()).toBeGreaterThan(1)
    }
    const { imports } = host({ level: () => 41 })
    expect((await (await library())({ imports })).level!()).toBe(41)
  })

  test('a result without values is returned or thrown, too', async () => {
    expect((await (await library())({ imports: host().imports })).checked!()).toBe(0)
    const check = () => {
      throw undefined
    }
    expect((await (await library())({ imports: host({ check }).imports })).checked!()).toBe(1)
  })

  test('other errors reach the caller unchanged, and end the instance', async () => {
    const error = new RangeError('of the caller')
    const fail = () => {
      throw error
    }
    for (const [name, args] of [
      ['level', []],
      ['note', [64, 4]],
    ] as const) {
      const lib = await (await library())({ imports: host({ [name]: fail }).imports })
      let caught: unknown
      try {
        lib[name]!(...args)
      } catch (thrown) {
        caught = thrown
      }
      expect(caught).toBe(error)
      expect(() => lib.count!()).toThrow(/after it ended/)
    }
  })

  test('a value of the wrong type names the function', async () => {
    for (const value of [-1, 1.5, 2 ** 32, 1n, '1', undefined]) {
      const lib = await (await library())({ imports: host({ level: () => value }).imports })
      expect(() => lib.level!()).toThrow(/result of 'acme:app\/log#level': .*\n.*an integer from 0 to 4294967295/)
    }
    const { imports } = host()
    const Other = class extends imports['acme:app/store'].Counter {
      static override make(): never {
        return {} as never
      }
    }
    const lib = await (await library())({ imports: { ...imports, 'acme:app/store': { Counter: Other } } })
    expect(() => lib.made!()).toThrow(/result of 'acme:app\/store#\[static\]counter.make'.*\n.*an object of the class Counter/)
  })

  test('many parameters pass through memory', async () => {
    let seen: unknown[] = []
    const { imports } = host({
      many(...args: unknown[]) {
        seen = args
        return args.length
      },
    })
    const lib = await (await library())({ imports })
    expect(lib.many!()).toBe(12)
    expect(seen).toEqual([1, 2, 3, 4n, 0.5, 0, '', '', '', '', '', ''])
  })

  test('a function of the world itself is given as a function', async () => {
    const lib = await (await library())({ imports: host().imports })
    expect(lib.loud!('hi')).toBe('HI!')
  })

  test.each([
    [0xffff_fff0, 4],
    [65532, 8],
    [0, 0xffff_ffff],
  ])('a string outside of memory traps: %i, %i', async (at, length) => {
    let called = false
    const lib = await (await library())({ imports: host({ note: () => (called = true) }).imports })
    expect(() => lib.note!(at, length)).toThrow(/lies outside of memory/)
    expect(called).toBe(false)
  })

  test('text that is not UTF-8 traps', async () => {
    const lib = await (await library())({ imports: host().imports })
    expect(() => lib.note!(147, 1)).not.toThrow()
    const bad = HOST_WAT.replace('"name"', '"\\ff"')
    const other = await libraryOf<Calls>(await implement('app', HOST_WIT, bad), {
      imports: { 'acme:app/store': true, 'acme:app/log': true, shout: true },
    })
    const odd = await other({ imports: host().imports })
    expect(() => odd.note!(64, 1)).toThrow(/not valid UTF-8/)
  })

  test('what is missing is listed at once, with signatures and code', async () => {
    const { imports } = host()
    const given = { 'acme:app/store': {}, 'acme:app/log': { ...imports['acme:app/log@1.0.0'], level: undefined } }
    const error: Error & { code?: string } = await (
      await library()
    )({ imports: given }).then(
      () => expect.unreachable(),
      (thrown: Error) => thrown,
    )
    expect(error.code).toBe('MISSING_IMPORT')
    expect(error.message).toContain(
      `
    imports: {
      "acme:app/store": {
        Counter: class {
          constructor(start) {} // func(start: u32) -> counter
          get() {} // func(self: borrow<counter>) -> u32
          static make(name) {} // func(name: string) -> result<counter, string>
          static merge(a, b) {} // func(a: counter, b: borrow<counter>) -> counter
        },
      },
      "acme:app/log": {
        level() {}, // func() -> result<u32, string>
      },
      "shout": (text) => {}, // func(text: string) -> string
    }`,
    )
  })
})

test('a missing function called default is one of its interface', async () => {
  const wit = `package acme:app; interface host { %default: func(class: u32); other: func(); }
    world app { import host; export go: func(); }`
  const wat = `(module (import "acme:app/host" "default" (func (param i32))) (import "acme:app/host" "other" (func)) (func (export "go")))`
  const instantiate = await libraryOf(await implement('app', wit, wat), { imports: { 'acme:app/host': true } })
  await expect(instantiate({})).rejects.toThrow(`
      "acme:app/host": {
        default(class_) {}, // func(class: u32)
        other() {}, // func()
      },`)
})

describe('a command', () => {
  const run = async (wat: string) => commandOf(await parse(wat), { imports: { 'acme:app/log': true } })
  const text = commandText({
    imports: '(import "acme:app/log@1.2.3" (instance $log (export "level" (func (param "of" u32) (result u32)))))',
    core: '(import "a" "f" (func $f (param i32) (result i32))) (func $main (export "main") (result i32) (i32.ne (call $f (i32.const 20)) (i32.const 21)))',
    before: '(core func $f (canon lower (func $log "level"))) (core instance $a (export "f" (func $f)))',
    with: '(with "a" (instance $a))',
    run: 'main',
  })

  test('calls JavaScript', async () => {
    const imports = { 'acme:app/log': { level: (of: number) => of + 1 } }
    const program = await run(text)
    expect((await program([], { imports })).exitCode).toBe(0)
    await program.load()
    expect(program.sync([], { imports }).exitCode).toBe(0)
    expect(program.sync([], { imports: { 'acme:app/log': { level: () => 0 } } }).exitCode).toBe(1)
    expect(() => program.sync()).toThrow(/level\(of\) {}, \/\/ func\(of: u32\) -> u32/)
  })

  test('can only wait where the engine can suspend it', async () => {
    const imports = { 'acme:app/log': { level: async (of: number) => of + 1 } }
    const program = await run(text)
    await program.load()
    expect(() => program.sync([], { imports })).toThrow(/'acme:app\/log#level' returned a promise/)
    const result = await program([], { imports }).catch((error: unknown) => error)
    expect(result).toMatchObject('Suspending' in WebAssembly ? { exitCode: 0 } : { code: 'UNSUPPORTED_MODE' })
  })

  test('gets errors of the caller through unchanged', async () => {
    const error = new Error('of the caller')
    const level = () => {
      throw error
    }
    await expect((await run(text))([], { imports: { 'acme:app/log': { level } } })).rejects.toBe(error)
  })
})
