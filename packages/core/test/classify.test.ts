import { describe, expect, test } from 'vitest'
import type { ClassifyOptions } from '../src/classify.js'
import type { Command, Reactor } from '../src/classify/facts.js'
import { preview1, signature, type Preview1Name } from '../src/preview1/table.js'
import { accepted, hello, MEMORY, P1, refused, SIGNATURE_FD_WRITE, START } from './classify-harness.js'
import {
  component,
  custom,
  exportOf,
  F32,
  F64,
  func,
  FUNCREF,
  I32,
  I64,
  importFunc,
  program,
  section,
  V128,
  vec,
  type Part,
} from './wasm-bytes.js'

const VALUES = { i32: I32, i64: I64, f32: F32, f64: F64 } as const

const command = (input: Uint8Array, options?: ClassifyOptions): Command => accepted('command', input, options)
const reactor = (input: Uint8Array, options?: ClassifyOptions): Reactor => accepted('reactor', input, options)

describe('commands', () => {
  test('lists each function once in order, duplicates, memory, start section', () => {
    const found = command(
      program({
        types: [func(), SIGNATURE_FD_WRITE, func([I32])],
        imports: [
          importFunc(P1, 'proc_exit', 2),
          importFunc(P1, 'fd_write', 1),
          importFunc(P1, 'fd_write', 1),
          importFunc(P1, 'proc_exit', 2),
          importFunc(P1, 'fd_write', 1),
        ],
        functions: [0, 0],
        memories: [[1, 2, 9]],
        exports: [MEMORY, START(5)],
        start: 6,
      }),
    )
    expect(found.functions).toEqual(['proc_exit', 'fd_write'])
    expect(found.duplicates.map(({ name }) => name)).toEqual(['fd_write', 'proc_exit', 'fd_write'])
    expect(new Set(found.duplicates.map(({ start }) => start)).size).toBe(3)
    expect(found.memory).toEqual({ min: 2, max: 9, shared: false, memory64: false })
    expect(found.start).toBe(6)
    expect(found.canonical).toBe(false)
    expect(found.foreign).toEqual([])
  })

  test('all preview1 functions with their signatures', () => {
    const names = Object.keys(preview1) as Preview1Name[]
    const signatures = names.map((name) => signature(name))
    const found = command(
      program({
        types: [
          func(),
          ...signatures.map(({ params, results }) =>
            func(
              params.map((t) => VALUES[t]),
              results.map((t) => VALUES[t]),
            ),
          ),
        ],
        imports: names.map((name, i) => importFunc(P1, name, i + 1)),
        functions: [0],
        exports: [MEMORY, START(names.length)],
      }),
    )
    expect(found.functions).toEqual(names)
    expect(names).toHaveLength(46)
  })

  test('a command without WASI imports', () => {
    expect(command(program({ types: [func()], functions: [0], exports: [MEMORY, START(0)] })).functions).toEqual([])
  })

  test('any of several memories may be the exported one', () => {
    const found = command(
      hello({
        memories: [
          [0, 1],
          [0, 7],
        ],
        exports: [exportOf('memory', 2, 1), START(1)],
      }),
    )
    expect(found.memory!.min).toBe(7)
  })

  test('same-named functions of different modules are not duplicates', () => {
    const input = program({
      types: [func()],
      imports: [importFunc('a.b', 'c', 0), importFunc('a', 'b.c', 0)],
      functions: [0],
      exports: [MEMORY, START(2)],
    })
    expect(command(input, { provided: () => true }).duplicates).toEqual([])
  })
})

describe('libraries', () => {
  test('scalar exports, other exports, _initialize', () => {
    const found = reactor(
      program({
        types: [func(), func([I32, F64], [I64]), func([V128]), func([], [I32, I32]), func([FUNCREF], [F32])],
        functions: [0, 1, 2, 3, 4],
        exports: [
          MEMORY,
          exportOf('_initialize', 0, 0),
          ...['add', 'vector', 'pair', 'call'].map((name, i) => exportOf(name, 0, i + 1)),
        ],
      }),
    )
    expect(found.initialize).toBe(true)
    expect(found.exports).toEqual([{ name: 'add', type: { params: ['i32', 'f64'], results: ['i64'] } }])
    expect(found.others.map(({ name }) => name)).toEqual(['vector', 'pair', 'call'])
    expect(found.memory?.min).toBe(1)
  })

  test('function exports without _initialize make a reactor, which needs no memory without WASI', () => {
    const found = reactor(
      program({ types: [func([I32], [I32])], functions: [0], memories: [], exports: [exportOf('twice', 0, 0)] }),
    )
    expect(found.initialize).toBe(false)
    expect(found.memory).toBeUndefined()
  })

  test('a library that calls WASI needs its memory exported', () => {
    expect(refused(hello({ exports: [exportOf('f', 0, 1)] })).code).toBe('NO_MEMORY')
  })
})

describe('component worlds', () => {
  const world = (...sections: Part[]) =>
    program({
      types: [func()],
      imports: [importFunc('my:pkg/iface', 'f', 0)],
      functions: [0],
      exports: [MEMORY, START(1)],
      customs: sections,
    })

  test('with a component-type section it counts as canonical, and its interfaces are foreign imports', () => {
    for (const name of ['component-type', 'component-type:wit-bindgen:0.41.0:world:encoded world']) {
      const found = command(world(custom(name, 0)))
      expect(found.canonical).toBe(true)
      expect(found.foreign.map(({ module }) => module)).toEqual(['my:pkg/iface'])
    }
  })

  test('without one it is refused', () => {
    expect(refused(world()).headline).toMatch(/core module of a component, without its types \(my:pkg\/iface\.f\)/)
  })

  test('the other rules apply to a canonical module as well', () => {
    expect(refused(hello({ memories: [[3, 1, 2]], customs: [custom('component-type', 0)] })).code).toBe('THREADS')
  })
})

describe('a module or a component, as expected by the caller', () => {
  const empty = component()

  test('both are accepted by default', () => {
    expect(accepted('component', empty).component.coreModules).toBe(0)
    expect(accepted('component', empty, { expect: 'component' }).kind).toBe('component')
  })

  test('the wrong kind is refused by name', () => {
    expect(refused(empty, { expect: 'module' }).code).toBe('NOT_A_MODULE')
    expect(refused(hello(), { expect: 'component' }).code).toBe('NOT_A_COMPONENT')
    expect(refused(new Uint8Array(), { expect: 'component' }).code).toBe('NOT_WASM')
  })

  const of = (name: string, id = 10) => component(section(id, vec([id === 10 ? [0, name, 5, 0] : [0, name, 5, 0, 0]])))
  test('WASI 0.2 is accepted, later versions and async are not', () => {
    for (const name of ['wasi:cli/exit@0.2.0', 'wasi:sockets/tcp@0.2.12', 'wasi:filesystem/types'])
      accepted('component', component(section(7, vec([[0x42, 0]])), section(10, vec([[0, name, 5, 0]]))))
    for (const name of ['wasi:cli/exit@0.3.0', 'wasi:cli/exit@0.3.0-rc-2026-01-06', 'wasi:io/x@1.0.0']) {
      expect(refused(of(name)).headline).toContain(name)
      expect(refused(of(name)).code).toBe('UNSUPPORTED')
    }
    expect(refused(of('wasi:cli/run@0.3.0', 11)).code).toBe('UNSUPPORTED')
    expect(refused(component(section(8, vec([[1, 0, 0, vec([6])]])))).headline).toMatch(/async/)
  })

  test('an import that the host does not provide is refused by name', () => {
    // An interface with a function, and an import of it.
    const FACE = section(
      7,
      vec([
        [
          0x42,
          vec([
            [1, 0x40, vec([]), 1, 0],
            [4, 0, 'f', 1, 0],
          ]),
        ],
      ]),
    )
    for (const name of ['acme:x/y@1.0.0', 'acme:x/y', 'add']) {
      const { code, headline } = refused(component(FACE, section(10, vec([[0, name, 5, 0]]))))
      expect(code).toBe('UNKNOWN_IMPORT')
      expect(headline).toContain(`(${name})`)
    }
  })

  test('an imported type under its own name needs nothing from the host', () => {
    accepted('component', component(section(7, vec([[0x7f]])), section(10, vec([[0, 'output-stream', 3, 0, 0]]))))
    expect(refused(component(section(10, vec([[0, 'output-stream', 3, 1]])))).headline).toContain('which is not an interface')
  })

  test('a component with several programs is refused, wherever they are', () => {
    const program = component(section(1, hello()))
    for (const input of [component(section(4, program)), component(section(4, component(section(4, program))))]) {
      expect(refused(input)).toMatchObject({ code: 'UNSUPPORTED', headline: 'the component is composed of several components' })
    }
    accepted('component', component(section(4, component())))
  })
})
