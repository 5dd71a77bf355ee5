import { clocks, command, descriptors, environment, filesystem, polling, random } from '@unwasi/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { FORMAT } from '../src/emit/format.js'
import { hostParts, PREVIEW1, preview1, signature, type HostPart, type Preview1Name } from '../src/preview1/table.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { linkedImports } from './linked-imports.js'

const all = Object.keys(preview1) as Preview1Name[]
const parts = hostParts(all)

/** The parts by the names that an emitted module imports. */
const runtime = { clocks, descriptors, environment, filesystem, polling, random }

/** The bytes of a guest that imports `functions`. */
function importing(functions: readonly Preview1Name[]): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder()
  for (const name of functions) m.importFunction(PREVIEW1, name, signature(name))
  const start = m.function({ params: [], results: [] }, () => [])
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  m.export('_start', 'func', start)
  return new Uint8Array(m.build())
}

const served = new Map<HostPart, WebAssembly.ModuleImports>()
beforeAll(async () => {
  for (const part of parts) {
    const run = command({ format: FORMAT, name: 'x', guest: importing([]), host: [runtime[part]] })
    await run.load()
    const [imports] = linkedImports(() => run.sync())
    served.set(part, imports![PREVIEW1]!)
  }
})

describe.each(all)('%s', (name) => {
  const [part, ...more] = hostParts([name])

  test(`links with the runtime’s '${part}' and needs no other part`, () => {
    expect(more).toEqual([])
    const imports = { [PREVIEW1]: served.get(part!)! }
    expect(new WebAssembly.Instance(new WebAssembly.Module(importing([name])), imports)).toBeDefined()
    expect((imports[PREVIEW1]![name] as () => unknown).length).toBeLessThanOrEqual(signature(name).params.length)
  })

  test('is not served by another part', () => {
    for (const other of parts.filter((candidate) => candidate !== part))
      expect(Object.keys(served.get(other)!)).not.toContain(name)
  })
})

test('the parts serve exactly the functions of preview1', () => {
  expect(parts.flatMap((part) => Object.keys(served.get(part)!)).toSorted()).toEqual(all.toSorted())
})

test('the parts of a guest are sorted and listed once; a guest without imports has no parts', () => {
  expect(hostParts(['fd_write', 'random_get', 'fd_read', 'proc_exit'])).toEqual(['descriptors', 'environment', 'random'])
  expect(hostParts(['path_open', 'poll_oneoff', 'clock_res_get'])).toEqual(['clocks', 'filesystem', 'polling'])
  expect(hostParts([])).toEqual([])
})
