import type { CoreModule, FuncType, GlobalType, Import, MemoryType, TableType } from './shapes.js'

/** An import or export of a module, with its type, which is `undefined` after an initialiser that can't be read. */
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

/** A core module as the linker sees it: all imports and exports with their types. */
export class ModuleExterns {
  readonly #exports: ReadonlyMap<string, CoreModule['exports'][number]>
  #types: Types | undefined

  constructor(readonly module: CoreModule) {
    this.#exports = new Map(module.exports.map((entry) => [entry.name, entry]))
  }

  exported(name: string): Extern | undefined {
    const found = this.#exports.get(name)
    if (found === undefined) return undefined
    const { kind, index } = found
    if (kind === 'func') {
      const type = this.module.funcType(index)
      return type && { kind, type }
    }
    this.#types ??= this.#allTypes()
    if (kind === 'memory') {
      const type = this.#types.memory[index]
      return type && { kind, type }
    }
    if (kind === 'table') return { kind, type: this.#types.table[index] }
    if (kind === 'global') return { kind, type: this.#types.global[index] }
    return { kind, type: this.#types.tag[index] }
  }

  /** Returns the types of everything except functions, imports first. */
  #allTypes(): Types {
    const { imports, memories, tables, globals, tags } = this.module
    const of = <T>(get: (entry: Import) => T | undefined): T[] => imports.map(get).filter((type) => type !== undefined)
    return {
      memory: [...of(({ memory }) => memory), ...memories],
      table: [...of(({ table }) => table), ...tables],
      global: [...of(({ global }) => global), ...globals],
      tag: [...of(({ kind, type }) => (kind === 'tag' ? type : undefined)), ...tags],
    }
  }
}
