import { bridge } from '../src/isolate/bridge.js'
import { copier } from '../src/isolate/copier.js'
import { adapterFunctions, type Profile } from '../src/isolate/profile.js'
import { surrogate } from '../src/isolate/surrogate.js'
import { trampoline } from '../src/isolate/trampoline.js'
import type { Preview1Name } from '../src/preview1/table.js'
import type { WasiName } from '../src/preview1/unstable.js'

type Core = (...args: never[]) => unknown
type Exports = Record<string, (...args: (number | bigint)[]) => number>

/** A stand-in for the adapter. Like the real one, its functions get the private memory. */
export interface PrivateMemory {
  bytes(): Uint8Array
  view(): DataView
}

export interface Isolation {
  /** The functions of the trampoline, called as a guest calls them: with addresses in guest memory. */
  wasi: Exports
  guest: WebAssembly.Memory
  guestBytes(): Uint8Array
  guestView(): DataView
  private: PrivateMemory
  surrogate: Exports
}

export interface Stub {
  functions: readonly WasiName[]
  /** The functions of the adapter over private memory. Missing ones return 0. */
  adapter?: (memory: PrivateMemory) => Partial<Record<Preview1Name, Core>>
  arguments?: readonly string[]
  environment?: readonly (readonly [string, string])[]
  exitWithCode?: (code: number) => void
  guestPages?: number
}

const instance = (bytes: Uint8Array, imports: WebAssembly.Imports = {}): WebAssembly.Instance =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), imports)

/** Links the generated surrogate, trampoline, copier and bridge as a component does, around an adapter that the test plays. */
export function isolation(stub: Stub): Isolation {
  const functions = [...stub.functions].sort()
  const profile: Profile = {
    kind: 'command',
    functions,
    entryPoints: [{ name: '_start', as: '_start', signature: { params: [], results: [] } }],
    startup: [],
  }
  const utf8 = new TextEncoder()
  const text = (value: string): [number, number] => {
    const bytes = utf8.encode(value)
    const pointer = surrogateExports.cabi_import_realloc!(0, 0, 1, bytes.length)
    memory.bytes().set(bytes, pointer)
    return [pointer, bytes.length]
  }
  const list = (target: number, rows: readonly (readonly string[])[], width: number): void => {
    const pointer = surrogateExports.cabi_import_realloc!(0, 0, 4, rows.length * width)
    rows.forEach((row, index) =>
      row.forEach((value, column) => {
        const [at, length] = text(value)
        memory.view().setUint32(pointer + index * width + column * 8, at, true)
        memory.view().setUint32(pointer + index * width + column * 8 + 4, length, true)
      }),
    )
    memory.view().setUint32(target, pointer, true)
    memory.view().setUint32(target + 4, rows.length, true)
  }
  const memory: PrivateMemory = {
    bytes: () => new Uint8Array(surrogateExports.memory.buffer),
    view: () => new DataView(surrogateExports.memory.buffer),
  }
  const played = stub.adapter?.(memory) ?? {}
  const surrogateExports: Exports & { memory: WebAssembly.Memory } = instance(surrogate(profile), {
    wasi_snapshot_preview1: Object.fromEntries(adapterFunctions(profile).map((name) => [name, played[name] ?? (() => 0)])),
    'wasi:cli/environment@0.2.12': {
      'get-arguments': (target: number) =>
        list(
          target,
          (stub.arguments ?? []).map((value) => [value]),
          8,
        ),
      'get-environment': (target: number) => list(target, stub.environment ?? [], 16),
    },
    'wasi:cli/exit@0.2.12': { 'exit-with-code': stub.exitWithCode ?? (() => undefined) },
  }).exports as unknown as Exports & { memory: WebAssembly.Memory }
  const trampolineExports = instance(trampoline(functions)).exports
  const guest = new WebAssembly.Memory({ initial: stub.guestPages ?? 2 })
  const guestExports = { memory: guest, _start: instance(EMPTY_START).exports._start! }
  instance(bridge(profile), {
    guest: guestExports,
    surrogate: surrogateExports,
    adapter: surrogateExports,
    trampoline: trampolineExports,
    host: instance(copier(), { guest: guestExports, surrogate: surrogateExports }).exports,
  })
  return {
    wasi: trampolineExports as unknown as Exports,
    guest,
    guestBytes: () => new Uint8Array(guest.buffer),
    guestView: () => new DataView(guest.buffer),
    private: memory,
    surrogate: surrogateExports,
  }
}

/** (module (func (export "_start"))) */
const EMPTY_START = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[3, 2, 1, 0],
  ...[7, 10, 1, 6, 0x5f, 0x73, 0x74, 0x61, 0x72, 0x74, 0, 0],
  ...[10, 4, 1, 2, 0, 0x0b],
)
