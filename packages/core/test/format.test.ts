import { command, component, type ProgramSpec } from '@unwasi/runtime'
import { expect, test } from 'vitest'
import { FORMAT } from '../src/emit/format.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'

/** Runs a program that says that it has this format. */
function runs(format: number, more: Partial<ProgramSpec> = {}): Promise<unknown> {
  const m = new ModuleBuilder()
  const start = m.function({ params: [], results: [] }, () => [])
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  m.export('_start', 'func', start)
  return command({ format, name: 'x', guest: new Uint8Array(m.build()), host: [], ...more })()
}

test('the runtime takes the format that core emits, and the one before', async () => {
  await expect(runs(FORMAT)).resolves.toMatchObject({ exitCode: 0 })
  await expect(runs(FORMAT - 1)).resolves.toMatchObject({ exitCode: 0 })
})

test('the runtime does not know the format after it, and says which side is older', async () => {
  await expect(runs(FORMAT + 1)).rejects.toMatchObject({ code: 'MISMATCH' })
  await expect(runs(FORMAT + 1)).rejects.toThrow(/^x was built for a newer @unwasi\/runtime[^]*Update @unwasi\/runtime/)
})

test('the runtime does not know older formats', async () => {
  await expect(runs(FORMAT - 2)).rejects.toMatchObject({ code: 'MISMATCH' })
  await expect(runs(FORMAT - 2)).rejects.toThrow(/^x was built for an older @unwasi\/runtime[^]*Rebuild the module/)
})

test('the runtime does not know components of format 1, which have no list of parts', async () => {
  const plan = { modules: [], steps: [], run: [0, 'run'] } as const
  await expect(runs(1, { component: component(plan, []) })).rejects.toThrow(
    /^x was built for an older @unwasi\/runtime[^]*this runtime supports 2\.[^]*Rebuild the module/,
  )
})
