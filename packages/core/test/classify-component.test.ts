import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { componentize, inspect, transpile } from '../src/index.js'
import { accepted, promised } from './classify-harness.js'
import { commandText, implement, parse } from '../../../fixtures/components.mjs'

const importing = (name: string): Promise<Uint8Array> =>
  parse(commandText({ imports: `(import "${name}" (instance (export "f" (func))))` }))

describe('inspect and transpile agree', () => {
  test.each([
    'wasi:cli/stdout@0.2.0',
    'wasi:sockets/tcp@0.2.6',
    'wasi:filesystem/preopens@0.2.12',
    'wasi:http/outgoing-handler@0.2.6',
    'wasi:keyvalue/store@0.2.0-draft',
    'wasi:logging/logging',
  ])('%s converts', async (name) => {
    const found = await promised(await importing(name))
    expect(found).toMatchObject({ kind: 'component', converts: true, imports: [{ module: name, kind: 'interface' }] })
  })

  test.each([
    ['wasi:http/handler@0.3.0-rc-2026-01-06', 'UNSUPPORTED', 'built for a WASI version after 0.2'],
    ['acme:x/y', 'UNKNOWN_IMPORT', 'imports interfaces that unwasi does not provide (acme:x/y)'],
    ['wasi:cli/stdout@0.3.0', 'UNSUPPORTED', 'built for a WASI version after 0.2 (wasi:cli/stdout@0.3.0)'],
  ])('%s does not', async (name, code, headline) => {
    const found = await promised(await importing(name))
    expect(found.refusal).toMatchObject({ code, headline: expect.stringContaining(headline) })
    expect(found.imports.map(({ module }) => module)).toEqual([name])
  })

  test.each([
    ['fermyon:spin/key-value@2.0.0', 'Spin', 'spin up'],
    ['wasmcloud:messaging/consumer@0.2.0', 'wasmCloud', 'wash dev'],
    ['zed:extension/process', 'Zed', 'extensions'],
    ['golem:api/host@1.1.0', 'Golem', 'golem deploy'],
    ['fastly:compute/http-req', 'Fastly Compute', 'fastly compute serve'],
  ])('%s belongs to %s', async (name, host, fix) => {
    const { refusal } = await promised(await importing(name))
    expect(refusal?.why).toContain(` ${name} belongs to `)
    expect(refusal?.why).toContain(host)
    expect(refusal?.why).toContain(fix)
    expect((await promised(await importing('my:spin/key-value'))).refusal?.why).not.toContain('belongs')
  })

  test('a library whose interface takes types from another one', async () => {
    const wit = `package acme:a@1.0.0;
      interface types { record point { x: u32, y: option<string> } enum e { a } variant v { a, b(e) } flags f { x } }
      interface face { use types.{point, v, f}; get: func(a: list<point>, b: result<v, f>, c: tuple<u8, s64, f32>) -> u32; }
      world a { export face; }`
    const wat = `(module (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8))
      (func (export "acme:a/face@1.0.0#get") (param i32 i32 i32 i32 i32 i32 i64 f32) (result i32) (i32.const 0)))`
    expect((await promised(await implement('a', wit, wat))).imports).toEqual([])
    const resource = wit
      .replace('record point', 'resource r; record point')
      .replace('{point, v', '{r, point, v')
      .replace('c: tuple', 'd: borrow<r>, c: tuple')
    const more = wat.replace('(param i32 i32 i32 i32 i32 i32 i64', '(param i32 i32 i32 i32 i32 i32 i32 i64')
    const { refusal } = await promised(await implement('a', resource, more))
    // JavaScript has to give the resource.
    expect(refusal?.headline).toContain('imports interfaces that unwasi does not provide (acme:a/types@1.0.0)')
  })

  test('a command that is composed', async () => {
    const inner = '(component $c (core module (func (export "f"))))'
    const input = await parse(commandText({ before: inner }))
    expect((await promised(input)).converts).toBe(true)
    expect(accepted('component', input)).toMatchObject({ run: 'wasi:cli/run@0.2.0', plan: undefined })
  })

  test('a command with its own resources', async () => {
    const own = '(type $own (resource (rep i32))) (core func $new (canon resource.new $own))'
    expect((await promised(await parse(commandText({ before: own })))).refusal?.headline).toMatch(/defines its own resources/)
  })

  test('a command that refers to something missing is malformed', async () => {
    const input = await parse(commandText({ before: '(core instance (instantiate 7))' }))
    expect(() => inspect(input)).toThrow(/core module 7, which does not exist/)
    await expect(transpile(input, { cache: false })).rejects.toThrow(/core module 7, which does not exist/)
  })

  test.each(['p2-hello', 'p2-native', 'p2-typed'])('the fixture %s', async (name) => {
    expect((await promised(fixture(name))).converts).toBe(true)
  })

  test('programs that unwasi made portable', async () => {
    for (const name of ['hello', 'library']) {
      expect((await promised(await componentize(fixture(name), { cache: false }))).converts).toBe(true)
    }
  })
})

test('a component that exports wasi:cli/run is a command, all others are libraries', async () => {
  expect(accepted('component', fixture('p2-hello')).plan).toBeDefined()
  expect(accepted('component', fixture('p2-native')).plan).toBeDefined()
  expect(accepted('component', fixture('p2-typed')).plan).toBeUndefined()
})

test("a component can't be converted to the portable form", async () => {
  await expect(componentize(fixture('p2-hello'), { cache: false })).rejects.toMatchObject({ code: 'NOT_A_MODULE' })
})

test('a WIT package is not a program', async () => {
  const text = `(component
    (type (component (type (instance (export "now" (func (result u64))))) (export "acme:clocks/clock@1.0.0" (instance (type 0)))))
    (export "clock" (type 0)))`
  const refusal = {
    code: 'NO_ENTRY',
    headline: 'this is a WIT package: it describes interfaces and contains no program',
  }
  const bytes = await parse(text)
  expect((await promised(bytes)).refusal).toMatchObject(refusal)
  await expect(componentize(bytes)).rejects.toMatchObject(refusal)
})
