// These types describe a core module as plain data, which the reader makes.

/** One section of a core module or component. Offsets are into the file's bytes; nothing is copied. */
export interface Section {
  id: number
  /** Offset of the id byte. */
  start: number
  /** Offset of the content, after id and size. For a custom section the content begins with its name. */
  body: number
  end: number
  /** Custom sections (id 0) only. */
  name?: string
  /** Custom sections only: offset of the payload, after the name. */
  data?: number
}

/** A value type. All reference types are `ref`. */
export type ValType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'ref'

export interface FuncType {
  params: ValType[]
  results: ValType[]
  /** The reference types of the values called `ref`, in order; absent if there are no such values. */
  refs?: string[]
  /** Whether it is declared with supertypes or in a group, so that an equal declaration elsewhere may be another type. */
  nominal?: true
}

export interface TableType {
  element: string
  min: bigint
  max?: bigint
  table64: boolean
}

export interface GlobalType {
  type: ValType
  /** The reference type, if `type` is `ref`. */
  ref?: string
  mutable: boolean
}

/** Returns the number of parameters and results. */
export const width = (type: FuncType | undefined): number => (type === undefined ? 0 : type.params.length + type.results.length)

/** Sizes in pages. */
export interface MemoryType {
  min: number
  max?: number
  shared: boolean
  memory64: boolean
  /** The log2 of the page size in bytes, if the file states it. Otherwise a page has 64 KiB. */
  pageSizeLog2?: number
}

export type Feature =
  | 'simd'
  | 'reference types'
  | 'typed function references'
  | 'gc'
  | 'exceptions'
  /** Exceptions as WebAssembly 3.0 has them. Those of before are called `exceptions`. */
  | 'exnref'
  | 'tail calls'
  | 'relaxed simd'
  | 'extended const'
  | 'bulk memory'
  | 'sign extension'
  | 'non-trapping conversions'
  | 'wide arithmetic'
  | 'multi-value'
  | 'multi-memory'
  | 'memory64'
  | 'threads'
  | 'custom page sizes'

export type ExternKind = 'func' | 'table' | 'memory' | 'global' | 'tag'

export interface Import {
  module: string
  name: string
  kind: ExternKind
  /** Functions (and tags) only. */
  type?: FuncType
  /** Memories only. */
  memory?: MemoryType
  /** Tables only. */
  table?: TableType
  /** Globals only. */
  global?: GlobalType
  /** Byte range of this entry in the file. */
  start: number
  end: number
}

export interface Export {
  name: string
  kind: ExternKind
  index: number
}

export interface Custom {
  name: string
  /** Byte range of the whole section in the file. */
  start: number
  end: number
  /** Offset of the payload, after the section's name. */
  data: number
}

export interface CoreModule {
  sections: Section[]
  /** The types by index, or `undefined` for types that are not function types. */
  types: (FuncType | undefined)[]
  imports: Import[]
  /** The memories defined here; imported ones are in `imports`. */
  memories: MemoryType[]
  /** The tables and globals defined here, as far as their initialisers can be read. */
  tables: TableType[]
  globals: GlobalType[]
  /** The tags defined here, or `undefined` for tags whose type is not a function type. */
  tags: (FuncType | undefined)[]
  /** The number of functions defined here. */
  functionCount: number
  exports: Export[]
  /** Index of the start function, imports counted first. */
  start?: number
  customs: Custom[]
  /** Features that types, imports and declarations use. Code is not read. */
  features: Set<Feature>
  /** Returns the type of the function that is exported as `name`, if there is one. */
  exportedFunction(name: string): FuncType | undefined
  /** Returns the type of a function by index, imports counted first. */
  funcType(index: number): FuncType | undefined
}
