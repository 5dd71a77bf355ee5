import { describe, expect, test } from 'vitest'
import { clocks, descriptors, environment, filesystem, polling, random } from '../../runtime/src/index.js'
import { node } from '../../runtime/src/platform/node.js'
import { resolveOptions } from '../../runtime/src/context/options.js'
import { RunContext } from '../../runtime/src/context/run-context.js'
import { hostParts } from '../src/emit/host-parts.js'
import { preview1, signature, type Preview1Name } from '../src/preview1/table.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'

type Part = ReturnType<typeof hostParts>[number]

const all = Object.keys(preview1) as Preview1Name[]
const parts = hostParts(all)

/** The parts by the names that an emitted module imports. */
const runtime = { clocks, descriptors, environment, filesystem, polling, random }

/** What the runtime's export of this name serves. */
const served = (part: Part) => runtime[part](new RunContext(['x'], resolveOptions({}), node(), false)).functions

/** A compiled guest that imports `functions`. */
function importing(functions: readonly Preview1Name[]): WebAssembly.Module {
  const m = new ModuleBuilder()
  for (const name of functions) m.importFunction('wasi_snapshot_preview1', name, signature(name))
  return new WebAssembly.Module(m.build() as Uint8Array<ArrayBuffer>)
}

describe.each(all)('%s', (name) => {
  const [part, ...more] = hostParts([name])

  test(`links with the runtime’s '${part}' and needs no other part`, () => {
    expect(more).toEqual([])
    expect(new WebAssembly.Instance(importing([name]), { wasi_snapshot_preview1: served(part!) })).toBeDefined()
    expect(served(part!)[name]!.length).toBeLessThanOrEqual(signature(name).params.length)
  })

  test('is not served by another part', () => {
    for (const other of parts.filter((candidate) => candidate !== part)) expect(Object.keys(served(other))).not.toContain(name)
  })
})

test('the parts serve exactly the functions of preview1', () => {
  expect(parts.flatMap((part) => Object.keys(served(part))).toSorted()).toEqual(all.toSorted())
})

test('the parts of a guest are sorted and listed once; a guest without imports has no parts', () => {
  expect(hostParts(['fd_write', 'random_get', 'fd_read', 'proc_exit'])).toEqual(['descriptors', 'environment', 'random'])
  expect(hostParts(['path_open', 'poll_oneoff', 'clock_res_get'])).toEqual(['clocks', 'filesystem', 'polling'])
  expect(hostParts([])).toEqual([])
})
