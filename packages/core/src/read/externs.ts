import { skipConstExpression } from './const-expression.js'
import { readModule, SECTION, type CoreModule, type Import } from './core-module.js'
import { Reader } from './reader.js'
import { sectionName } from './sections.js'
import type { FuncType, GlobalType, MemoryType, TableType } from './shapes.js'
import { TypeReader } from './types.js'

/** What a module imports or exports, with its type. It is `undefined` where an initialiser before it can't be read. */
export type Extern =
  | { readonly kind: 'func'; readonly type: FuncType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'table'; readonly type: TableType | undefined }
  | { readonly kind: 'global'; readonly type: GlobalType | undefined }
  | { readonly kind: 'tag'; readonly type: FuncType | undefined }

interface Types {
  readonly memory: readonly MemoryType[]
  readonly table: readonly (TableType | undefined)[]
  readonly global: readonly (GlobalType | undefined)[]
  readonly tag: readonly (FuncType | undefined)[]
}

/** A core module as linking sees it: all imports and exports with their types. Raises what `readModule` does. */
export class ModuleExterns {
  readonly module: CoreModule
  readonly #exports: ReadonlyMap<string, CoreModule['exports'][number]>
  #types: Types | undefined

  constructor(readonly bytes: Uint8Array) {
    this.module = readModule(bytes)
    this.#exports = new Map(this.module.exports.map((entry) => [entry.name, entry]))
  }

  exported(name: string): Extern | undefined {
    const found = this.#exports.get(name)
    if (found === undefined) return undefined
    const { kind, index } = found
    if (kind === 'func') {
      const type = this.module.funcType(index)
      return type && { kind, type }
    }
    this.#types ??= this.#readTypes()
    if (kind === 'memory') {
      const type = this.#types.memory[index]
      return type && { kind, type }
    }
    if (kind === 'table') return { kind, type: this.#types.table[index] }
    if (kind === 'global') return { kind, type: this.#types.global[index] }
    return { kind, type: this.#types.tag[index] }
  }

  /** The types of all that is no function, imports first. */
  #readTypes(): Types {
    const { imports, memories, types } = this.module
    const of = <T>(get: (entry: Import) => T | undefined): T[] => imports.map(get).filter((type) => type !== undefined)
    return {
      memory: [...of(({ memory }) => memory), ...memories],
      table: [...of(({ table }) => table), ...this.#section(SECTION.table, table)],
      global: [...of(({ global }) => global), ...this.#section(SECTION.global, global)],
      tag: [...of(({ kind, type }) => (kind === 'tag' ? type : undefined)), ...this.#section(SECTION.tag, (t) => types[t.tag()])],
    }
  }

  /** What a section defines, as far as it can be read: `read` gives `undefined` where it can't. */
  #section<T>(id: number, read: (t: TypeReader, r: Reader) => T | undefined): T[] {
    const section = this.module.sections.find((one) => one.id === id)
    if (section === undefined) return []
    const r = new Reader(this.bytes, section.body, section.end, sectionName(id))
    const t = new TypeReader(r, new Set())
    const found: T[] = []
    for (let n = r.count(); n > 0; n--) {
      const type = read(t, r)
      if (type === undefined) break
      found.push(type)
    }
    return found
  }
}

/** Introduces a table with an initialiser: https://webassembly.github.io/spec/core/binary/modules.html#table-section */
const WITH_INITIALISER = 0x40

function table(t: TypeReader, r: Reader): TableType | undefined {
  if (r.bytes[r.pos] !== WITH_INITIALISER) return t.table()
  r.skip(2)
  const type = t.table()
  return skipConstExpression(r) ? type : undefined
}

function global(t: TypeReader, r: Reader): GlobalType | undefined {
  const type = t.global()
  return skipConstExpression(r) ? type : undefined
}
