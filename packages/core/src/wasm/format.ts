/**
 * The numbers of the core binary format.
 * https://webassembly.github.io/spec/core/binary/
 */

export const MAGIC = [0x00, 0x61, 0x73, 0x6d] as const

/** The version and the layer, two bytes each, which follow the magic number. */
export const MODULE_VERSION = [0x01, 0x00, 0x00, 0x00] as const

/** The size of the magic number, the version and the layer. */
export const HEADER_SIZE = 8

/** Section ids of core modules. */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const

/** The kinds of imports and exports. */
export const KIND = { func: 0x00, table: 0x01, memory: 0x02, global: 0x03, tag: 0x04 } as const

export const VALUE_TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const

export const FUNCREF = 0x70
export const EXTERNREF = 0x6f

/** The first byte of a function type. */
export const FUNC = 0x60

/** Flags of the limits of memories and tables. */
export const LIMIT = { max: 0x01, shared: 0x02, is64: 0x04, pageSize: 0x08 } as const

/** The log2 of the page size of a memory that does not state another one. */
export const PAGE_LOG2 = 16

/** The result type of a block that leaves nothing. */
export const VOID_BLOCK = 0x40

/** Opcodes. */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8U: 0x2d,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32GeU: 0x4f,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivU: 0x6e,
  i32And: 0x71,
  i32Or: 0x72,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i64LtU: 0x54,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  refNull: 0xd0,
  refFunc: 0xd2,
  /** The prefix of instructions for structures and arrays. */
  gc: 0xfb,
  /** The prefix of vector instructions. */
  vector: 0xfd,
} as const
