/**
 * Functions that return instructions: `call(f, get(0), i32(4))` returns the bytes that evaluate the arguments and then call.
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html
 */
import { leb, signedLeb, type Bytes } from './encode.js'
import { OP, VOID_BLOCK } from './format.js'

export const get = (local: number): Bytes => [OP.localGet, leb(local)]
export const set = (local: number, value: Bytes): Bytes => [value, OP.localSet, leb(local)]
export const tee = (local: number, value: Bytes): Bytes => [value, OP.localTee, leb(local)]
export const getGlobal = (global: number): Bytes => [OP.globalGet, leb(global)]
export const setGlobal = (global: number, value: Bytes): Bytes => [value, OP.globalSet, leb(global)]

export const i32 = (value: number): Bytes => [OP.i32Const, signedLeb(value | 0)]
export const i64 = (value: number): Bytes => [OP.i64Const, signedLeb(value)]
export const drop = (value: Bytes): Bytes => [value, OP.drop]
export const call = (func: number, ...args: Bytes[]): Bytes => [args, OP.call, leb(func)]
export const callIndirect = (type: number, index: Bytes, ...args: Bytes[]): Bytes => [
  args,
  index,
  OP.callIndirect,
  leb(type),
  leb(0),
]
export const ret = (value: Bytes): Bytes => [value, OP.return]
/** Returns from a function without results. */
export const leave: Bytes = [OP.return]
export const unreachable: Bytes = [OP.unreachable]

export const when = (condition: Bytes, then: Bytes, otherwise?: Bytes): Bytes => [
  condition,
  OP.if,
  VOID_BLOCK,
  then,
  otherwise === undefined ? [] : [OP.else, otherwise],
  OP.end,
]

/** `while (condition) body`: a block that the condition leaves, around a loop. */
export const whileTrue = (condition: Bytes, body: Bytes): Bytes => [
  [OP.block, VOID_BLOCK, OP.loop, VOID_BLOCK],
  eqz(condition),
  [OP.brIf, 1],
  body,
  [OP.br, 0, OP.end, OP.end],
]

const binary =
  (opcode: number) =>
  (a: Bytes, b: Bytes): Bytes => [a, b, opcode]

export const eqz = (a: Bytes): Bytes => [a, OP.i32Eqz]
export const eq = binary(OP.i32Eq)
export const ltU = binary(OP.i32LtU)
export const gtU = binary(OP.i32GtU)
export const geU = binary(OP.i32GeU)
export const add = binary(OP.i32Add)
export const sub = binary(OP.i32Sub)
export const mul = binary(OP.i32Mul)
export const divU = binary(OP.i32DivU)
export const and = binary(OP.i32And)
export const or = binary(OP.i32Or)
export const shl = binary(OP.i32Shl)
export const shrU = binary(OP.i32ShrU)
export const ltU64 = binary(OP.i64LtU)
export const sub64 = binary(OP.i64Sub)

// These access memory 0. Alignment immediates are hints, and 0 (one byte) is right for pointers that we know nothing about.
const load =
  (opcode: number) =>
  (address: Bytes, offset = 0): Bytes => [address, opcode, 0, leb(offset)]
const store =
  (opcode: number) =>
  (address: Bytes, value: Bytes, offset = 0): Bytes => [address, value, opcode, 0, leb(offset)]

export const load32 = load(OP.i32Load)
export const load64 = load(OP.i64Load)
export const load8 = load(OP.i32Load8U)
export const store32 = store(OP.i32Store)
export const store64 = store(OP.i64Store)
export const store8 = store(OP.i32Store8)
export const memoryGrow = (pages: Bytes): Bytes => [pages, OP.memoryGrow, 0]
