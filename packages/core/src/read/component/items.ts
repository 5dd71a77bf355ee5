import type { CoreSort, Primitive, Sort } from './format.js'

// These types are the decoder's output: the entries of a component's sections, in their order, with the indices of the file.

/** A type inside a value type: a primitive type, or a type index. */
export type TypeRef = Primitive | number

export interface Labelled {
  readonly name: string
  readonly type: TypeRef
}

export type TypeExpression =
  | { readonly is: 'primitive'; readonly type: Primitive }
  | { readonly is: 'record'; readonly fields: readonly Labelled[] }
  | { readonly is: 'variant'; readonly cases: readonly { readonly name: string; readonly type: TypeRef | undefined }[] }
  | { readonly is: 'list' | 'option'; readonly type: TypeRef }
  | { readonly is: 'fixed list'; readonly type: TypeRef; readonly length: number }
  | { readonly is: 'map'; readonly key: TypeRef; readonly type: TypeRef }
  | { readonly is: 'tuple'; readonly types: readonly TypeRef[] }
  | { readonly is: 'flags' | 'enum'; readonly names: readonly string[] }
  | { readonly is: 'result'; readonly ok: TypeRef | undefined; readonly error: TypeRef | undefined }
  | { readonly is: 'own' | 'borrow'; readonly resource: number }
  | { readonly is: 'stream' | 'future'; readonly type: TypeRef | undefined }
  | { readonly is: 'func'; readonly async: boolean; readonly params: readonly Labelled[]; readonly result: TypeRef | undefined }
  | { readonly is: 'resource' }
  | { readonly is: 'instance' | 'component'; readonly declarations: readonly Declaration[] }

export type Declaration =
  | Alias
  | (At &
      (
        | { readonly is: 'type'; readonly type: TypeExpression }
        | { readonly is: 'import' | 'export'; readonly name: string; readonly type: ExternType }
      ))

/** The type of an import, or the type that an export is declared to have. */
export type ExternType =
  | { readonly sort: 'module' | 'func' | 'component' | 'instance'; readonly type: number }
  | { readonly sort: 'value'; readonly type?: TypeRef }
  /** `undefined` stands for a resource that is not defined here. */
  | { readonly sort: 'type'; readonly equal: number | undefined }

export interface SortIndex {
  /** `undefined` stands for something of core WebAssembly, whose sort is `core`. */
  readonly sort: Sort | undefined
  readonly core: CoreSort | undefined
  readonly index: number
}

export interface Argument extends At {
  readonly name: string
  readonly of: SortIndex
}

export interface CoreArgument extends At {
  readonly name: string
  readonly sort: CoreSort
  readonly index: number
}

export type Alias = At & { readonly is: 'alias'; readonly sort: Sort | undefined; readonly core: CoreSort | undefined } & (
    | { readonly from: 'export' | 'core export'; readonly instance: number; readonly name: string }
    | { readonly from: 'outer'; readonly levels: number; readonly index: number }
  )

export interface CanonOptions {
  /** All encodings that the file names, which may be several or none. */
  readonly encodings: readonly ('utf8' | 'utf16' | 'latin1+utf16')[]
  readonly memory?: number
  readonly realloc?: number
  readonly postReturn?: number
  readonly async: boolean
}

export type Canon =
  | { readonly canon: 'lift'; readonly core: number; readonly options: CanonOptions; readonly type: number }
  | { readonly canon: 'lower'; readonly func: number; readonly options: CanonOptions }
  | { readonly canon: 'resource.new' | 'resource.drop' | 'resource.rep'; readonly type: number }
  /** A built-in of the async proposal. It and the rest of its section are not read. */
  | { readonly canon: 'async' }

interface At {
  /** Offset in the component's bytes, for messages. */
  readonly at: number
}

export type Item = Alias | ItemAt

type ItemAt = At &
  (
    | { readonly is: 'core module'; readonly start: number; readonly end: number }
    | { readonly is: 'core instance'; readonly module: number; readonly args: readonly CoreArgument[] }
    | { readonly is: 'core exports'; readonly exports: readonly CoreArgument[] }
    /** `start` is the offset in the file from which those of its `items` count. */
    | { readonly is: 'component'; readonly start: number; readonly items: readonly Item[] }
    | { readonly is: 'instance'; readonly component: number; readonly args: readonly Argument[] }
    | { readonly is: 'exports'; readonly exports: readonly Argument[] }
    | { readonly is: 'type'; readonly type: TypeExpression }
    | ({ readonly is: 'canon' } & Canon)
    | { readonly is: 'import'; readonly name: string; readonly type: ExternType }
    | { readonly is: 'export'; readonly name: string; readonly of: SortIndex; readonly type: ExternType | undefined }
    /** A section that is known but not read: `start` or values. Core types are left out, because nothing here refers to them. */
    | { readonly is: 'section'; readonly id: number }
  )
