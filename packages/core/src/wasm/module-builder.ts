import { flatten, leb, name, section, vec, type Bytes } from './encode.js'
import { i32 } from './code.js'

export type ValType = 'i32' | 'i64' | 'f32' | 'f64'

export interface Signature {
  readonly params: readonly ValType[]
  readonly results: readonly ValType[]
}

const VALTYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const
const FUNCREF = 0x70
const KIND = { func: 0, table: 1, memory: 2 } as const

/** Hands out the locals of one function, after its parameters. */
export class Locals {
  readonly types: ValType[] = []
  constructor(private readonly params: number) {}

  local(type: ValType): number {
    this.types.push(type)
    return this.params + this.types.length - 1
  }

  i32(): number {
    return this.local('i32')
  }
}

/**
 * Assembles one core module out of imports, functions, at most one memory and tables. Emits binary directly: the modules are
 * small and made at build time of somebody's app, where parsing WAT costs a quarter of a second.
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
    const list = (types: readonly ValType[]): Bytes => vec(types.map((type) => [VALTYPE[type]]))
    this.#typeBytes.push([0x60, list(params), list(results)])
    return this.#types.push(key) - 1
  }

  /** All imports come before the first defined function: indices count imports first. */
  importFunction(module: string, field: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error('import after a defined function')
    this.#imports.push([name(module), name(field), KIND.func, leb(this.type(signature))])
    return this.#importedFunctions++
  }

  importMemory(module: string, field: string): void {
    this.#imports.push([name(module), name(field), KIND.memory, 0x00, 0])
  }

  importTable(module: string, field: string, size: number): number {
    this.#imports.push([name(module), name(field), KIND.table, FUNCREF, 0x00, leb(size)])
    return this.#importedTables++
  }

  /** Defines a function; `body` gets the locals after the parameters. Returns its index. */
  function(signature: Signature, body: (locals: Locals) => Bytes): number {
    const locals = new Locals(signature.params.length)
    const code = body(locals)
    const declared = vec(locals.types.map((type) => [1, VALTYPE[type]]))
    this.#functions.push({ type: this.type(signature), code: [declared, code, 0x0b] })
    return this.#importedFunctions + this.#functions.length - 1
  }

  table(size: number): number {
    this.#tables.push([FUNCREF, 0x01, leb(size), leb(size)])
    return this.#importedTables + this.#tables.length - 1
  }

  memory(pages: number, maximum: number): void {
    this.#memories.push([0x01, leb(pages), leb(maximum)])
  }

  /** A mutable i32 global. */
  global(initial: number): number {
    this.#globals.push([VALTYPE.i32, 0x01, i32(initial), 0x0b])
    return this.#globals.length - 1
  }

  export(field: string, kind: keyof typeof KIND, index: number): void {
    this.#exports.push([name(field), KIND[kind], leb(index)])
  }

  /** Fills `table` from index 0 at instantiation. */
  elements(table: number, functions: readonly number[]): void {
    if (functions.length === 0) return
    this.#elements.push([0x02, leb(table), i32(0), 0x0b, 0x00, vec(functions.map((index) => leb(index)))])
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
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...part(1, this.#typeBytes),
      ...part(2, this.#imports),
      ...part(
        3,
        this.#functions.map(({ type }) => leb(type)),
      ),
      ...part(4, this.#tables),
      ...part(5, this.#memories),
      ...part(6, this.#globals),
      ...part(7, this.#exports),
      ...(this.#start === undefined ? [] : section(8, leb(this.#start))),
      ...part(9, this.#elements),
      ...part(10, bodies),
    ])
  }
}
