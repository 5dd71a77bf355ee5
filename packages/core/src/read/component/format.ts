/**
 * The numbers of the component binary format.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
 */

/** Section ids. */
export const COMPONENT_SECTION = {
  custom: 0,
  coreModule: 1,
  coreInstance: 2,
  coreType: 3,
  component: 4,
  instance: 5,
  alias: 6,
  type: 7,
  canon: 8,
  start: 9,
  import: 10,
  export: 11,
  value: 12,
} as const

/** What an index refers to. */
export type Sort = 'func' | 'value' | 'type' | 'component' | 'instance'
export type CoreSort = 'func' | 'table' | 'memory' | 'global' | 'tag' | 'type' | 'module' | 'instance'

/** The sort of everything in core WebAssembly. A core sort follows it. */
export const CORE_SORT = 0x00
/** The core sorts of functions and of core instances. */
export const CORE_SORT_OF_FUNC = 0x00
export const CORE_SORT_OF_INSTANCE = 0x12
export const SORTS: ReadonlyMap<number, Sort> = new Map([
  [0x01, 'func'],
  [0x02, 'value'],
  [0x03, 'type'],
  [0x04, 'component'],
  [0x05, 'instance'],
])
export const CORE_SORTS: ReadonlyMap<number, CoreSort> = new Map([
  [CORE_SORT_OF_FUNC, 'func'],
  [0x01, 'table'],
  [0x02, 'memory'],
  [0x03, 'global'],
  [0x04, 'tag'],
  [0x10, 'type'],
  [0x11, 'module'],
  [CORE_SORT_OF_INSTANCE, 'instance'],
])

/** The first byte of an instance's or core instance's expression. */
export const INSTANCE = { instantiate: 0x00, inlineExports: 0x01 } as const

export const ALIAS = { export: 0x00, coreExport: 0x01, outer: 0x02 } as const

/** The first byte of a name; attributes follow the last form. */
export const NAME = { plain: 0x00, interface: 0x01, withAttributes: 0x02 } as const
/** `implements`, `version-suffix` and `external-id`. */
export const LAST_ATTRIBUTE = 0x02

/** Bounds of imported and exported types, and of imported values. */
export const BOUND = { equal: 0x00, subResource: 0x01 } as const
export const VALUE_BOUND = { equal: 0x00, type: 0x01 } as const

/** Declarations in the types of instances and components. */
export const DECLARATION = { coreType: 0x00, type: 0x01, alias: 0x02, import: 0x03, export: 0x04 } as const

/** Types other than value types. */
export const TYPE = {
  func: 0x40,
  asyncFunc: 0x43,
  component: 0x41,
  instance: 0x42,
  resource: 0x3f,
  asyncResource: 0x3e,
} as const

/** Value types with parts. */
export const VALUE = {
  record: 0x72,
  variant: 0x71,
  list: 0x70,
  tuple: 0x6f,
  flags: 0x6e,
  enum: 0x6d,
  option: 0x6b,
  result: 0x6a,
  own: 0x69,
  borrow: 0x68,
  fixedList: 0x67,
  stream: 0x66,
  future: 0x65,
  map: 0x63,
} as const

export type Primitive =
  | 'bool'
  | 's8'
  | 'u8'
  | 's16'
  | 'u16'
  | 's32'
  | 'u32'
  | 's64'
  | 'u64'
  | 'f32'
  | 'f64'
  | 'char'
  | 'string'
  | 'error-context'

export const PRIMITIVES: ReadonlyMap<number, Primitive> = new Map([
  [0x7f, 'bool'],
  [0x7e, 's8'],
  [0x7d, 'u8'],
  [0x7c, 's16'],
  [0x7b, 'u16'],
  [0x7a, 's32'],
  [0x79, 'u32'],
  [0x78, 's64'],
  [0x77, 'u64'],
  [0x76, 'f32'],
  [0x75, 'f64'],
  [0x74, 'char'],
  [0x73, 'string'],
  [0x64, 'error-context'],
])

/** `i32`, which represents a resource. */
export const CORE_I32 = 0x7f
/** `i64`, which may represent a resource in the 64-bit extension of the canonical ABI. */
export const CORE_I64 = 0x7e

/** Every built-in with a higher number (tasks, streams, futures, waitables, threads) belongs to the async proposal. */
export const CANON = { lift: 0x00, lower: 0x01, resourceNew: 0x02, resourceDrop: 0x03, resourceRep: 0x04 } as const

export const OPTION = {
  utf8: 0x00,
  utf16: 0x01,
  latin1: 0x02,
  memory: 0x03,
  realloc: 0x04,
  postReturn: 0x05,
  async: 0x06,
  callback: 0x07,
} as const

/** The maximum depth of nested components, types or instances: far more than tools write, and shallow enough for the stack. */
export const MAX_NESTING = 100
