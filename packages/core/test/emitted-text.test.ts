import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import * as fc from 'fast-check'
import { parseAst } from 'rolldown/parseAst'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { inspect } from '../src/inspect.js'
import { transpile } from '../src/transpile.js'
import { implement, parse } from '../../../fixtures/components.mjs'
import { bytes, component, custom, exportOf, func, I32, importFunc, module, program, section } from './wasm-bytes.js'

const HOSTILE = [
  '*/',
  '/*',
  '*',
  '/',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '`',
  '${x}',
  '"',
  "'",
  '\\',
  '</script>',
  '<!--',
  '}',
  '{',
  '//',
]
const WORDS = [
  'declare const INJECTED: 1',
  'export interface Root {',
  '\n}\n',
  '/**\n* Instantiates this component',
  'then',
  '\u202e',
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE, ...WORDS), fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 8 })
  .map((parts) => parts.join(''))

/** The names that `text` declares, anywhere in it. */
const tree = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(parseAst(text, { lang: 'dts' }).body, (key, value: unknown) => (key === 'start' || key === 'end' ? 0 : value)),
  )

describe('docs of WIT packages', () => {
  let plain: Uint8Array
  let expected: unknown
  beforeAll(async () => {
    plain = await implement(
      'root',
      'package a:b; world root { export i: interface { record r { x: u32 } f: func(a: r) -> u32; } export g: func() -> u32; }',
      `(module (func (export "g") (result i32) (i32.const 1)) (func (export "i#f") (param i32) (result i32) (i32.const 2)))`,
    )
    expected = tree((await transpile(plain, { cache: false })).types)
  })

  const docsSection = (docs: string) =>
    custom(
      'package-docs',
      1,
      new TextEncoder().encode(
        JSON.stringify({
          worlds: {
            root: {
              docs,
              func_exports: { g: { docs } },
              interface_exports: { i: { docs, funcs: { f: { docs } }, types: { r: { docs, items: { x: docs } } } } },
            },
          },
        }),
      ),
    )
  const typesWith = async (extra: Parameters<typeof bytes>[0]) => (await transpile(bytes(plain, extra), { cache: false })).types

  test('reach the types', async () => {
    const types = await typesWith(docsSection('Says what it does.'))
    expect(types).toContain('* Says what it does.')
    expect(tree(types)).toEqual(expected)
  })

  test('declare nothing, whatever they contain', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(text, async (docs) => {
        expect(tree(await typesWith(docsSection(docs)))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['in a nested component', section(4, component(docsSection('*/ declare const INJECTED: 1 /*')))],
    ['in a core module', section(1, module(docsSection('*/ declare const INJECTED: 1 /*')))],
    ['twice', [docsSection('*/ declare const INJECTED: 1 /*'), docsSection('*/ x /*')]],
    ['damaged', custom('package-docs', 1, '{')],
  ])('%s: left out', async (_, extra) => {
    const types = await typesWith(extra)
    expect(types).not.toContain('INJECTED')
    expect(tree(types)).toEqual(expected)
  })
})

describe('names', () => {
  const runtime = pathToFileURL(path.resolve(import.meta.dirname, '../../runtime/dist/index.js')).href
  let folder: string
  let count = 0
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'unwasi-names-'))))
  afterAll(() => rm(folder, { recursive: true }))

  const imported = async (guest: Uint8Array, name = 'lib.wasm') => {
    const { code, types } = await transpile(guest, {
      cache: false,
      name,
      runtime,
      assetUrl: ({ bytes }) => `"data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}"`,
    })
    tree(types)
    expect(code + types).not.toMatch(/<\/script|<!--|[\u2028\u2029\u202e]/i)
    const file = path.join(folder, `${count++}.mjs`)
    await writeFile(file, code)
    const found = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown> & {
      default: () => Promise<Record<PropertyKey, unknown>>
    }
    return { found, types }
  }
  const library = (names: readonly string[]): Uint8Array =>
    program({
      types: [func([], [I32])],
      functions: names.map(() => 0),
      memories: [[0, 1]],
      exports: names.map((name, index) => exportOf(name, 0, index)),
    })
  type Members = Record<PropertyKey, unknown>
  /** Calls the function at that path in `lib`. */
  const called = (lib: Members, ...path: PropertyKey[]): unknown =>
    (path.reduce<unknown>((value, key) => (value as Members)[key], lib) as () => unknown)()
  const exportsKey = Symbol.for('unwasi.exports')

  test('names with a meaning in JavaScript', async () => {
    const names = ['then', 'default', '__proto__', 'constructor', 'toString', 'class', 'await', 'program', 'instance', 'a-b', '']
    const guest = library(names)
    const { found, types } = await imported(guest)
    const named = names.filter((name) => name !== 'then' && name !== 'default')
    expect(Object.keys(found).sort()).toEqual([...named, 'default'].sort())
    const lib = await found.default()
    expect(Object.getPrototypeOf(lib)).toBeNull()
    expect(Object.keys(lib).sort()).toEqual(names.filter((name) => name !== 'then').sort())
    const all = lib[exportsKey] as Record<string, () => number>
    expect(Object.keys(all).sort()).toEqual([...names].sort())
    for (const name of names) expect(typeof all[name]).toBe('function')
    expect(types).toMatch(/interface AllExports extends Exports \{\s+"then"\(\): number\s+\}/)
    const notes = inspect(guest).notes.join('\n')
    expect(notes).toContain('`then` is only a member of `instance[unwasi.exports]`')
    expect(notes).toContain('`default` is only a member of each instance')
  })

  test('names of a typed component with a meaning in JavaScript', async () => {
    const guest = await implement(
      'root',
      'package a:b; interface then { then: func() -> u32; } interface i { then: func() -> u32; } world root { export i; export then; export default: func() -> u32; }',
      `(module (func (export "default") (result i32) (i32.const 1))
        (func (export "a:b/i#then") (result i32) (i32.const 2)) (func (export "a:b/then#then") (result i32) (i32.const 3)))`,
    )
    const { found } = await imported(guest)
    expect(Object.keys(found).sort()).toEqual(['default', 'i'])
    const lib = (await found.default()) as unknown as Members
    expect(called(lib, 'default')).toBe(1)
    expect(called(lib, 'i', 'then')).toBe(2)
    expect(called(lib, exportsKey, 'i', 'then')).toBe(2)
    expect(inspect(guest).notes.join('\n')).toContain('`then` is only a member of')
  })

  test('a typed component with a function then', async () => {
    const guest = await parse(`(component (core module $m (func (export "then") (result i32) (i32.const 7)))
      (core instance $i (instantiate $m)) (func (export "then") (result u32) (canon lift (core func $i "then"))))`)
    const { found, types } = await imported(guest)
    expect(Object.keys(found)).toEqual(['default'])
    const lib = (await found.default()) as unknown as Members
    expect(lib['then']).toBeUndefined()
    expect(called(lib, exportsKey, 'then')).toBe(7)
    expect(types).toMatch(/interface AllExports extends Exports \{\s+then\(\): number,\s+\}/)
  })

  test('names never become code, whatever they contain', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { maxLength: 6 }), text, async (names, file) => {
        const { found } = await imported(library(['f', ...names.filter((name) => name !== 'f')]), `${file}.wasm`)
        const named = names.filter((name) => name !== 'then' && name !== 'default')
        expect(named.filter((name) => typeof found[name] !== 'function')).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('names of imports never become code, whatever they contain', async () => {
    const names = fc.record({ modules: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), name: text })
    await fc.assert(
      fc.asyncProperty(names, text, async ({ modules, name }, file) => {
        const given = [...modules, '__proto__'].filter((module) => module !== 'wasi_snapshot_preview1')
        const guest = program({
          types: [func([I32], [I32])],
          imports: given.map((from) => importFunc(from, name, 0)),
          functions: [0],
          exports: [exportOf('f', 0, given.length)],
        })
        const sources = Object.fromEntries(given.map((from, index) => [from, index % 2 === 0 ? (true as const) : file || 'x']))
        const emitted = await transpile(guest, { cache: false, imports: sources })
        const { body } = parseAst(emitted.program)
        expect(body.map(({ type }) => type)).toEqual([
          ...Array.from({ length: 1 + Math.floor(given.length / 2) }, () => 'ImportDeclaration'),
          'VariableDeclaration',
          'ExportDefaultDeclaration',
        ])
        expect(parseAst(emitted.types, { lang: 'dts' }).body).toHaveLength(4)
        expect(refusal(guest).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      }),
      { numRuns: 200 },
    )
  })
})

const refusal = (guest: Uint8Array): string => inspect(guest).refusal!.fix
