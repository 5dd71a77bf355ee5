import type { Reader } from './reader.js'

// https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions
const END = 0x0b
const GLOBAL_GET = 0x23
const I32_CONST = 0x41
const I64_CONST = 0x42
const F32_CONST = 0x43
const F64_CONST = 0x44
/** i32.add, i32.sub, i32.mul and the same of i64. */
const ARITHMETIC = [0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e]
const REF_NULL = 0xd0
const REF_FUNC = 0xd2
const VECTOR = 0xfd
const V128_CONST = 12
const GC = 0xfb
/** struct.new, struct.new_default, array.new, array.new_default; array.new_fixed; any.convert_extern, extern.convert_any, ref.i31. */
const GC_INDEX = [0, 1, 6, 7]
const GC_INDEX_AND_COUNT = 8
const GC_PLAIN = [26, 27, 28]

/** Steps over an initialiser; `false` where it has an instruction that is not known here. */
export function skipConstExpression(r: Reader): boolean {
  for (;;) {
    const code = r.u8()
    if (code === END) return true
    if (!skipOperands(r, code)) return false
  }
}

function skipOperands(r: Reader, code: number): boolean {
  switch (code) {
    case I32_CONST:
    case I64_CONST:
      // Signed LEB128, whose last byte alone is below 0x80.
      while (r.u8() >= 0x80);
      return true
    case GLOBAL_GET:
    case REF_FUNC:
      r.u32()
      return true
    case F32_CONST:
      r.skip(4)
      return true
    case F64_CONST:
      r.skip(8)
      return true
    case REF_NULL:
      r.s33()
      return true
    case VECTOR:
      if (r.u32() !== V128_CONST) return false
      r.skip(16)
      return true
    case GC: {
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
