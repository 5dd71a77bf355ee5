import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { describeProgram, transpile } from '../src/index.js'

const options = { cache: false, name: 'x.wasm' } as const

describe('a program as data', () => {
  test('a command over preview1', async () => {
    const guest = fixture('hello')
    expect(await describeProgram(guest, options)).toMatchObject({
      kind: 'command',
      name: 'x.wasm',
      guest: { name: 'x.wasm', bytes: guest },
      link: { by: 'preview1', start: undefined, functions: [] },
    })
  })

  test.each([
    ['go', 'none', false],
    ['hello', 'debug', true],
    ['hello', 'all', false],
    ['p2-native', 'debug', true],
    ['p2-native', 'all', false],
  ] as const)('whether the functions of %s have names: strip %s', async (name, strip, named) => {
    expect((await describeProgram(fixture(name), { ...options, strip })).named).toBe(named)
  })

  test('a start section, which the runtime has to call', async () => {
    const { link } = await describeProgram(fixture('start-section'), options)
    expect(link).toMatchObject({ by: 'preview1', start: 'unwasi:start' })
  })

  test('a reactor, with the types of its functions', async () => {
    const { kind, link } = await describeProgram(fixture('library-pure'), options)
    expect(kind).toBe('reactor')
    expect(link.by === 'preview1' && link.functions).toContainEqual({
      name: 'add',
      type: { params: ['i32', 'i32'], results: ['i32'] },
    })
  })

  test('a component that is a command, whose plan fits the file that is shipped', async () => {
    for (const strip of ['none', 'all'] as const) {
      const { kind, link, guest } = await describeProgram(fixture('p2-native'), { ...options, strip })
      expect(kind).toBe('command')
      const ranges = link.by === 'plan' ? link.plan.modules : []
      expect(ranges.length).toBeGreaterThan(0)
      for (const [from, to] of ranges) expect(WebAssembly.validate(new Uint8Array(guest.bytes.subarray(from, to)))).toBe(true)
    }
  })

  test('a component with typed interfaces, which needs glue', async () => {
    expect(await describeProgram(fixture('p2-typed'), options)).toMatchObject({ kind: 'reactor', link: { by: 'glue' } })
  })

  test('a preview1 program on the WASI 0.2 host is its portable component', async () => {
    const { kind, link } = await describeProgram(fixture('hello'), { ...options, host: 'preview2' })
    expect({ kind, by: link.by }).toEqual({ kind: 'command', by: 'plan' })
  })

  test('what can’t be converted is refused as transpile refuses it', async () => {
    const file = '/x/threads.wasm'
    const refused = await transpile(fixture('threads'), { cache: false, file }).catch((error: unknown) => error)
    await expect(describeProgram(fixture('threads'), { cache: false, file })).rejects.toEqual(refused)
  })
})

test('a Go command polls its standard input, and no other program does', async () => {
  const polls = async (name: string): Promise<boolean> => {
    const { link } = await describeProgram(fixture(name), { cache: false })
    return link.by === 'preview1' && link.parts.includes('polled_stdin')
  }
  expect(await polls('go')).toBe(true)
  for (const name of ['go-lib', 'rust', 'c', 'assemblyscript', 'hello', 'poll'])
    expect([name, await polls(name)]).toEqual([name, false])
})
