import { node } from '../src/platform/node.js'
import { resolveOptions } from '../src/context/options.js'
import { Abi } from '../src/preview2/abi.js'
import type { ComponentPart, Interfaces } from '../src/preview2/part.js'
import { HandleTable } from '../src/preview2/handles.js'
import { RunContext } from '../src/context/run-context.js'
import type { RunOptions } from '../src/types.js'

export interface Harness {
  context: RunContext
  handles: HandleTable
  memory: WebAssembly.Memory
  abi: Abi
  /** The alignment and size of every allocation that the host asked for. */
  allocations: [align: number, size: number][]
  /** Calls a host function as a core module does. */
  call(face: string, name: string, ...args: (number | bigint)[]): unknown
  /** Reserves memory for arguments. */
  put(bytes: Uint8Array | string): [pointer: number, length: number]
  u8(at: number): number
  u32(at: number): number
  u64(at: number): bigint
  text(at: number): string
}

/** The host parts over their own memory, without wasm around them. */
export const harness = (
  parts: readonly (readonly ComponentPart[])[],
  options: RunOptions = {},
  { args = ['program'], async = false } = {},
): Harness => {
  const handles = new HandleTable()
  const context = new RunContext(args, resolveOptions(options), node(), async)
  const memory = new WebAssembly.Memory({ initial: 2 })
  const allocations: Harness['allocations'] = []
  let next = 4096
  const allocate = (align: number, size: number): number => {
    const pointer = Math.ceil(next / align) * align
    next = pointer + size
    const missing = next - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / 65536))
    return pointer
  }
  const abi = new Abi()
  abi.bind(memory, (_old, _oldSize, align, size) => {
    allocations.push([align, size])
    return allocate(align, size)
  })
  const host: Interfaces = {}
  for (const part of parts.flat())
    for (const [face, functions] of Object.entries(
      part({ context, handles, kinds: new Map(), resources: new Map(), waits: new Set() })(abi),
    ))
      Object.assign((host[face] ??= {}), functions)
  const view = () => new DataView(memory.buffer)
  return {
    context,
    handles,
    memory,
    abi,
    allocations,
    call(face, name, ...params) {
      const code = host[face]?.[name]
      if (!code) throw new Error(`no ${name} in ${face}`)
      return code(...params)
    },
    put(value) {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
      const pointer = allocate(1, bytes.length)
      new Uint8Array(memory.buffer).set(bytes, pointer)
      return [pointer, bytes.length]
    },
    u8: (at) => view().getUint8(at),
    u32: (at) => view().getUint32(at, true),
    u64: (at) => view().getBigUint64(at, true),
    text: (at) =>
      new TextDecoder().decode(
        new Uint8Array(memory.buffer).slice(
          view().getUint32(at, true),
          view().getUint32(at, true) + view().getUint32(at + 4, true),
        ),
      ),
  }
}
