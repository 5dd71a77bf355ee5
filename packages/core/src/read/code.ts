import { OP, SECTION, VALUE_TYPE, VOID_BLOCK } from '../wasm/format.js'
import { featureOf, operands, OPERANDS, PREFIX } from './instructions.js'
import type { Feature, Section } from './shapes.js'

// Engines check code, so nothing is checked here. Reading ends where the code does not make sense.

export interface CodeFacts {
  features: Set<Feature>
  /** Whether it asks for the size of a memory. */
  measuresMemory: boolean
  growsMemory: boolean
  /** Whether all of it was read. Unknown instructions end the reading. */
  complete: boolean
}

const CATCH_ALL = 2
const MEMORY_INDEX = 0x40

/** Reads the code section of a module, whose `sections` these are. This takes milliseconds for each megabyte. */
export function readCode(bytes: Uint8Array, sections: readonly Section[]): CodeFacts {
  const section = sections.find(({ id }) => id === SECTION.code)
  const reader = new CodeReader(bytes)
  const complete = section === undefined || reader.read(section)
  const { seen, features } = reader
  for (const [code, feature] of featureOf) if (seen[code]) features.add(feature)
  return { features, measuresMemory: seen[OP.memorySize] === 1, growsMemory: seen[OP.memoryGrow] === 1, complete }
}

class CodeReader {
  readonly seen = new Uint8Array(256)
  readonly features = new Set<Feature>()
  #pos = 0

  constructor(readonly bytes: Uint8Array) {}

  /** Returns whether everything was read. */
  read({ body, end }: Section): boolean {
    this.#pos = body
    for (let count = this.#number(); count > 0; count--) {
      const next = this.#number() + this.#pos
      if (next > end || !this.#function(next)) return false
    }
    return this.#pos === end
  }

  #function(end: number): boolean {
    for (let groups = this.#number(); groups > 0; groups--) {
      if (this.#pos >= end) return false
      this.#skip()
      this.#valueType()
    }
    const { bytes, seen } = this
    while (this.#pos < end) {
      const code = bytes[this.#pos++]!
      seen[code] = 1
      switch (operands[code]) {
        case OPERANDS.none:
          break
        case OPERANDS.number:
          this.#skip()
          break
        case OPERANDS.memory:
          this.#memory()
          break
        default:
          if (!this.#unusual(code, end)) return false
      }
    }
    return this.#pos === end
  }

  #unusual(code: number, end: number): boolean {
    switch (operands[code]) {
      case OPERANDS.twoNumbers:
        this.#skip()
        this.#skip()
        return true
      case OPERANDS.block:
        this.#block()
        return true
      case OPERANDS.labels:
        for (let labels = this.#number() + 1; labels > 0 && this.#pos < end; labels--) this.#skip()
        return true
      case OPERANDS.types:
        for (let types = this.#number(); types > 0 && this.#pos < end; types--) this.#valueType()
        return true
      case OPERANDS.catches:
        this.#block()
        for (let catches = this.#number(); catches > 0 && this.#pos < end; catches--) {
          if (this.bytes[this.#pos++]! < CATCH_ALL) this.#skip()
          this.#skip()
        }
        return true
      case OPERANDS.fourBytes:
        this.#pos += 4
        return true
      case OPERANDS.eightBytes:
        this.#pos += 8
        return true
      case OPERANDS.prefixed:
        return this.#prefixed(code, this.#number())
      default:
        return false
    }
  }

  #prefixed(prefix: number, code: number): boolean {
    const { features } = this
    if (prefix === PREFIX.gc) {
      features.add('gc')
      return this.#gc(code)
    }
    if (prefix === PREFIX.more) return this.#more(code)
    if (prefix === PREFIX.vector) {
      features.add(code >= 0x100 ? 'relaxed simd' : 'simd')
      // Loads and stores, some of which have a lane. Constants and shuffles have 16 bytes.
      if (code <= 11 || (code >= 84 && code <= 93)) this.#memory()
      if (code === 12 || code === 13) this.#pos += 16
      if ((code >= 21 && code <= 34) || (code >= 84 && code <= 91)) this.#pos++
      return true
    }
    features.add('threads')
    // Only the fence has no memory operand.
    if (code === 3) this.#pos++
    else this.#memory()
    return true
  }

  #gc(code: number): boolean {
    if (code > 30) return false
    const branches = code === 24 || code === 25
    if (branches) this.#pos++
    const two = (code >= 2 && code <= 5) || [8, 9, 10, 17, 18, 19].includes(code)
    const none = code === 15 || code >= 26
    for (let count = none ? 0 : branches ? 3 : two ? 2 : 1; count > 0; count--) this.#skip()
    return true
  }

  #more(code: number): boolean {
    if (code > 22 || code === 18) return false
    this.features.add(
      code <= 7 ? 'non-trapping conversions' : code <= 14 ? 'bulk memory' : code <= 17 ? 'reference types' : 'wide arithmetic',
    )
    if (code >= 8 && code <= 17) this.#skip()
    if ([8, 10, 12, 14].includes(code)) this.#skip()
    return true
  }

  #block(): void {
    const type = this.bytes[this.#pos]!
    // Value types are negative numbers of one byte, with the sign bit 0x40. Everything else is the index of a function type.
    if (type === VOID_BLOCK) this.#pos++
    else if ((type & 0xc0) === 0x40) this.#valueType()
    else this.#skip()
  }

  #valueType(): void {
    const code = this.bytes[this.#pos++]
    if (code === VALUE_TYPE.v128) this.features.add('simd')
    // `ref` and `ref null`, which a heap type follows.
    if (code === 0x63 || code === 0x64) this.#skip()
  }

  #memory(): void {
    if (this.#number() & MEMORY_INDEX) {
      this.features.add('multi-memory')
      this.#skip()
    }
    this.#skip()
  }

  #skip(): void {
    while (this.bytes[this.#pos++]! >= 0x80);
  }

  #number(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.#pos++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return value >>> 0
  }
}
