import { OP } from '../wasm/format.js'
import type { Reader } from './reader.js'
import type { Feature } from './shapes.js'

// https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions
/** Operators without immediate operands. */
const ARITHMETIC: readonly number[] = [OP.i32Add, OP.i32Sub, OP.i32Mul, OP.i64Add, OP.i64Sub, OP.i64Mul]
const V128_CONST = 12
/** struct.new, struct.new_default, array.new and array.new_default; array.new_fixed; any.convert_extern to ref.i31. */
const GC_INDEX = [0, 1, 6, 7]
const GC_INDEX_AND_COUNT = 8
const GC_PLAIN = [26, 27, 28]

/** Skips an initialiser, and adds what it uses to `features`. Returns `false` if it has an unknown instruction. */
export function skipConstExpression(r: Reader, features?: Set<Feature>): boolean {
  for (;;) {
    const code = r.u8()
    if (code === OP.end) return true
    if (ARITHMETIC.includes(code)) features?.add('extended const')
    if (!skipOperands(r, code)) return false
  }
}

function skipOperands(r: Reader, code: number): boolean {
  switch (code) {
    case OP.i32Const:
    case OP.i64Const:
      // In signed LEB128, only the last byte is below 0x80.
      while (r.u8() >= 0x80);
      return true
    case OP.globalGet:
    case OP.refFunc:
      r.u32()
      return true
    case OP.f32Const:
      r.skip(4)
      return true
    case OP.f64Const:
      r.skip(8)
      return true
    case OP.refNull:
      r.s33()
      return true
    case OP.vector:
      if (r.u32() !== V128_CONST) return false
      r.skip(16)
      return true
    case OP.gc: {
      const extended = r.u32()
      if (GC_PLAIN.includes(extended)) return true
      if (extended === GC_INDEX_AND_COUNT) r.u32()
      else if (!GC_INDEX.includes(extended)) return false
      r.u32()
      return true
    }
    default:
      return ARITHMETIC.includes(code)
  }
}
