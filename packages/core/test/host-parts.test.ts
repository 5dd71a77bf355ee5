import * as runtime from '@unwasi/runtime'
import { describe, expect, test } from 'vitest'
import { FORMAT } from '../src/emit/format.js'
import { PREVIEW1, preview1 } from '../src/preview1/table.js'
import { wasi, wasiSignature, type WasiName } from '../src/preview1/unstable.js'
import { describeProgram } from '../src/describe.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { linkedImports } from './linked-imports.js'

const all = Object.keys(wasi) as WasiName[]
const exported: Readonly<Record<WasiName, runtime.HostPart>> = runtime

/** The bytes of a guest that imports `functions`. */
function importing(functions: readonly WasiName[]): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder()
  for (const name of functions) m.importFunction(PREVIEW1, name, wasiSignature(name))
  const start = m.function({ params: [], results: [] }, () => [])
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  m.export('_start', 'func', start)
  return new Uint8Array(m.build())
}

/** The functions that `host` serves. */
async function served(host: readonly runtime.HostPart[]): Promise<WebAssembly.ModuleImports> {
  const run = runtime.command({ format: FORMAT, name: 'x', guest: importing([]), host })
  await run.load()
  const [imports] = linkedImports(() => run.sync())
  return imports![PREVIEW1]!
}

test.each(all)('the runtime’s export %s is a part that serves this function alone, and links', async (name) => {
  const functions = await served([exported[name]])
  expect(Object.keys(functions)).toEqual([name])
  const imports = { [PREVIEW1]: functions }
  expect(new WebAssembly.Instance(new WebAssembly.Module(importing([name])), imports)).toBeDefined()
  expect((functions[name] as () => unknown).length).toBeLessThanOrEqual(wasiSignature(name).params.length)
})

test('the runtime exports no other functions', () => {
  const names = Object.keys(runtime).filter((name) => /^[a-z]+_[a-z_]+$/.test(name))
  // This part makes standard input a descriptor that can be polled, for Go.
  expect(names.toSorted()).toEqual([...all, 'polled_stdin'].toSorted())
})

test('a program names its functions sorted and once', async () => {
  const parts = async (functions: readonly WasiName[]) => {
    const { link } = await describeProgram(importing(functions), { name: 'x.wasm', cache: false })
    return link.by === 'preview1' && link.parts
  }
  expect(await parts(['random_get', 'fd_write', 'fd_read', 'fd_write'])).toEqual(['fd_read', 'fd_write', 'random_get'])
  expect(await parts([])).toEqual([])
})

describe('the parts that modules of format 1 name', () => {
  const { clocks, descriptors, environment, filesystem, polling, random } = runtime
  const parts = { clocks, descriptors, environment, filesystem, polling, random }

  test('serve every function once, together', async () => {
    const names: string[] = []
    for (const part of Object.values(parts)) names.push(...Object.keys(await served([part])))
    expect(names.toSorted()).toEqual(Object.keys(preview1).toSorted())
    expect(Object.keys(await served(Object.values(parts))).toSorted()).toEqual(Object.keys(preview1).toSorted())
  })

  test.each([
    ['clocks', 'clock_time_get'],
    ['descriptors', 'fd_write'],
    ['environment', 'args_get'],
    ['filesystem', 'path_open'],
    ['polling', 'poll_oneoff'],
    ['random', 'random_get'],
  ] as const)('%s has %s', async (part, name) => {
    expect(Object.keys(await served([parts[part]]))).toContain(name)
  })
})
