import { i32 } from './code.js'
import { flatten, leb, name, section, vec, type Bytes } from './encode.js'
import { FUNC, FUNCREF, KIND, LIMIT, MAGIC, MODULE_VERSION, OP, SECTION, VALUE_TYPE } from './format.js'
import type { NumberType, Signature } from './signature.js'

const NO_LIMIT = 0x00
const MUTABLE = 0x01
/** The first byte of an element segment that names its table and lists function indices. */
const ELEMENTS_OF_TABLE = 0x02
const ELEMENT_KIND_FUNC = 0x00

/** Hands out the locals of one function, after its parameters. */
export class Locals {
  readonly types: NumberType[] = []
  constructor(private readonly params: number) {}

  local(type: NumberType): number {
    this.types.push(type)
    return this.params + this.types.length - 1
  }

  i32(): number {
    return this.local('i32')
  }
}

/**
 * Assembles a core module from imports, functions, tables and at most one memory. It emits binary directly: the modules are
 * small, and parsing WAT would add a quarter of a second to the build of a user's app.
 */
export class ModuleBuilder {
  readonly #types: string[] = []
  readonly #typeBytes: Bytes[] = []
  readonly #imports: Bytes[] = []
  readonly #functions: { type: number; code: Bytes }[] = []
  readonly #tables: Bytes[] = []
  readonly #memories: Bytes[] = []
  readonly #globals: Bytes[] = []
  readonly #exports: Bytes[] = []
  readonly #elements: Bytes[] = []
  #importedFunctions = 0
  #importedTables = 0
  #start: number | undefined

  type({ params, results }: Signature): number {
    const key = `${params.join()}>${results.join()}`
    const known = this.#types.indexOf(key)
    if (known >= 0) return known
    const list = (types: readonly NumberType[]): Bytes => vec(types.map((type) => [VALUE_TYPE[type]]))
    this.#typeBytes.push([FUNC, list(params), list(results)])
    return this.#types.push(key) - 1
  }

  /** All imports must come before the first defined function, because indices count imports first. */
  importFunction(module: string, field: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error('import after a defined function')
    this.#imports.push([name(module), name(field), KIND.func, leb(this.type(signature))])
    return this.#importedFunctions++
  }

  importMemory(module: string, field: string): void {
    this.#imports.push([name(module), name(field), KIND.memory, NO_LIMIT, 0])
  }

  importTable(module: string, field: string, size: number): number {
    this.#imports.push([name(module), name(field), KIND.table, FUNCREF, NO_LIMIT, leb(size)])
    return this.#importedTables++
  }

  /** Defines a function and returns its index. `body` gets the locals after the parameters. */
  function(signature: Signature, body: (locals: Locals) => Bytes): number {
    const locals = new Locals(signature.params.length)
    const code = body(locals)
    const declared = vec(locals.types.map((type) => [1, VALUE_TYPE[type]]))
    this.#functions.push({ type: this.type(signature), code: [declared, code, OP.end] })
    return this.#importedFunctions + this.#functions.length - 1
  }

  table(size: number): number {
    this.#tables.push([FUNCREF, LIMIT.max, leb(size), leb(size)])
    return this.#importedTables + this.#tables.length - 1
  }

  memory(pages: number, maximum: number): void {
    this.#memories.push([LIMIT.max, leb(pages), leb(maximum)])
  }

  /** A mutable i32 global. */
  global(initial: number): number {
    this.#globals.push([VALUE_TYPE.i32, MUTABLE, i32(initial), OP.end])
    return this.#globals.length - 1
  }

  export(field: string, kind: 'func' | 'table' | 'memory' | 'global', index: number): void {
    this.#exports.push([name(field), KIND[kind], leb(index)])
  }

  /** Fills `table` from index 0 at instantiation. */
  elements(table: number, functions: readonly number[]): void {
    if (functions.length === 0) return
    this.#elements.push([
      ELEMENTS_OF_TABLE,
      leb(table),
      i32(0),
      OP.end,
      ELEMENT_KIND_FUNC,
      vec(functions.map((index) => leb(index))),
    ])
  }

  start(func: number): void {
    this.#start = func
  }

  build(): Uint8Array {
    const bodies = this.#functions.map(({ code }) => {
      const flat = flatten(code)
      return [leb(flat.length), flat]
    })
    const part = (id: number, items: readonly Bytes[]): number[] => (items.length === 0 ? [] : section(id, vec(items)))
    return Uint8Array.from([
      ...MAGIC,
      ...MODULE_VERSION,
      ...part(SECTION.type, this.#typeBytes),
      ...part(SECTION.import, this.#imports),
      ...part(
        SECTION.function,
        this.#functions.map(({ type }) => leb(type)),
      ),
      ...part(SECTION.table, this.#tables),
      ...part(SECTION.memory, this.#memories),
      ...part(SECTION.global, this.#globals),
      ...part(SECTION.export, this.#exports),
      ...(this.#start === undefined ? [] : section(SECTION.start, leb(this.#start))),
      ...part(SECTION.element, this.#elements),
      ...part(SECTION.code, bodies),
    ])
  }
}
