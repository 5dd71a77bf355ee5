import { EXTERNREF, FUNC, FUNCREF, LIMIT, PAGE_LOG2, VALUE_TYPE } from '../wasm/format.js'
import type { Reader } from './reader.js'
import type { Feature, FuncType, GlobalType, MemoryType, TableType, ValType } from './shapes.js'

// https://webassembly.github.io/spec/core/binary/types.html
const NUMBERS: Readonly<Record<number, ValType>> = {
  [VALUE_TYPE.i32]: 'i32',
  [VALUE_TYPE.i64]: 'i64',
  [VALUE_TYPE.f32]: 'f32',
  [VALUE_TYPE.f64]: 'f64',
  [VALUE_TYPE.v128]: 'v128',
}
/** noexn, nofunc, noextern, none, func, extern, any, eq, i31, struct, array, exn: contiguous from 0x74 down to 0x69. */
const isAbstractHeap = (code: number) => code >= 0x69 && code <= 0x74
const EXN = 0x69
const NOEXN = 0x74
const REF = 0x64
const REF_NULL = 0x63
const PACKED = [0x78, 0x77]

/** The limit of engines: https://webassembly.github.io/spec/js-api/#limits */
const MAX_VALUES = 1000

const REC = 0x4e
const SUB = 0x50
const SUB_FINAL = 0x4f
const STRUCT = 0x5f
const ARRAY = 0x5e

const nominal = (type: FuncType | undefined, is: boolean): FuncType | undefined =>
  type && is ? { ...type, nominal: true } : type

/**
 * Reads types, and adds the features that they use to `features`. Throws `UNSUPPORTED` for an unknown code. Shared composite
 * types, continuations and descriptors, which are unfinished proposals, have such codes.
 */
export class TypeReader {
  constructor(
    readonly r: Reader,
    readonly features: Set<Feature>,
  ) {}

  /** Reads an entry of the type section, and adds its types to `into`: `undefined` for types that are not function types. */
  recType(into: (FuncType | undefined)[]): void {
    const { r } = this
    let count = 1
    if (r.bytes[r.pos] === REC) {
      r.u8()
      this.features.add('gc')
      count = r.count()
    }
    const grouped = count > 1
    for (; count > 0; count--) into.push(nominal(this.#subType(), grouped))
  }

  /** Reads a value type, and adds it to `refs` if it is a reference type. */
  valType(refs?: string[]): ValType {
    const at = this.r.pos
    const number = NUMBERS[this.r.u8()]
    if (number === undefined) {
      this.r.pos = at
      const ref = this.refType()
      refs?.push(ref)
      return 'ref'
    }
    if (number === 'v128') this.features.add('simd')
    return number
  }

  /** Reads a reference type, as text that is equal for equal types. An index in it refers to the types of this module. */
  refType(): string {
    const at = this.r.pos
    const code = this.r.u8()
    if (isAbstractHeap(code)) {
      this.#noteHeap(code)
      return `null ${code}`
    }
    if (code !== REF && code !== REF_NULL) throw this.r.unsupported(`an unknown type code 0x${code.toString(16)}`, at)
    this.features.add('typed function references')
    return `${code === REF_NULL ? 'null ' : ''}${this.#heapType()}`
  }

  global(): GlobalType {
    const refs: string[] = []
    const type = this.valType(refs)
    const [ref] = refs
    return { type, mutable: this.#mutability(), ...(ref !== undefined && { ref }) }
  }

  table(): TableType {
    // Tables of functions are older than reference types.
    const element = this.r.bytes[this.r.pos] === FUNCREF ? this.#plainTable() : this.refType()
    const { min, max, flags } = this.#limits('table', LIMIT.max | LIMIT.is64)
    return { element, min, ...(max !== undefined && { max }), table64: (flags & LIMIT.is64) !== 0 }
  }

  #plainTable(): string {
    this.r.u8()
    return `null ${FUNCREF}`
  }

  memory(): MemoryType {
    const { min, max, flags, at } = this.#limits('memory', LIMIT.max | LIMIT.shared | LIMIT.is64 | LIMIT.pageSize)
    const type: MemoryType = {
      min: this.#pages(min, at),
      shared: (flags & LIMIT.shared) !== 0,
      memory64: (flags & LIMIT.is64) !== 0,
    }
    if (max !== undefined) type.max = this.#pages(max, at)
    if (type.shared) this.features.add('threads')
    if (type.memory64) this.features.add('memory64')
    if (flags & LIMIT.pageSize) {
      this.features.add('custom page sizes')
      type.pageSizeLog2 = this.r.u32()
      if (type.pageSizeLog2 > PAGE_LOG2) throw this.r.malformed(`a page size of 2^${type.pageSizeLog2} bytes`, at)
    }
    return type
  }

  /** Reads an exception tag, and returns the index of its function type. */
  tag(): number {
    const at = this.r.pos
    const attribute = this.r.u8()
    if (attribute !== 0) throw this.r.unsupported(`an unknown tag attribute ${attribute}`, at)
    this.features.add('exceptions')
    return this.r.u32()
  }

  #subType(): FuncType | undefined {
    const { r } = this
    const code = r.bytes[r.pos]
    if (code === SUB || code === SUB_FINAL) {
      r.u8()
      this.features.add('gc')
      for (let n = r.count(); n > 0; n--) r.u32()
      return nominal(this.#compositeType(), true)
    }
    return this.#compositeType()
  }

  #compositeType(): FuncType | undefined {
    const { r } = this
    const at = r.pos
    const code = r.u8()
    switch (code) {
      case FUNC: {
        const refs: string[] = []
        const params = this.#valTypes(refs)
        const results = this.#valTypes(refs)
        if (results.length > 1) this.features.add('multi-value')
        return refs.length > 0 ? { params, results, refs } : { params, results }
      }
      case STRUCT:
        this.features.add('gc')
        for (let n = r.count(); n > 0; n--) this.#fieldType()
        return undefined
      case ARRAY:
        this.features.add('gc')
        this.#fieldType()
        return undefined
      default:
        throw r.unsupported(`an unknown kind of type 0x${code.toString(16)}`, at)
    }
  }

  #valTypes(refs: string[]): ValType[] {
    const at = this.r.pos
    const count = this.r.count()
    if (count > MAX_VALUES) throw this.r.excessive(`a function type with ${count} parameters or results`, at)
    return Array.from({ length: count }, () => this.valType(refs))
  }

  #fieldType(): void {
    const { r } = this
    if (!r.done && PACKED.includes(r.bytes[r.pos]!)) r.u8()
    else this.valType()
    this.#mutability()
  }

  #mutability(): boolean {
    const at = this.r.pos
    const flag = this.r.u8()
    if (flag > 1) throw this.r.unsupported(`an unknown mutability ${flag}`, at)
    return flag === 1
  }

  #heapType(): string {
    const at = this.r.pos
    const heap = this.r.s33()
    if (heap >= 0) return `type ${heap}`
    // Abstract heap types are negative numbers of one byte: -0x10 is func (0x70).
    const code = heap + 0x80
    if (heap < -0x40 || !isAbstractHeap(code)) throw this.r.unsupported(`an unknown heap type ${heap}`, at)
    this.#noteHeap(code)
    return `${code}`
  }

  #noteHeap(code: number): void {
    if (code === EXN || code === NOEXN) this.features.add('exnref')
    else if (code === FUNCREF || code === EXTERNREF) this.features.add('reference types')
    else this.features.add('gc')
  }

  #limits(what: string, known: number): { min: bigint; max: bigint | undefined; flags: number; at: number } {
    const { r } = this
    const at = r.pos
    const flags = r.u8()
    if (flags & ~known) throw r.unsupported(`unknown ${what} flags 0x${flags.toString(16)}`, at)
    const limit = () => (flags & LIMIT.is64 ? r.u64() : BigInt(r.u32()))
    const min = limit()
    const max = flags & LIMIT.max ? limit() : undefined
    if (max !== undefined && max < min) throw r.malformed(`a ${what} whose maximum ${max} is below its minimum ${min}`, at)
    return { min, max, flags, at }
  }

  #pages(pages: bigint, at: number): number {
    if (pages > BigInt(Number.MAX_SAFE_INTEGER)) throw this.r.unsupported(`a memory limit of ${pages} pages`, at)
    return Number(pages)
  }
}
