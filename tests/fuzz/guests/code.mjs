// The instructions of the guest: https://webassembly.github.io/spec/core/binary/instructions.html
import { leb, signed } from './bytes.mjs'

export const VOID = 0x40
export const TYPE = { i32: 0x7f, i64: 0x7e, externref: 0x6f, funcref: 0x70 }

export const get = (local) => [0x20, leb(local)]
export const set = (local, value) => [value, 0x21, leb(local)]
export const getGlobal = (global) => [0x23, leb(global)]
export const setGlobal = (global, value) => [value, 0x24, leb(global)]
export const i32 = (value) => [0x41, signed(value)]
export const i64 = (value) => [0x42, signed(value)]
export const call = (func, ...args) => [args, 0x10, leb(func)]
export const callIndirect = (type, table, index, ...args) => [args, index, 0x11, leb(type), leb(table)]
export const block = (...body) => [0x02, VOID, body, 0x0b]
export const loop = (...body) => [0x03, VOID, body, 0x0b]
export const when = (condition, ...then) => [condition, 0x04, VOID, then, 0x0b]
export const branch = (depth) => [0x0c, leb(depth)]
export const branchIf = (depth, condition) => [condition, 0x0d, leb(depth)]
export const leave = [0x0f]
export const unreachable = [0x00]

const binary =
  (opcode) =>
  (...operands) => [operands, opcode]
export const eqz = binary(0x45)
export const eq = binary(0x46)
export const gtU = binary(0x4b)
export const geU = binary(0x4f)
export const add = binary(0x6a)
export const sub = binary(0x6b)
export const mul = binary(0x6c)
export const and = binary(0x71)
export const or = binary(0x72)
export const shl = binary(0x74)
export const shrU = binary(0x76)
export const shl64 = binary(0x86)
export const add64 = binary(0x7c)
export const gtU64 = binary(0x56)
export const wrap = binary(0xa7)
export const extend = binary(0xad)

const access =
  (opcode) =>
  (offset, ...operands) => [operands, opcode, 0, leb(offset)]
export const load32 = access(0x28)
export const load64 = access(0x29)
export const load8 = access(0x2d)
export const load16 = access(0x2f)
export const load32as64 = access(0x35)
export const store64 = access(0x37)

export const memorySize = [0x3f, 0]
export const memoryGrow = (pages) => [pages, 0x40, 0]
export const memoryInit = (segment, to, from, size) => [to, from, size, 0xfc, 8, leb(segment), 0]
export const memoryCopy = (to, from, size) => [to, from, size, 0xfc, 10, 0, 0]
export const memoryFill = (to, byte, size) => [to, byte, size, 0xfc, 11, 0]
export const refFunc = (func) => [0xd2, leb(func)]
export const tableGet = (table, index) => [index, 0x25, leb(table)]
export const tableSet = (table, index, value) => [index, value, 0x26, leb(table)]

/** Runs `body`, and continues with `handler` if `catch_all` sees what it throws. */
export const caught = {
  // https://github.com/WebAssembly/exception-handling/blob/main/proposals/exception-handling/legacy/Exceptions.md
  legacy: (body, handler) => [0x06, VOID, body, 0x19, handler, 0x0b],
  // This is a try_table with one clause, catch_all_ref to the block around it, whose value is the exception.
  exnref: (body, handler) => [
    0x02,
    VOID,
    [0x02, 0x69, 0x1f, VOID, 0x01, 0x03, 0, body, 0x0b, branch(1), 0x0b],
    0x1a,
    handler,
    0x0b,
  ],
}
