import { Abi, type Realloc } from './abi.js'
import { trap, type Kind } from './handles.js'
import type { CoreFunction, HostPart, Interfaces } from './host/contract.js'
import { problem } from './problem.js'
import type { HostState } from './state.js'

const PARTS = ['surrogate', 'adapter', 'trampoline', 'bridge'] as const

interface Need {
  readonly module: string
  /** `module` without its version. */
  readonly face: string
  readonly name: string
}

/** The compiled modules around a guest. Shared by all runs of all guests with the same import set. */
export interface Template {
  readonly modules: Readonly<Record<(typeof PARTS)[number], WebAssembly.Module>>
  readonly needs: Readonly<Record<'surrogate' | 'adapter', readonly Need[]>>
}

/** Compiles the modules that a template file carries in its custom sections. */
export const openTemplate = async (file: WebAssembly.Module): Promise<Template> => {
  const compiled = await Promise.all(
    PARTS.map((part) => {
      const [bytes] = WebAssembly.Module.customSections(file, part)
      if (!bytes) throw problem(`the template has no part ${part}`, 'it is not one that unwasi emitted', 'build again')
      return WebAssembly.compile(bytes)
    }),
  )
  const modules = Object.fromEntries(PARTS.map((part, index) => [part, compiled[index]])) as Template['modules']
  const needs = (module: WebAssembly.Module): Need[] =>
    WebAssembly.Module.imports(module).map(({ module, name }) => ({ module, face: module.replace(/@.*/, ''), name }))
  return { modules, needs: { surrogate: needs(modules.surrogate), adapter: needs(modules.adapter) } }
}

// The host functions that can wait, and so the only ones that may suspend the guest (JSPI): no output of ours ever waits.
const WAITS = /\.blocking-(read|skip|splice)$|\.block$|^poll$/

type Exports = Record<string, CoreFunction>
/** lib.dom does not know JSPI yet. https://github.com/WebAssembly/js-promise-integration */
const jspi = WebAssembly as unknown as {
  Suspending: (new (code: CoreFunction) => CoreFunction) | undefined
  promising: (code: CoreFunction) => CoreFunction
}

export const hasJspi = (): boolean => typeof jspi.Suspending === 'function' && typeof jspi.promising === 'function'

/** An instance of everything but the guest. */
export interface Linked {
  /** For the guest: the preview1 functions. */
  readonly preview1: Exports
  /** Takes the guest's instance, and starts a library. Returns a command's entry: 0 when it succeeded, 1 when it failed, or a promise thereof. */
  finish(guest: WebAssembly.Instance): (() => number | Promise<number>) | undefined
}

/** Instantiates `template` over the host made of `parts`. Only wasm frames will lie between guest and host. */
export const link = ({ modules, needs }: Template, parts: readonly HostPart[], state: HostState): Linked => {
  const hosts = parts.map((part) => part(state))

  const imports = (list: readonly Need[], abi: Abi, own: WebAssembly.ModuleImports = {}): WebAssembly.Imports => {
    const host: Interfaces = {}
    for (const make of hosts)
      for (const [face, functions] of Object.entries(make(abi))) Object.assign((host[face] ??= {}), functions)
    const all: Record<string, WebAssembly.ModuleImports> = {}
    for (const { module, face, name } of list) {
      const code = host[face]?.[name]
      ;(all[module] ??= {})[name] =
        // `env` and `__main_module__` are the surrogate.
        (face.startsWith('wasi:') ? undefined : own[name]) ??
        (code && state.async && WAITS.test(name) ? new jspi.Suspending!(code) : code) ??
        fallback(face, name, abi, state)
    }
    return all
  }
  const bind = (abi: Abi, exports: WebAssembly.Exports) =>
    abi.bind(surrogate.memory as WebAssembly.Memory, exports['cabi_import_realloc'] as Realloc)

  const surrogateAbi = new Abi()
  const adapterAbi = new Abi()
  const surrogate = new WebAssembly.Instance(modules.surrogate, imports(needs.surrogate, surrogateAbi)).exports
  bind(surrogateAbi, surrogate)
  const adapter = new WebAssembly.Instance(modules.adapter, imports(needs.adapter, adapterAbi, surrogate)).exports
  bind(adapterAbi, adapter)
  const trampoline = new WebAssembly.Instance(modules.trampoline).exports

  return {
    preview1: trampoline as Exports,
    finish(guest) {
      const memory = guest.exports['memory'] as WebAssembly.Memory | undefined
      // Without memory there are no imports to bridge.
      const host = memory ? transfers(adapterAbi, memory) : {}
      // Wanted for what its element segments do to the others' tables, and for its start function.
      void new WebAssembly.Instance(modules.bridge, { guest: guest.exports, surrogate, adapter, trampoline, host })
      const entry = Object.keys(adapter).find((name) => name.startsWith('wasi:cli/run@'))
      const run = entry && (adapter[entry] as CoreFunction)
      return (run && state.async ? jspi.promising(run) : run) as (() => number | Promise<number>) | undefined
    },
  }
}

/** What the bridge moves in bulk between guest memory and private memory. */
const transfers = (ours: Abi, memory: WebAssembly.Memory) => {
  const guest = new Abi()
  guest.bind(memory, () => trap('the guest has no realloc'))
  return {
    copy_in: (to: number, from: number, length: number) => ours.slice(to, length).set(guest.slice(from, length)),
    copy_out: (to: number, from: number, length: number) => guest.slice(to, length).set(ours.slice(from, length)),
    lend: (from: number, length: number) => ours.lend(guest, from, length),
  }
}

/** What no part of the host gives. */
const fallback = (face: string, name: string, abi: Abi, state: HostState): CoreFunction => {
  if (name.startsWith('[resource-drop]')) return (handle: number) => state.handles.drop(name.slice(15) as Kind<unknown>, handle)
  // A guest without file functions gets no filesystem part, but the adapter still looks for directories.
  if (face === 'wasi:filesystem/preopens') return (out: number) => abi.pair(out, 4, 0)
  if (face.startsWith('wasi:filesystem/')) return () => trap(`${face} ${name}: this module was made without a filesystem`)
  throw problem(
    `the host has no ${name} of ${face}`,
    'the emitted module and @unwasi/runtime are of different versions',
    'install the same version of all unwasi packages and build again',
  )
}
