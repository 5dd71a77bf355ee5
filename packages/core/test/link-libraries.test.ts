import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { FolderCache } from '../src/platform/cache.js'
import { componentize, transpile } from '../src/index.js'
import { bindings } from '../src/toolchain/bindgen.js'
import { accepted, promised } from './classify-harness.js'
import { implement, parse } from '../../../fixtures/components.mjs'

const dropsOf = (input: Uint8Array) => accepted('component', input).drops

const IO = `package wasi:io@0.2.6 { interface error { resource error; }
  interface streams { use error.{error}; resource input-stream; resource output-stream { flush: func() -> result<_, error>; } } }
  package wasi:cli@0.2.6 { interface stdout { use wasi:io/streams@0.2.6.{output-stream}; get-stdout: func() -> output-stream; } }`

describe('the drops of a library', () => {
  test('list what each core instance imports', () => {
    expect(dropsOf(fixture('p2-typed'))).toEqual([
      [],
      [
        ['wasi:io/streams@0.2.6', '[resource-drop]output-stream', 'wasi:io/streams', 'output-stream'],
        ['wasi:io/error@0.2.6', '[resource-drop]error', 'wasi:io/error', 'error'],
      ],
      [],
    ])
  })

  test.each(['p2-typed', 'library', 'go-lib'])('come in the order in which the glue of %s makes its instances', async (name) => {
    const input = name === 'p2-typed' ? fixture(name) : await componentize(fixture(name), { cache: false })
    const { glue, modules } = await bindings(input, new FolderCache(false))
    const instantiations = [...glue.matchAll(/instantiateCore\(yield (module\d+)(.*?)\)\)/gs)]
    const files = [...glue.matchAll(/const (module\d+) = getCoreModule\('([^']+)'\)/g)]
    const exportsOf = new Map(
      files.map(([, variable, file]) => {
        const range = modules[file!]!
        if (typeof range === 'string') throw new Error('the component is not composed')
        return [variable, new WebAssembly.Module(input.slice(...range))]
      }),
    )
    const drops = dropsOf(input)
    expect(instantiations.length).toBe(drops.length)
    instantiations.forEach(([, variable, imports], index) => {
      const asked = WebAssembly.Module.imports(exportsOf.get(variable)!)
      for (const [module, field] of drops[index]!) {
        expect(asked).toContainEqual({ module, name: field, kind: 'function' })
        expect(imports).toContain(field)
      }
    })
    expect(drops.flat().length).toBeGreaterThan(0)
  })

  test('depend on the dropped resource, whatever the component calls it', async () => {
    const input = await parse(`(component
      (import "wasi:filesystem/types@0.2.0" (instance $types (export "directory-entry-stream" (type (sub resource))) (export "descriptor" (type (sub resource)))))
      (alias export $types "directory-entry-stream" (type $stream))
      (alias export $types "descriptor" (type $descriptor))
      (import "wasi:filesystem/preopens@0.2.0" (instance $pre (alias outer 1 $descriptor (type $d)) (export "preopen" (type $mine (eq $d)))))
      (alias export $pre "preopen" (type $same))
      (import "a" (type $also (eq $same)))
      (type $own (resource (rep i32)))
      (core module $m
        (import "[export]x" "[resource-drop]descriptor" (func (param i32)))
        (import "h" "[resource-drop]own" (func (param i32)))
        (import "h" "__b" (func (param i32)))
        (import "h" "own" (func (param i32)))
        (func (export "f")))
      (core func $first (canon resource.drop $stream))
      (core func $known (canon resource.drop $also))
      (core func $again (canon resource.drop $descriptor))
      (core func $mine (canon resource.drop $own))
      (core instance $x (export "[resource-drop]descriptor" (func $first)))
      (core instance $h (export "[resource-drop]own" (func $known)) (export "__b" (func $again)) (export "own" (func $mine)))
      (core instance $i (instantiate $m (with "[export]x" (instance $x)) (with "h" (instance $h))))
      (func (export "f") (canon lift (core func $i "f"))))`)
    const drops = [
      ['[export]x', '[resource-drop]descriptor', 'wasi:filesystem/types', 'directory-entry-stream'],
      ['h', '[resource-drop]own', 'wasi:filesystem/types', 'descriptor'],
      ['h', '__b', 'wasi:filesystem/types', 'descriptor'],
    ]
    expect(dropsOf(input)).toEqual([drops])
    expect((await transpile(input, { cache: false })).code).toContain(`glue, ${JSON.stringify([drops])}, [])`)
  })
})

test.each([
  ['takes', 'take: func(s: borrow<input-stream>);', '(param i32)', ''],
  ['takes, inside of others', 'take: func(s: list<option<input-stream>>);', '(param i32 i32)', ''],
  ['returns', 'take: func() -> input-stream;', '(result i32)', '(i32.const 0)'],
])('a library converts if an export %s a resource of the host', async (_, func, type, body) => {
  const wit = `package acme:a; interface face { use wasi:io/streams@0.2.6.{input-stream}; ${func} } world a { export face; }\n${IO}`
  const alloc = '(memory (export "memory") 1) (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)'
  const wat = `(module ${alloc} (func (export "acme:a/face#take") ${type} ${body}))`
  expect(await promised(await implement('a', wit, wat))).toMatchObject({ converts: true })
})

describe('a library is refused', () => {
  test('if it exports what it imports', async () => {
    const { refusal } = await promised(
      await parse(`(component (import "wasi:cli/stdin@0.2.0" (instance $i (export "f" (func)))) (export "a:b/c" (instance $i)))`),
    )
    expect(refusal?.headline).toContain('it exports the function "a:b/c f", which it imports')
  })

  test('if its imports have strings that are not UTF-8', async () => {
    const text = (encoding: string) => `(component
      (import "wasi:filesystem/types@0.2.0" (instance $t (export "f" (func (param "x" string))) (export "g" (func (param "x" u32)))))
      (core module $l (memory (export "m") 1)) (core instance $l (instantiate $l))
      (core func (canon lower (func $t "f") (memory (core memory $l "m")) ${encoding}))
      (core func (canon lower (func $t "g") string-encoding=utf16))
      (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))`
    expect((await promised(await parse(text('')))).converts).toBe(true)
    expect((await promised(await parse(text('string-encoding=utf16')))).refusal?.headline).toContain('its strings are not UTF-8')
  })

  test.each(["it's", 'back\\slash', 'line\nbreak'])('if a core module has the name %j', async (name) => {
    const quoted = [...new TextEncoder().encode(name)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
    const { refusal } = await promised(
      await parse(`(component (core module $m (func (export "f")) (func (export "${quoted}")))
        (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))`),
    )
    expect(refusal?.headline).toContain(`imports or exports the name ${JSON.stringify(name)}`)
  })

  test('if a core module imports __proto__, which its glue would misread', async () => {
    const { refusal } = await promised(
      await parse(`(component (core module $l (func (export "__proto__"))) (core instance $l (instantiate $l))
        (core module $m (import "l" "__proto__" (func)) (func (export "f"))) (core instance $i (instantiate $m (with "l" (instance $l))))
        (func (export "f") (canon lift (core func $i "f"))))`),
    )
    expect(refusal?.headline).toContain('imports or exports the name "__proto__"')
  })
})

test.each([
  ["wasi:cli/x'];f();//", 'f', 'f'],
  ['wasi:cli/x', "f'];f();//", 'f'],
  ['wasi:cli/x', 'f', 'a b'],
  ['wasi:cli/x', 'f', 'a\\u{2028}'],
])('the names %j, %j and %j are refused, because no import or export may have them', async (face, imported, exported) => {
  const { refusal } = await promised(
    await parse(`(component (import "${face}@0.2.0" (instance (export "${imported}" (func))))
      (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "${exported}") (canon lift (core func $i "f"))))`),
  )
  expect(refusal?.headline).toContain('is not a valid name for an import or export')
})

test('names in an emitted plan end no string and no script', async () => {
  const input =
    await parse(`(component (core module $m (import "\\e2\\80\\a8" "</script><!--" (func)) (func (export "\\"'\`\${}\\\\") (result i32) i32.const 0))
    (core module $l (func (export "f"))) (core instance $l (instantiate $l))
    (core instance $h (export "</script><!--" (func $l "f")))
    (core instance $i (instantiate $m (with "\\e2\\80\\a8" (instance $h))))
    (func $run (result (result)) (canon lift (core func $i "\\"'\`\${}\\\\")))
    (instance $r (export "run" (func $run))) (export "wasi:cli/run@0.2.0" (instance $r)))`)
  const { code } = await transpile(input, { cache: false })
  const [, text] = /component\((.*), \[.*\]\),/.exec(code)!
  expect(text).not.toMatch(/[<\u2028\u2029]/)
  // The code is ours, and the names in it are strings.
  expect(new Function(`return ${text}`)()).toEqual(accepted('component', input).plan)
})

describe('types that are large when written out', () => {
  /** `deep` types that contain each other twice, in a list of bytes that only grows with `deep`. */
  const doubled = (deep: number, of: (name: string) => string, made: string): Promise<Uint8Array> => {
    const types = Array.from({ length: deep }, (_, level) =>
      of(level === 0 ? 'u32' : `t${level - 1}`).replace('NAME', `t${level}`),
    )
    const wit = `package a:b; interface i { ${types.join('\n')} f: func${made.replaceAll('LAST', `t${deep - 1}`)}; } world w { export i; }`
    const type = made.startsWith('()') ? '(result i32) (i32.const 0)' : '(param i32)'
    return implement(
      'w',
      wit,
      `(module (memory (export "memory") 1) (func (export "a:b/i#f") ${type})
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0)))`,
    )
  }
  const tuple = (name: string) => `type NAME = tuple<${name}, ${name}>;`
  const record = (name: string) => `record NAME { a: ${name}, b: ${name} }`
  const variant = (name: string) => `variant NAME { a(${name}), b(${name}) }`

  test.each([
    ['tuples', tuple, '() -> LAST'],
    ['records', record, '() -> LAST'],
    ['variants', variant, '() -> LAST'],
    ['lists of tuples', tuple, '() -> list<LAST>'],
    ['parameters', record, '(a: LAST)'],
  ])('%s are refused', async (_, of, made) => {
    const { converts, refusal } = await promised(await doubled(16, of, made))
    expect({ converts, headline: refusal?.headline }).toEqual({
      converts: false,
      headline: expect.stringContaining('20000 parts'),
    })
  })

  test('a few levels of them are accepted', async () => {
    expect(await promised(await doubled(6, record, '() -> list<LAST>'))).toMatchObject({ converts: true })
  })
})
