/**
 * Checks that the vendored preview1 adapters lay out their state as isolate/adapter-layout.ts says, by opening and closing
 * descriptors and reading the adapter's memory. The bridge relies on this layout when it makes room for more descriptors.
 */
import assert from 'node:assert/strict'

const dist = (file) => import(new URL(`../dist/${file}`, import.meta.url).href)

/** Takes an adapter out of a component and links it to stand-ins. Returns its functions and its memory. */
async function adapter(kind) {
  const [{ componentNew }, { ModuleBuilder }, { decode }, { coreModuleRanges }] = await Promise.all(
    ['toolchain/wit-component.js', 'wasm/module-builder.js', 'read/component/decode.js', 'read/component.js'].map(dist),
  )
  const m = new ModuleBuilder()
  for (const name of ['adapter_open_badfd', 'adapter_close_badfd']) {
    m.export(name, 'func', m.importFunction('wasi_snapshot_preview1', name, { params: ['i32'], results: ['i32'] }))
  }
  m.memory(2, 64)
  m.export('memory', 'memory', 0)
  if (kind === 'command')
    m.export(
      '_start',
      'func',
      m.function({ params: [], results: [] }, () => []),
    )
  const component = await componentNew(m.build(), 'package a:b; world surrogate {}', kind)
  const modules = coreModuleRanges(decode(component).items).map(([from, to]) => new WebAssembly.Module(component.slice(from, to)))
  const module = modules.find((one) =>
    WebAssembly.Module.imports(one).some(({ module, name }) => module === 'env' && name === 'memory'),
  )
  assert(module, 'the component has no adapter')
  const memory = new WebAssembly.Memory({ initial: 2 })
  const imports = {}
  for (const { module: from, name, kind: sort } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {}
    imports[from][name] = sort === 'memory' ? memory : () => 0
  }
  return { memory, functions: new WebAssembly.Instance(module, imports).exports }
}

const UNUSED = 64

/** Throws an `AssertionError` if an adapter has another layout. */
export async function checkAdapterLayout() {
  const { ADAPTER_DESCRIPTORS, ENTRY, STATE, TABLE } = await dist('isolate/adapter-layout.js')
  for (const kind of ['command', 'reactor']) {
    const { memory, functions } = await adapter(kind)
    const u32 = (at) => new DataView(memory.buffer).getUint32(at, true)
    // This fills the table. The adapter writes each new number to an address that nothing else uses.
    while (functions.adapter_open_badfd(UNUSED) === 0);
    const pages = memory.buffer.byteLength / STATE.size
    const state = Array.from({ length: pages }, (_, page) => page * STATE.size).find(
      (at) => u32(at) === STATE.magic && u32(at + STATE.magic2) === STATE.magic,
    )
    assert(state !== undefined, `the state of the ${kind} adapter is not at the beginning of a page`)
    const table = state + STATE.table
    const expected = { length: ADAPTER_DESCRIPTORS, closed: 0 }
    assert.deepEqual(
      { length: u32(table + TABLE.length) & 0xffff, closed: u32(table + TABLE.closed) },
      expected,
      `the full table of the ${kind} adapter has another layout`,
    )
    const [first, second] = [ADAPTER_DESCRIPTORS - 1, ADAPTER_DESCRIPTORS - 2]
    for (const fd of [first, second]) assert.equal(functions.adapter_close_badfd(fd), 0)
    const entry = (fd) => table + fd * ENTRY.size
    assert.deepEqual(
      [u32(table + TABLE.closed), u32(table + TABLE.closed + 4)],
      [1, second],
      `the ${kind} adapter's list of closed descriptors does not begin with the one closed last`,
    )
    assert.deepEqual(
      [u32(entry(second) + ENTRY.next), u32(entry(second) + ENTRY.next + 4)],
      [1, first],
      `the ${kind} adapter's list of closed descriptors does not continue with the one closed first`,
    )
    assert.equal(u32(entry(first) + ENTRY.next), 0, `the ${kind} adapter's list of closed descriptors does not end`)
  }
}
