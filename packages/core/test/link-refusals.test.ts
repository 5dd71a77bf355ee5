import { describe, expect, test } from 'vitest'
import { UnwasiError } from '../src/errors.js'
import { classify } from '../src/classify.js'
import { promised } from './classify-harness.js'
import { commandText, parse } from '../../../fixtures/components.mjs'
import { linkPlan } from './linking.js'

type Parts = Parameters<typeof commandText>[0]

const made = (parts: Parts): Promise<Uint8Array> => parse(commandText(parts))

/** Asserts that building fails with a message that contains `found`, and that `inspect` reports the same. */
async function isRefused(parts: Parts, found: string, code = 'INVALID'): Promise<void> {
  const { converts, refusal } = await promised(await made(parts))
  expect({ converts, code: refusal?.code, headline: refusal?.headline }).toEqual({
    converts: false,
    code,
    headline: expect.stringContaining(found),
  })
}

const isLinked = async (parts: Parts): Promise<void> => void linkPlan(await made(parts))

/** Adds a core module whose instance is the import "m" of the program. */
const given = (fields: string, core: string): Parts => ({
  core,
  before: `(core module $l ${fields}) (core instance $libc (instantiate $l))`,
  with: '(with "m" (instance $libc))',
})

const ALLOC = '(func (export "alloc") (param i32 i32 i32 i32) (result i32) unreachable)'
const CLOCK = '(import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock (export "now" (func (result u64)))))'
const RANDOM =
  '(import "wasi:random/random@0.2.0" (instance $random (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))'

/** The program imports "h" "f" as `wanted`, and gets a function of the canonical ABI. */
const builtin = (imports: string, defined: string, wanted: string): Parts => ({
  imports,
  core: `(import "h" "f" (func ${wanted}))`,
  before: `(core func $f (${defined})) (core instance $h (export "f" (func $f)))`,
  with: '(with "h" (instance $h))',
})

/** The program imports "h" "f", a function that is lowered with a module that has `fields`. */
const lowering = (options: string, fields: string, lowered = '(func $random "get-random-bytes")'): Parts => ({
  imports: RANDOM,
  core: '(import "h" "f" (func (param i64 i32)))',
  before: `(core module $l ${fields}) (core instance $libc (instantiate $l))
    (core func $f (canon lower ${lowered} ${options})) (core instance $h (export "f" (func $f)))`,
  with: '(with "h" (instance $h))',
})

const MEMORY = '(memory (core memory $libc "mem"))'
const REALLOC = '(realloc (core func $libc "alloc"))'

describe('the import of a core module', () => {
  test('must be given', async () => {
    await isRefused({ core: '(import "a" "f" (func))' }, 'imports "f" of "a", but is not given it')
    await isRefused(given('(func (export "g"))', '(import "m" "f" (func))'), 'imports "f" of "m", but is not given it')
    const inherited = '(import "constructor" "keys" (func (param i32) (result externref)))'
    await isRefused({ core: inherited }, 'imports "keys" of "constructor", but is not given it')
    await isRefused(
      { core: inherited, exported: '(export "go" (func $run))' },
      'imports "keys" of "constructor", but is not given it',
    )
    await isRefused(
      { core: '(import "a" "f" (func))', before: '(core instance $a)', with: '(with "a" (instance $a))' },
      'imports "f" of "a", but is not given it',
    )
  })

  test.each([
    [
      'a function of another type',
      '(func (export "x") (param i32))',
      '(func)',
      'as () -> nothing, but is given (i32) -> nothing',
    ],
    [
      'a function with other results',
      '(func (export "x") (result i64) unreachable)',
      '(func (result i32))',
      'is given () -> i64',
    ],
    ['other references', '(func (export "x") (param externref))', '(func (param funcref))', 'but is given (ref) -> nothing'],
    ['another kind', '(memory (export "x") 1)', '(func)', 'as a func, but is given a memory'],
    ['a memory that is too small', '(memory (export "x") 1)', '(memory 2)', 'as a memory, but is given one of another type'],
    ['a memory without limit', '(memory (export "x") 1)', '(memory 1 2)', 'one of another type'],
    ['a memory with a higher limit', '(memory (export "x") 1 3)', '(memory 1 2)', 'one of another type'],
    ['a memory that is shared', '(memory (export "x") 1 2 shared)', '(memory 1 2)', 'one of another type'],
    ['a memory of 64 bits', '(memory (export "x") i64 1)', '(memory 1)', 'one of another type'],
    ['a table that is too small', '(table (export "x") 1 funcref)', '(table 2 funcref)', 'one of another type'],
    ['a table of other elements', '(table (export "x") 1 funcref)', '(table 1 externref)', 'one of another type'],
    ['a global of another type', '(global (export "x") i32 (i32.const 0))', '(global i64)', 'one of another type'],
    ['a global that is constant', '(global (export "x") i32 (i32.const 0))', '(global (mut i32))', 'one of another type'],
    ['a tag of another type', '(tag (export "x") (param i32))', '(tag (param i64))', 'one of another type'],
  ])('is not %s', async (_, exported, wanted, found) => {
    await isRefused(given(exported, `(import "m" "x" ${wanted})`), found)
  })

  test.each([
    [
      'a function',
      '(func (export "x") (param i32 externref) (result i64 f64) unreachable)',
      '(func (param i32 externref) (result i64 f64))',
    ],
    ['a larger memory', '(memory (export "x") 3 4)', '(memory 2 5)'],
    ['a table', '(table (export "x") 3 4 funcref)', '(table 2 funcref)'],
    [
      'a table behind one with an initialiser',
      '(func $f) (table 1 1 (ref null func) (ref.func $f)) (table (export "x") 2 externref)',
      '(table 1 externref)',
    ],
    [
      'a global behind initialisers of all kinds',
      `(func $f) (type $s (struct)) (type $a (array i32))
       (global $g i32 (i32.const -70000)) (global i64 (i64.const -1)) (global f32 (f32.const 1)) (global f64 (f64.const 1))
       (global v128 (v128.const i64x2 1 2)) (global i32 (i32.add (global.get $g) (i32.const 1))) (global funcref (ref.func $f))
       (global externref (ref.null extern)) (global (ref $s) (struct.new $s)) (global (ref $a) (array.new_fixed $a 1 (i32.const 1)))
       (global (ref i31) (ref.i31 (i32.const 1))) (global (export "x") (mut i64) (i64.const 1))`,
      '(global (mut i64))',
    ],
    ['a constant of a subtype', '(func $f) (global (export "x") (ref func) (ref.func $f))', '(global funcref)'],
    ['a tag', '(tag (export "x") (param i32))', '(tag (param i32))'],
    [
      'a function of a type in a group',
      '(rec (type $a (func (param i32))) (type (struct))) (func (export "x") (type $a))',
      '(func (param i32))',
    ],
  ])('may be %s', async (_, exported, wanted) => {
    await isLinked(given(exported, `(import "m" "x" ${wanted})`))
  })

  test('never gets references from the host', async () => {
    const now = 'canon lower (func $clock "now")'
    await isLinked(builtin(CLOCK, now, '(result i64)'))
    await isRefused(builtin(CLOCK, now, '(result externref)'), 'as () -> ref, but is given () -> i64')
    await isRefused(builtin(CLOCK, now, '(param externref) (result i64)'), 'as (ref) -> i64, but is given () -> i64')
    await isRefused(builtin(CLOCK, now, '(result f64)'), 'but is given () -> i64')
    const stream =
      '(import "wasi:io/streams@0.2.0" (instance $io (export "input-stream" (type (sub resource))))) (alias export $io "input-stream" (type $s))'
    await isLinked(builtin(stream, 'canon resource.drop $s', '(param i32)'))
    await isRefused(builtin(stream, 'canon resource.drop $s', '(param externref)'), 'but is given (i32) -> nothing')
  })
})

test.each(['then', 'preopen', 'constructor', '__proto__', 'descriptor'])(
  'a drop of %s, which wasi:io/streams does not have, is refused',
  async (name) => {
    const imports = `(import "wasi:io/streams@0.2.0" (instance $io (export "${name}" (type (sub resource))))) (alias export $io "${name}" (type $s))`
    await isRefused(
      builtin(imports, 'canon resource.drop $s', '(param i32)'),
      `"${name}" of wasi:io/streams, which does not define it`,
    )
  },
)

test('a drop of a resource is linked, unless the interface is known not to define it', async () => {
  const drop = (face: string) =>
    builtin(
      `(import "${face}@0.2.0" (instance $i (export "tcp-socket" (type (sub resource))))) (alias export $i "tcp-socket" (type $s))`,
      'canon resource.drop $s',
      '(param i32)',
    )
  await isLinked(drop('wasi:sockets/tcp'))
  await isLinked(drop('wasi:http/types'))
  await isRefused(drop('wasi:sockets/udp'), '"tcp-socket" of wasi:sockets/udp, which does not define it')
})

describe('an imported interface', () => {
  test('gives only what its type has', async () => {
    const imports = '(import "constructor" (instance $c))'
    const wrong = { imports, before: '(alias export $c "freeze" (func $f))' }
    await isRefused(wrong, 'takes the func "freeze" from an instance that does not export it')
    const kind = { imports: CLOCK, before: '(alias export $clock "now" (type $t))' }
    await isRefused(kind, 'takes the type "now" from an instance that does not export it')
    await isRefused(
      {
        before: '(alias core export $m0 "mem" (core memory $x))',
        imports: '(core module $e) (core instance $m0 (instantiate $e))',
      },
      'takes the memory "mem" from a core instance',
    )
  })

  test.each([
    ['wasi:cli/stdout@0.2.0', 'get-stdout', '(result u64)', 'with the core signature () -> i64, but in WASI it is () -> i32'],
    [
      'wasi:cli/environment@0.2.12',
      'get-arguments',
      '(result u32)',
      'with the core signature () -> i32, but in WASI it is (i32) -> nothing',
    ],
    ['wasi:clocks/monotonic-clock', 'now', '(param "x" u32) (result u64)', 'with the core signature (i32) -> i64'],
    ['wasi:io/poll@0.2.6', '[method]pollable.block', '', 'with the core signature () -> nothing'],
  ])('has the functions of %s as WASI has them', async (face, name, type, found) => {
    await isRefused({ imports: `(import "${face}" (instance (export "${name}" (func ${type}))))` }, found)
  })

  test.each([
    ['wasi:sockets/tcp@0.2.0', '[method]tcp-socket.subscribe', '(param "x" string)'],
    ['wasi:cli/environment@0.2.99', 'constructor', '(result u64)'],
    ['wasi:clocks/timezone@0.2.0', 'display', ''],
  ])('may have a function that the host lacks: %s', async (face, name, type) => {
    const { converts } = await promised(
      await made({ imports: `(import "${face}" (instance (export "${name}" (func ${type}))))` }),
    )
    expect(converts).toBe(true)
  })

  test('appears once under a name', async () => {
    const twice = await made({ imports: `${CLOCK} ${CLOCK.replace('$clock', '$again')}` })
    expect(() => linkPlan(twice)).toThrow(/the name "wasi:clocks\/monotonic-clock@0.2.0" for a second time/)
    const inside = await made({ imports: '(import "wasi:x/y@0.2.0" (instance (export "f" (func)) (export "f" (func))))' })
    expect(() => linkPlan(inside)).toThrow(/the name "f" for a second time/)
    const exported = await made({ exported: '(export "a" (func $run)) (export "a" (func $run))' })
    expect(() => linkPlan(exported)).toThrow(/the name "a" for a second time/)
  })
})

describe('a lowered function', () => {
  const FIELDS = `(memory (export "mem") 1) ${ALLOC}`

  test('has memory and realloc', async () => {
    await isLinked(lowering(`${MEMORY} ${REALLOC}`, FIELDS))
    await isRefused(lowering('', FIELDS), 'lowers a function without the memory that it needs')
    await isRefused(lowering(MEMORY, FIELDS), 'lowers a function without the realloc that it needs')
  })

  test('has them where the host needs them, whatever type it is declared with', async () => {
    const declared = {
      ...lowering('', FIELDS),
      imports: RANDOM.replace('"len" u64', '"len" u64) (param "out" u32').replace('(result (list u8))', ''),
    }
    await isRefused(declared, 'lowers a function without the memory that it needs')
  })

  test('has a realloc of the right type from a core module', async () => {
    const other = FIELDS.replace('i32 i32 i32 i32', 'i32 i32 i32')
    await isRefused(lowering(`${MEMORY} ${REALLOC}`, other), 'its realloc function has the signature (i32, i32, i32) -> i32')
    const four =
      '(import "wasi:sockets/x@0.2.0" (instance $x (export "f" (func (param "a" u32) (param "b" u32) (param "c" u32) (param "d" u32) (result u32)))))'
    const host = lowering(`${MEMORY} (realloc (core func $r))`, FIELDS)
    const before = `(core func $r (canon lower (func $x "f"))) ${host?.before}`
    await isRefused(
      { ...host, imports: `${RANDOM} ${four}`, before },
      'allocates with a function that does not come from a core module',
      'UNSUPPORTED',
    )
  })

  test.each(['i64 1', '1 2 shared'])('has a plain memory, not one of %s', async (type) => {
    const fields = `(memory (export "mem") ${type}) ${ALLOC}`
    await isRefused(lowering(`${MEMORY} ${REALLOC}`, fields), 'a memory that is shared or has 64-bit addresses', 'UNSUPPORTED')
  })
})

describe('the run function', () => {
  const exported = '(instance $r (export "run" (func $f))) (export "wasi:cli/run@0.2.0" (instance $r))'

  test('has no parameters and returns an i32', async () => {
    const core = '(func (export "other") (param i32) (result i32) unreachable)'
    await isRefused({ core, run: 'other' }, 'lifts a core function (i32) -> i32 to a function that needs () -> i32')
    await isRefused(
      { core: '(func (export "other") (result externref) unreachable)', run: 'other' },
      'lifts a core function () -> ref',
    )
  })

  test.each(['(result u32)', '(result bool)', '(result (result (error u8)))', '(param "x" u32) (result (result))'])(
    'is not %s',
    async (type) => {
      const flat = type.includes('param') ? '(param i32) (result i32)' : '(result i32)'
      const before = `(core module $o (memory (export "mem") 1) (func (export "f") ${flat} unreachable)) (core instance $j (instantiate $o))`
      const lifted = `(func $f ${type} (canon lift (core func $j "f") (memory (core memory $j "mem"))))`
      await isRefused({ before, exported: `${lifted} ${exported}` }, 'its run function is not')
    },
  )

  test('comes from a core module', async () => {
    const lifted = '(core func $now (canon lower (func $x "f"))) (func $f (result (result)) (canon lift (core func $now)))'
    const imports = '(import "wasi:sockets/x@0.2.0" (instance $x (export "f" (func (result u32)))))'
    await isRefused(
      { imports, exported: `${lifted} ${exported}` },
      'lifts a function that does not come from a core module',
      'UNSUPPORTED',
    )
  })

  test('has a post-return function of the right type', async () => {
    const core = '(func (export "after") (param i64))'
    await isRefused(
      { core, options: '(post-return (core func $i "after"))' },
      'its post-return function has the signature (i64) -> nothing',
    )
    await isLinked({ core: core.replace('i64', 'i32'), options: '(post-return (core func $i "after"))' })
  })
})

describe('a component inside', () => {
  test('gets what it needs', async () => {
    const inner = '(component $c (import "f" (func $f (result (result)))) (export "run" (func $f)))'
    const exported = (arg: string) => `${inner} (instance $r (instantiate $c ${arg})) (export "wasi:cli/run@0.2.0" (instance $r))`
    await isLinked({ exported: exported('(with "f" (func $run))') })
    await isRefused({ exported: exported('') }, 'needs the func "f", but is not given it')
    await isRefused(
      { exported: `(instance $e) ${exported('(with "f" (instance $e))')}` },
      'needs the func "f", but is not given it',
    )
  })

  test('does nothing except name things', async () => {
    const inner = '(component $c (type $r (resource (rep i32))) (core func (canon resource.drop $r)))'
    await isRefused({ before: `${inner} (instance (instantiate $c))` }, 'has its own code', 'UNSUPPORTED')
  })

  test('exhausts nothing', async () => {
    const chain = Array.from(
      { length: 5000 },
      (_, n) => `(component $c${n + 1} (alias outer 1 $c${n} (component $i)) (instance (instantiate $i)))`,
    )
    const deep = `(component $c0) ${chain.join('')} (instance (instantiate $c5000))`
    await isRefused({ before: deep }, 'more than 100 levels of instances', 'UNSUPPORTED')
    const wide = Array.from(
      { length: 40 },
      (_, n) =>
        `(component $c${n + 1} (alias outer 1 $c${n} (component $i)) (instance (instantiate $i)) (instance (instantiate $i)))`,
    )
    await isRefused(
      { before: `(component $c0) ${wide.join('')} (instance (instantiate $c40))` },
      'counting instances',
      'UNSUPPORTED',
    )
  })
})

test('a core module of an unknown kind is refused, because its needs are unknown', async () => {
  const input = await made({})
  // The form of the first type is changed, so that it is not a function.
  const at = input.findIndex((byte, index) => byte === 0x60 && input[index + 1] === 0 && input[index + 2] === 1)
  input[at] = 0x5d
  const found = classify(input)
  expect(found.kind === 'refused' && found.error).toBeInstanceOf(UnwasiError)
  expect((await promised(input)).refusal?.code).toBe('UNSUPPORTED')
})

test('too many instances of core modules', async () => {
  const instances = (count: number): Parts => ({
    core: '(memory 65536)',
    before: Array.from({ length: count }, () => '(core instance (instantiate $m))').join('\n'),
  })
  await isLinked(instances(199))
  await isRefused(instances(200), 'more than 200 instances of core modules', 'UNSUPPORTED')
})
