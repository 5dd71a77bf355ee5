import { describe, expect, test } from 'vitest'
import { applyEdits, duplicateImports, startExportName, stripped, withoutStart, withRenamedImports } from '../src/guest-edits.js'
import { readModule } from '../src/read/core-module.js'
import { call, i32, setGlobal } from '../src/wasm/code.js'
import { concat } from '../src/wasm/encode.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'

const compile = (bytes: Uint8Array): WebAssembly.Module => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)

/** A guest whose start section calls WASI, with `extra` exports beside the memory. */
function starting(...extra: string[]): Uint8Array {
  const m = new ModuleBuilder()
  const yieldNow = m.importFunction('wasi_snapshot_preview1', 'sched_yield', { params: [], results: ['i32'] })
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  const ran = m.global(0)
  const start = m.function({ params: [], results: [] }, () => [setGlobal(ran, call(yieldNow))])
  for (const name of extra) m.export(name, 'func', start)
  m.start(start)
  return m.build()
}

describe('a start section', () => {
  test('becomes an export, and instantiation no longer runs it', () => {
    const bytes = starting()
    const module = readModule(bytes)
    const edited = concat(applyEdits(bytes, module, withoutStart(bytes, module, module.start!, 'unwasi:start')))
    let calls = 0
    const imports = { wasi_snapshot_preview1: { sched_yield: () => ++calls } }
    expect(new WebAssembly.Instance(compile(bytes), imports) && calls).toBe(1)
    const { exports } = new WebAssembly.Instance(compile(edited), imports)
    expect(calls).toBe(1)
    ;(exports['unwasi:start'] as () => void)()
    expect(calls).toBe(2)
    expect(Object.keys(exports).sort()).toEqual(['memory', 'unwasi:start'])
  })

  test('never takes a name that is in use', () => {
    const bytes = starting('unwasi:start', "unwasi:start'")
    expect(startExportName(readModule(bytes))).toBe("unwasi:start''")
  })
})

describe('duplicate imports', () => {
  const signature = { params: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] } as const

  function importing(...names: string[]): Uint8Array {
    const m = new ModuleBuilder()
    const functions = names.map((name) => m.importFunction('wasi_snapshot_preview1', name, signature))
    functions.forEach((func, index) =>
      m.export(
        `call${index}`,
        'func',
        m.function({ params: [], results: ['i32'] }, () => call(func, i32(index), i32(0), i32(0), i32(0))),
      ),
    )
    return m.build()
  }

  test('get names of their own, in order, and nothing else changes', () => {
    const bytes = importing('fd_write', 'fd_read', 'fd_write', 'fd_write', 'fd_read')
    const module = readModule(bytes)
    const renamed = duplicateImports(module)
    expect([...renamed.values()]).toEqual(['fd_write.2', 'fd_write.3', 'fd_read.2'])
    const edited = concat(applyEdits(bytes, module, withRenamedImports(bytes, module, renamed)))
    expect(WebAssembly.Module.imports(compile(edited)).map(({ name }) => name)).toEqual([
      'fd_write',
      'fd_read',
      'fd_write.2',
      'fd_write.3',
      'fd_read.2',
    ])
    const tag = (name: string) => (index: number) => `${name}:${index}`
    const seen: string[] = []
    const spy = (name: string) => (index: number) => seen.push(tag(name)(index))
    const names = ['fd_write', 'fd_read', 'fd_write.2', 'fd_write.3', 'fd_read.2']
    const { exports } = new WebAssembly.Instance(compile(edited), {
      wasi_snapshot_preview1: Object.fromEntries(names.map((name) => [name, spy(name)])),
    })
    for (let index = 0; index < 5; index++) (exports[`call${index}`] as () => number)()
    expect(seen).toEqual(names.map((name, index) => `${name}:${index}`))
  })

  test('do not collide with a name that looks like an alias', () => {
    const module = readModule(importing('fd_write', 'fd_write.2', 'fd_write'))
    expect([...duplicateImports(module).values()]).toEqual(['fd_write.3'])
  })

  test('no duplicates: the very bytes of the caller', () => {
    const bytes = importing('fd_write', 'fd_read')
    const module = readModule(bytes)
    const parts = applyEdits(bytes, module, withRenamedImports(bytes, module, duplicateImports(module)))
    expect(parts).toHaveLength(1)
    expect(parts[0]).toBe(bytes)
  })
})

describe('strip', () => {
  const custom = (name: string): Uint8Array => {
    const label = new TextEncoder().encode(name)
    return Uint8Array.of(0, label.length + 3, label.length, ...label, 1, 2)
  }
  const guest = starting()
  const bytes = concat([guest, ...['.debug_info', 'name', 'producers', 'mine', '.debug_line'].map(custom)])
  const names = (level: 'none' | 'debug' | 'all'): (string | undefined)[] => {
    const module = readModule(bytes)
    return readModule(concat(applyEdits(bytes, module, stripped(module, level)))).customs.map(({ name }) => name)
  }

  test('none keeps every byte', () => {
    const module = readModule(bytes)
    expect(applyEdits(bytes, module, stripped(module, 'none'))[0]).toBe(bytes)
  })

  test.each(['.debug_str', 'reloc..debug_info', 'reloc.CODE', 'external_debug_info', 'sourceMappingURL', 'linking'])(
    'debug drops %s',
    (name) => {
      const one = concat([guest, custom(name)])
      const module = readModule(one)
      expect(concat(applyEdits(one, module, stripped(module, 'debug')))).toEqual(guest)
    },
  )

  test('debug drops DWARF and keeps names', () => expect(names('debug')).toEqual(['name', 'producers', 'mine']))

  test('all drops names as well, and nothing that it does not know', () => expect(names('all')).toEqual(['mine']))
})
