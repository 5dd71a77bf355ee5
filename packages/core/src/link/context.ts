import type { Unsupported } from '@unwasi/runtime'
import type { UnwasiError } from '../errors.js'
import { MAX_NESTING } from '../read/component/format.js'
import { coreModuleRanges } from '../read/component.js'
import type { Item } from '../read/component/items.js'
import { readModule } from '../read/core-module.js'
import { ModuleExterns } from '../read/externs.js'
import { isModule } from '../read/header.js'
import { Reader } from '../read/reader.js'
import type { CoreModule } from '../read/shapes.js'
import type { Drop } from './linked.js'
import { unknownShape } from './problems.js'

/** The number of steps that linking may take. Instances of instances multiply, but real components stay far below. */
const MAX_STEPS = 1_000_000

/**
 * The number of parts that all types with glue may have. Types refer to each other, so a few bytes can have billions of parts.
 * jco takes a second for this many.
 */
const MAX_PARTS = 20_000

/** Limits the cost of linking one component, makes its errors, and collects what its core modules import. */
export class Context {
  #steps = 0
  #parts = 0
  #depth = 0
  readonly #reader: Reader

  /** Whether the component must have a plan, so that it has no programs inside. */
  planned = false
  readonly drops: Drop[][] = []
  /** The functions that are lowered, of the interfaces that the component imports. */
  readonly lowered: (readonly [interfaceName: string, name: string])[] = []
  /** Those of them that the host lacks and that return an error which says so, by interface and name. */
  readonly unsupported = new Map<string, Unsupported>()
  /** The number of elements to which all tables may grow. */
  elements = 0
  /** The core modules by their start in the file. Each is read once, however often a component inside is instantiated. */
  readonly #externs = new Map<number, ModuleExterns>()

  /**
   * @param bytes the component
   * @param items its items, from `decode`
   * @param modules its core modules, without those of components inside it
   */
  constructor(
    readonly bytes: Uint8Array,
    items: readonly Item[],
    modules: readonly CoreModule[],
  ) {
    // A reader of the component, for errors that name an offset in it.
    this.#reader = new Reader(bytes, 0, undefined, 'component')
    coreModuleRanges(items).forEach(([start], index) => {
      const module = modules[index]
      if (module !== undefined) this.#externs.set(start, new ModuleExterns(module))
    })
  }

  get cores(): CoreModule[] {
    return [...this.#externs.values()].map(({ module }) => module)
  }

  /** Returns the imports and exports of the core module in that range. */
  externs({ start, end }: { readonly start: number; readonly end: number }): ModuleExterns {
    const known = this.#externs.get(start)
    if (known) return known
    const module = this.bytes.subarray(start, end)
    if (!isModule(module)) throw this.malformed('a core module section without a core module', start)
    const externs = new ModuleExterns(readModule(module))
    this.#externs.set(start, externs)
    return externs
  }

  /** Call it for each declaration and definition that is visited, with the number of its parts. */
  step(at: number, parts = 1): void {
    this.#steps += parts
    if (this.#steps > MAX_STEPS) throw this.#reader.excessive(`more than ${MAX_STEPS} definitions, counting instances`, at)
  }

  /** Call it for each function and each named type of a library, with the number of its parts. */
  glue(parts: number): void {
    this.#parts += parts
    if (this.#parts > MAX_PARTS)
      throw unknownShape(`the types of its functions have more than ${MAX_PARTS} parts when they are written out`)
  }

  /** Runs `run` one level deeper, in a nested instance or component. */
  deeper<T>(at: number, run: () => T): T {
    if (this.#depth === MAX_NESTING) throw this.#reader.excessive(`more than ${MAX_NESTING} levels of instances`, at)
    this.#depth++
    try {
      return run()
    } finally {
      this.#depth--
    }
  }

  malformed(found: string, at: number): UnwasiError {
    return this.#reader.malformed(found, at)
  }
}
