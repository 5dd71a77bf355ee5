import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { adapt, parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { outcome } from '../src/adapter/outcome.js'
import { releaseOf } from '../src/adapter/releases.js'
import { inspect } from '../src/index.js'
import { readModule } from '../src/read/core-module.js'

const P1 = 'wasi_snapshot_preview1'

describe('a preview1 module', () => {
  test.each([
    ['go', 'crashes'],
    ['go-lib', 'crashes'],
    ['old-libc', 'may crash'],
    ['rust', 'may crash'],
    // A program of today's wasi-libc.
    ['c', 'works'],
    ['hello', 'works'],
  ])('%s in the official adapter: %s', (name, what) => {
    const { adapter } = inspect(fixture(name), { file: `/x/${name}.wasm` })
    expect(adapter).toMatchObject({ present: false, outcome: what })
    expect(adapter).not.toHaveProperty('release')
    expect(adapter?.advice.join(' ')).toMatch(what === 'works' ? /^$/ : new RegExp(`\`unwasi component ${name}\\.wasm\``))
  })

  test('that does not import WASI needs no adapter', () => {
    expect(inspect(fixture('library-pure'))).not.toHaveProperty('adapter')
  })
})

describe('a component that the official adapter made', () => {
  test('of a Go program crashes, and the advice says what to type', async () => {
    const { adapter, kind, converts } = inspect(await adapt(fixture('go')), { file: '/x/main.wasm' })
    expect({ kind, converts }).toEqual({ kind: 'component', converts: true })
    expect(adapter).toMatchObject({
      present: true,
      outcome: 'crashes',
      release: { wasmtime: '46 or later', lines: [2857, 2858] },
    })
    expect(adapter?.why).toMatch(/^The adapter keeps .* Go's heap takes .*"assertion failed at adapter line 2857 or 2858"/)
    expect(adapter?.advice.join(' ')).toContain('`unwasi component main.wasm -o fixed.wasm`')
  })

  test('of a program with its own allocator works', async () => {
    const wat = `(module (import "${P1}" "fd_write" (func (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (memory.grow (i32.const 1)) (i32.mul (memory.size)))
      (func (export "_start")))`
    const { adapter } = inspect(await adapt(await parse(wat)))
    expect(adapter).toMatchObject({ present: true, outcome: 'works', why: expect.stringContaining('`cabi_realloc`') })
  })

  test('of a program with typed interfaces runs unchanged', async () => {
    const wat = `(module (import "${P1}" "fd_write" (func (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)
      (func (export "f") (param i32) (drop (memory.grow (memory.size)))))`
    const wit = 'package a:b; world w { export f: func(c: char); }'
    const { adapter } = inspect(await adapt(await parse(wat), { kind: 'reactor', world: 'w', wit }))
    expect(adapter).toMatchObject({ present: true, outcome: 'may crash' })
    expect(adapter?.advice.join(' ')).toMatch(/typed interfaces.*runs the unchanged component.*`cabi_realloc`/)
  })

  test('shows its file in the advice on one line', async () => {
    const { adapter } = inspect(await adapt(fixture('go')), { file: '/x/a\n`b`.wasm' })
    expect(adapter?.advice.join(' ')).toContain('"a\\n`b`.wasm"')
  })

  test('converts like the program if that is refused', async () => {
    const { kind, converts } = inspect(await adapt(fixture('hello')))
    expect({ kind, converts }).toEqual({ kind: 'component', converts: true })
  })
})

test.each(['command', 'reactor'])('the release of the vendored %s adapter is known', (kind) => {
  const bytes = readFileSync(new URL(`../dist/vendor/${P1}.${kind}.wasm`, import.meta.url))
  expect(releaseOf(bytes, readModule(bytes))).toEqual({ wasmtime: '46 or later', lines: [2857, 2858] })
})

describe('the release', () => {
  const adapter = async (line: number, wasi: string) => {
    const bytes = await parse(`(module (import "wasi:cli/exit@${wasi}" "exit" (func $f (param i32)))
      (func (call $f (i32.const ${line})) (call $f (i32.const ${line + 1}))))`)
    return releaseOf(bytes, readModule(bytes))?.wasmtime
  }

  test.each([
    [2228, '0.2.0', '10'],
    [2744, '0.2.2', '28'],
    [2744, '0.2.3', '29.0.0'],
    [2745, '0.2.3', '29.0.1 to 32'],
    [2795, '0.2.6', '35 to 36'],
    [2795, '0.2.9', undefined],
    [3000, '0.2.12', undefined],
  ])('whose state is checked in line %i, with WASI %s, is %s', async (line, wasi, release) => {
    expect(await adapter(line, wasi)).toBe(release)
  })
})

describe('an allocator', () => {
  const code = { features: new Set<never>(), measuresMemory: true, growsMemory: true, complete: true }

  test.each([
    ['Go', undefined, 'crashes'],
    ['Go', '1.23.9', 'works'],
    ['Go', '1.24', 'crashes'],
    ['Go', '1.26.8', 'crashes'],
    ['TinyGo', '0.40.1', 'crashes'],
    ['AssemblyScript', undefined, 'crashes'],
    ['Rust', '1.63.0', 'may crash'],
    ['Rust', '1.96.0', 'works'],
    ['wasi-sdk clang', '15.0.6', 'may crash'],
    ['wasi-sdk clang', '19.1.5', 'works'],
    ['clang', 'unknown', 'may crash'],
    ['Kotlin', '2.3.0', 'may crash'],
  ])('of %s %s: %s', (name, version, what) => {
    expect(outcome(code, [], { name, ...(version !== undefined && { version }) }).outcome).toBe(what)
    expect(outcome(code, ['cabi_realloc'], { name }).outcome).toBe('works')
    expect(outcome(code, ['malloc'], { name }).outcome).toBe('works')
  })

  test('that could not be read completely may be any', () => {
    expect(outcome({ ...code, measuresMemory: false, growsMemory: false, complete: false }, [], undefined).outcome).toBe(
      'may crash',
    )
  })
})
