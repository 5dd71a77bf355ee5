import { PREVIEW1, isPreview1 } from '../preview1/table.js'
import type { Component } from '../read/component.js'
import { readCoreModules } from '../read/component.js'
import type { CoreModule, Import } from '../read/shapes.js'
import { CoreSpaces, type Made, type Origin } from './core-spaces.js'
import { numberExports, type Renamed } from './number-exports.js'

/** The command's interface, in all versions of WASI 0.2 and in those before it. */
const RUN = /^wasi:cli\/run(@0\.2\.|$)/

/** wit-component makes five or fewer. With a bound, each import can be compared with all of them. */
const MOST_INSTANCES = 16

/** What wit-component names the instance through which the adapter calls the program. */
const MAIN = '__main_module__'

/** A component in which the official preview1 adapter serves a program. */
export interface Wrapped {
  /** The program and the adapter, as indices of core modules. */
  readonly main: number
  readonly adapter: number
  /** All core modules of the component. */
  readonly modules: readonly CoreModule[]
  /** The functions that the adapter calls in the program, such as `_start` and `cabi_realloc`. */
  readonly calls: readonly string[]
  /**
   * The program as a preview1 module: a command, or a library with these exports. `undefined` for a program with typed
   * interfaces, which only the component describes.
   */
  readonly program: { readonly exports: readonly Renamed[] | undefined } | undefined
}

/** The name of a preview1 function that an import asks for. wit-component renames an import that occurs again to `NAME [v2]`. */
export const originalName = (name: string): string => name.replace(/ \[v\d+\]$/, '')

/**
 * Recognises the components that wit-component makes of a preview1 program and the official adapter. They have four core modules
 * or more: the program, the adapter, which imports the memory of the program, and generated ones: the shim gives the
 * program its imports before the adapter exists, and the fixup connects both. Returns `undefined` for any other component.
 * https://github.com/bytecodealliance/wasm-tools/blob/main/crates/wit-component/src/encoding.rs
 */
export function wrapped(bytes: Uint8Array, { items, coreModules, composed }: Component): Wrapped | undefined {
  if (composed || coreModules < 3) return undefined
  const spaces = new CoreSpaces(items)
  const { made } = spaces
  if (made.length > MOST_INSTANCES) return undefined
  const mains = made.filter(({ args }) => args.has(PREVIEW1))
  const [main] = mains
  if (main === undefined || mains.length !== 1) return undefined
  const modules = readCoreModules(bytes, items)
  const memories = made.filter(({ module }) => usesMemory(modules[module]))
  const adapter = memories.find(({ index }) => index !== main.index)
  const program = modules[main.module]
  if (memories.length !== 2 || adapter === undefined || program === undefined) return undefined
  const found = new Shape(spaces, modules, made, main, adapter, program)
  if (!found.sharesMemory() || !found.isServed() || !found.othersAreGenerated()) return undefined
  return { main: main.module, adapter: adapter.module, modules, calls: found.calls(), program: found.program(items) }
}

const usesMemory = (module: CoreModule | undefined): boolean =>
  module !== undefined && (module.memories.length > 0 || module.imports.some(({ kind }) => kind === 'memory'))

type Instance = Made & { readonly index: number }

class Shape {
  constructor(
    readonly spaces: CoreSpaces,
    readonly modules: readonly CoreModule[],
    readonly made: readonly Instance[],
    readonly main: Instance,
    readonly adapter: Instance,
    readonly mainModule: CoreModule,
  ) {}

  /** Whether the adapter imports the program's memory, and everything else from WASI or from the program. */
  sharesMemory(): boolean {
    const { imports = [], memories = [] } = this.modules[this.adapter.module] ?? {}
    return (
      memories.length === 0 &&
      imports.every(({ module, kind }) => kind === 'memory' || module === MAIN || module.startsWith('wasi:')) &&
      imports.some((entry) => entry.kind === 'memory' && this.#isMain(this.#given(this.adapter, entry)))
    )
  }

  /** Whether each preview1 import of the program reaches the function of that name in the adapter, through shim and fixup. */
  isServed(): boolean {
    const imports = this.mainModule.imports.filter(({ module }) => module === PREVIEW1)
    return imports.length > 0 && imports.every((entry) => this.#reachesAdapter(entry))
  }

  /** Whether all other modules are generated: a shim, which imports nothing, or a module that exports nothing, such as a fixup. */
  othersAreGenerated(): boolean {
    return this.made.every(({ index, module }) => {
      if (index === this.main.index || index === this.adapter.index) return true
      const other = this.modules[module]
      return other !== undefined && (other.imports.length === 0 || other.exports.length === 0)
    })
  }

  calls(): string[] {
    const imports = this.modules[this.adapter.module]?.imports ?? []
    return imports.flatMap((entry) => {
      const given = entry.module === MAIN ? this.#given(this.adapter, entry) : undefined
      return given && this.#isMain(given) ? [given.name] : []
    })
  }

  program(items: Component['items']): Wrapped['program'] {
    if (!this.mainModule.imports.every(({ module, name }) => module === PREVIEW1 && isPreview1(originalName(name))))
      return undefined
    const exported = items.flatMap((item) => (item.is === 'export' ? [item] : []))
    if (exported.length === 1 && RUN.test(exported[0]!.name)) return this.#isCommand() ? { exports: undefined } : undefined
    const exports = numberExports(exported, this.spaces, this.mainModule, (origin) => this.#isMain(origin))
    return exports && { exports }
  }

  /** Whether the only function of the component is the adapter's, which calls the program's `_start`. */
  #isCommand(): boolean {
    const lifts = new Set(this.spaces.lifts.filter((lift) => lift !== undefined))
    const [run] = lifts
    if (run === undefined || lifts.size !== 1) return false
    return this.spaces.funcs[run.core]?.instance === this.adapter.index && this.calls().includes('_start')
  }

  #reachesAdapter(entry: Import): boolean {
    const stub = this.#given(this.main, entry)
    if (stub === undefined) return false
    return this.made.some(({ module, args }) => {
      if (this.modules[module]?.exports.length !== 0 || args.size > MOST_INSTANCES) return false
      // The fixup also imports the table of the shim, in which it puts the adapter's functions.
      const fromShim = [...args.values()].some((index) => this.spaces.exported(index, TABLE)?.instance === stub.instance)
      return fromShim && [...args.values()].some((index) => this.#isAdapters(this.spaces.exported(index, stub.name), entry.name))
    })
  }

  #isAdapters(origin: Origin | undefined, name: string): boolean {
    return origin?.instance === this.adapter.index && origin.name === originalName(name)
  }

  #isMain(origin: Origin | undefined): origin is Origin {
    return origin?.instance === this.main.index
  }

  #given(instance: Instance, { module, name }: Import): Origin | undefined {
    return this.spaces.exported(instance.args.get(module), name)
  }
}

/** The shim's table. */
const TABLE = '$imports'
