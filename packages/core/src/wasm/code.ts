/**
 * Instructions as functions: `call(f, get(0), i32(4))` is the bytes that evaluate the arguments, then call.
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html
 */
import { leb, signedLeb, type Bytes } from './encode.js'

const VOID_BLOCK = 0x40

export const get = (local: number): Bytes => [0x20, leb(local)]
export const set = (local: number, value: Bytes): Bytes => [value, 0x21, leb(local)]
export const tee = (local: number, value: Bytes): Bytes => [value, 0x22, leb(local)]
export const getGlobal = (global: number): Bytes => [0x23, leb(global)]
export const setGlobal = (global: number, value: Bytes): Bytes => [value, 0x24, leb(global)]

export const i32 = (value: number): Bytes => [0x41, signedLeb(value | 0)]
export const i64 = (value: number): Bytes => [0x42, signedLeb(value)]
export const drop = (value: Bytes): Bytes => [value, 0x1a]
export const call = (func: number, ...args: Bytes[]): Bytes => [args, 0x10, leb(func)]
export const callIndirect = (type: number, index: Bytes, ...args: Bytes[]): Bytes => [args, index, 0x11, leb(type), leb(0)]
export const ret = (value: Bytes): Bytes => [value, 0x0f]
/** Leaves a function without result. */
export const leave: Bytes = [0x0f]
export const unreachable: Bytes = [0x00]

export const when = (condition: Bytes, then: Bytes, otherwise?: Bytes): Bytes => [
  condition,
  0x04,
  VOID_BLOCK,
  then,
  otherwise === undefined ? [] : [0x05, otherwise],
  0x0b,
]

/** `while (condition) body`: a block that the condition leaves, around a loop. */
export const whileTrue = (condition: Bytes, body: Bytes): Bytes => [
  [0x02, VOID_BLOCK, 0x03, VOID_BLOCK],
  eqz(condition),
  [0x0d, 1],
  body,
  [0x0c, 0, 0x0b, 0x0b],
]

const binary =
  (opcode: number) =>
  (a: Bytes, b: Bytes): Bytes => [a, b, opcode]

export const eqz = (a: Bytes): Bytes => [a, 0x45]
export const eq = binary(0x46)
export const ltU = binary(0x49)
export const gtU = binary(0x4b)
export const geU = binary(0x4f)
export const add = binary(0x6a)
export const sub = binary(0x6b)
export const mul = binary(0x6c)
export const divU = binary(0x6e)
export const and = binary(0x71)
export const or = binary(0x72)
export const shl = binary(0x74)
export const shrU = binary(0x76)

// Memory 0. Alignment immediates are hints; 0 (one byte) is right for pointers we know nothing about.
const load =
  (opcode: number) =>
  (address: Bytes, offset = 0): Bytes => [address, opcode, 0, leb(offset)]
const store =
  (opcode: number) =>
  (address: Bytes, value: Bytes, offset = 0): Bytes => [address, value, opcode, 0, leb(offset)]

export const load32 = load(0x28)
export const load64 = load(0x29)
export const load8 = load(0x2d)
export const store32 = store(0x36)
export const store64 = store(0x37)
export const store8 = store(0x3a)
export const memoryGrow = (pages: Bytes): Bytes => [pages, 0x40, 0]
