import type { Item, LinkPlan } from '@unwasi/runtime'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { classify } from '../src/classify.js'
import { UnwasiError } from '../src/errors.js'
import { componentize } from '../src/index.js'
import { commandText, parse } from '../../../fixtures/components.mjs'
import { outlineOf } from './component-outline.js'
import { linkPlan } from './linking.js'
import { component as encoded, module, section, vec } from './wasm-bytes.js'

const planOf = async (...text: Parameters<typeof commandText>): Promise<LinkPlan> => linkPlan(await parse(commandText(...text)))

function refusal(input: Uint8Array): UnwasiError {
  try {
    linkPlan(input)
  } catch (error) {
    if (error instanceof UnwasiError) return error
    throw error
  }
  throw new Error('it was read')
}

/** Whether everything that a plan refers to was made before. */
function isSound({ modules, steps, run }: LinkPlan, size: number): boolean {
  const item = (one: Item | undefined, made: number): boolean => {
    if (one === undefined || 'drop' in one) return true
    if ('lower' in one) return item(one.memory, made) && item(one.realloc, made)
    return one[0] < made
  }
  return (
    modules.every(([start, end]) => start <= end && end <= size) &&
    steps.every((step, made) =>
      'items' in step
        ? Object.values(step.items).every((one) => item(one, made))
        : step.module < modules.length && Object.values(step.imports).every((index) => index < made),
    ) &&
    item(run, steps.length)
  )
}

const STDOUT = `(import "wasi:io/streams@0.2.6" (instance $streams (export "output-stream" (type (sub resource)))))
  (alias export $streams "output-stream" (type $stream))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $stream (type $s)) (export "output-stream" (type $t (eq $s)))
    (export "get-stdout" (func (result (own $t))))))`

describe('the plan of a command', () => {
  test('without imports', async () => {
    expect(await planOf()).toEqual({
      modules: [[expect.any(Number), expect.any(Number)]],
      steps: [{ module: 0, imports: {} }],
      run: [0, 'run'],
    })
  })

  test("whose run function is exported by a nested component, as in wit-component's output", async () => {
    const exported = `(component $c (import "import-func-run" (func $f (result (result)))) (export "run" (func $f)))
      (instance $r (instantiate $c (with "import-func-run" (func $run))))
      (export "wasi:cli/run@0.2.3" (instance $r))`
    expect((await planOf({ exported })).run).toEqual([0, 'run'])
  })

  test('whose run function is one of several that an instance exports', async () => {
    const exported = `(func $other (result (result)) (canon lift (core func $i "other")))
      (instance $r (export "other" (func $other)) (export "run" (func $run)))
      (export "wasi:cli/run@0.2.3" (instance $r))`
    expect((await planOf({ exported, core: '(func (export "other") (result i32) i32.const 0)' })).run).toEqual([0, 'run'])
  })

  test('functions, drops, memory and realloc', async () => {
    const plan = await planOf({
      imports: STDOUT,
      core: '(import "a" "get" (func (result i32))) (import "a" "drop" (func (param i32)))',
      before: `(core module $l (memory (export "mem") 1) (func (export "alloc") (param i32 i32 i32 i32) (result i32) unreachable))
        (core instance $libc (instantiate $l))
        (alias core export $libc "mem" (core memory $memory))
        (core func $get (canon lower (func $stdout "get-stdout") (memory $memory) (realloc (core func $libc "alloc")) string-encoding=utf8))
        (core func $drop (canon resource.drop $stream))
        (core instance $a (export "get" (func $get)) (export "drop" (func $drop)) (export "m" (memory $memory)))`,
      with: '(with "a" (instance $a))',
    })
    expect(plan.steps).toEqual([
      { module: 1, imports: {} },
      {
        items: {
          get: { lower: ['wasi:cli/stdout', 'get-stdout'], memory: [0, 'mem'], realloc: [0, 'alloc'] },
          drop: { drop: ['wasi:io/streams', 'output-stream'] },
          m: [0, 'mem'],
        },
      },
      { module: 0, imports: { a: 1 } },
    ])
    expect(plan.run).toEqual([2, 'run'])
  })

  test('treats a type with several names as one resource', async () => {
    const plan = await planOf({
      imports: `${STDOUT} (import "mine" (type $mine (eq $stream))) (alias outer 0 $mine (type $again))`,
      core: '(import "a" "drop" (func (param i32)))',
      before: '(core func $drop (canon resource.drop $again)) (core instance $a (export "drop" (func $drop)))',
      with: '(with "a" (instance $a))',
    })
    expect(plan.steps[0]).toEqual({ items: { drop: { drop: ['wasi:io/streams', 'output-stream'] } } })
  })
})

describe('is refused', () => {
  const RESOURCE = '(type $own (resource (rep i32)))'
  const cases: readonly (readonly [name: string, parts: Parameters<typeof commandText>[0], why: string])[] = [
    ['resources of its own', { before: `${RESOURCE} (core func $new (canon resource.new $own))` }, 'defines its own resources'],
    ['a drop of one', { before: `${RESOURCE} (core func $drop (canon resource.drop $own))` }, 'defines its own resources'],
    ['strings in UTF-16', { options: 'string-encoding=utf16' }, 'its strings are not UTF-8'],
    ['strings in Latin 1', { options: 'string-encoding=latin1+utf16' }, 'its strings are not UTF-8'],
    ['an exported resource', { before: `${RESOURCE} (export "r" (type $own) (type (sub resource)))` }, 'it exports resources'],
    ['an imported component', { imports: '(import "c" (component $c))' }, 'it imports c, which is not an interface'],
    ['an imported core module', { imports: '(import "m" (core module $c))' }, 'it imports m, which is not an interface'],
    ['an exported core module', { before: '(export "m" (core module $m))' }, 'it passes core modules on'],
    ['an alias of a core module', { before: '(alias outer 0 $m (core module $n))' }, 'it passes core modules on'],
    [
      'a core module as an argument',
      { before: '(component $c (import "m" (core module))) (instance (instantiate $c (with "m" (core module $m))))' },
      'it passes core modules on',
    ],
    [
      'no run function',
      { exported: '(instance $r) (export "wasi:cli/run@0.2.0" (instance $r))' },
      'does not export its run function',
    ],
    [
      'another run function than its own',
      {
        imports: '(import "wasi:cli/run@0.2.0" (instance $run-of-others (export "run" (func (result (result))))))',
        exported: '(export "wasi:cli/run@0.2.0" (instance $run-of-others))',
      },
      'does not export its run function',
    ],
    [
      'a lowered function that is its own',
      {
        before:
          '(core instance $j (instantiate $m)) (func $f (result (result)) (canon lift (core func $j "run"))) (core func (canon lower (func $f)))',
      },
      'it lowers a function that is not imported',
    ],
    [
      'a name that objects treat as no other',
      { with: '(with "__proto__" (instance $e))', before: '(core instance $e)' },
      '__proto__',
    ],
  ]
  test.each(cases)('%s', async (_, parts, why) => {
    const { code, headline } = refusal(await parse(commandText(parts)))
    expect(headline).toContain(why)
    expect(code).toBe('UNSUPPORTED')
  })

  test.each([
    ['a start section', 9],
    ['a value section', 12],
  ])('%s', (_, id) => {
    expect(refusal(encoded(section(id, vec([])))).headline).toContain(`it has a section ${id}`)
  })

  const malformed: readonly (readonly [name: string, input: Uint8Array, found: string])[] = [
    ['a core module that is not there', encoded(section(2, vec([[0, 0, vec([])]]))), 'core module 0, which does not exist'],
    ['a core instance that is not there', encoded(section(6, vec([[0, 0, 1, 0, 'f']]))), 'core instance 0, which does not exist'],
    ['a core function that is not there', encoded(section(8, vec([[0, 0, 7, vec([]), 0]]))), 'core func 7, which does not exist'],
    ['a function that is not there', encoded(section(8, vec([[1, 0, 7, vec([])]]))), 'func 7, which does not exist'],
    ['a type that is not there', encoded(section(8, vec([[3, 2]]))), 'type 2, which does not exist'],
    ['a component that is not there', encoded(section(5, vec([[0, 3, vec([])]]))), 'component 3, which does not exist'],
    ['an instance that is not there', encoded(section(6, vec([[1, 0, 4, 'f']]))), 'instance 4, which does not exist'],
    ['an export that is not there', encoded(section(11, vec([[0, 'x', 5, 9, 0]]))), 'instance 9, which does not exist'],
    ['an unknown core sort', encoded(section(6, vec([[0, 5, 1, 0, 'f']]))), 'an unknown sort'],
    ['an unknown alias', encoded(section(6, vec([[1, 3, 0, 'f']]))), 'an unknown alias'],
    ['an alias of what is around it', encoded(section(6, vec([[3, 2, 1, 0]]))), 'an alias of something outside the component'],
    ['a lowered core function', encoded(section(8, vec([[1, 1, 0, vec([])]]))), 'sort 1 where a function is needed'],
    [
      'an argument that is not an instance',
      encoded(section(1, module()), section(2, vec([[0, 0, vec([['a', 0, 0]])]]))),
      'an argument of a core module that is not an instance',
    ],
    [
      'a name twice',
      encoded(
        section(1, module()),
        section(
          2,
          vec([
            [1, vec([])],
            [
              0,
              0,
              vec([
                ['a', 0x12, 0],
                ['a', 0x12, 0],
              ]),
            ],
          ]),
        ),
      ),
      'the name "a" for a second time',
    ],
    [
      'a core module section without a core module',
      encoded(section(1, [1, 2, 3])),
      'a core module section without a core module',
    ],
    ['leftovers', encoded(section(8, vec([]), 0)), 'bytes too many'],
  ]
  test.each(malformed)('%s', (_, input, found) => {
    const { code, headline } = refusal(input)
    expect(headline).toContain(found)
    expect(code).toBe('MALFORMED')
  })
})

describe('damaged', () => {
  const made = new Map<string, Uint8Array>()
  const LIBRARIES = new Set<string>(['library', 'go-lib'])
  const names = ['p2-hello', 'p2-native', 'hello', 'go-lib', 'duplicate-imports', 'library'] as const
  beforeAll(async () => {
    for (const name of names) {
      made.set(name, name.startsWith('p2-') ? fixture(name) : await componentize(fixture(name), { cache: false }))
    }
  })

  const survives = (input: Uint8Array): void => {
    try {
      expect(isSound(linkPlan(input), input.length)).toBe(true)
    } catch (error) {
      if (!(error instanceof UnwasiError)) throw error
    }
    expect(['component', 'command', 'reactor', 'refused']).toContain(classify(input).kind)
  }

  describe.each(names)('%s', (name) => {
    const outline = (): Uint8Array => outlineOf(made.get(name)!)

    test('unchanged', () => {
      expect(classify(outline()).kind).toBe('component')
      const facts = classify(made.get(name)!)
      const plan = facts.kind === 'component' ? facts.plan : undefined
      expect(plan && isSound(plan, made.get(name)!.length)).toBe(LIBRARIES.has(name) ? undefined : true)
      survives(outline())
    })

    test('cut anywhere', () => {
      const input = outline()
      for (let size = 0; size < input.length; size += 3) survives(input.subarray(0, size))
    })

    test('with bytes changed', () => {
      const input = outline()
      const change = fc.tuple(fc.nat(input.length - 1), fc.oneof(fc.nat(255), fc.nat(8)))
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
          const damaged = input.slice()
          for (const [at, byte] of changes) damaged[at] = byte
          survives(damaged)
        }),
        { numRuns: 600 },
      )
    })
  })
})
