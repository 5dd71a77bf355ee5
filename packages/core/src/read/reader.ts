import { UnwasiError } from '../errors.js'

// A name may begin with U+FEFF, and without ignoreBOM the decoder would drop it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const hex = (offset: number) => `0x${offset.toString(16)}`

/**
 * A cursor over `bytes[pos, end)` that reads the primitives of the WebAssembly binary format. It never copies, and it checks
 * every read. A read past the end of the file throws `TRUNCATED`. A read past the end of a complete part of the file (such as a
 * section, named by `what`) throws `MALFORMED`, and so does an ill-formed primitive.
 */
export class Reader {
  readonly end: number
  readonly #isPart: boolean

  /**
   * @param end the end of the part to read. Default: the end of the file. An end beyond the file throws `TRUNCATED`.
   * @param what the name of the part in messages: `import section`.
   */
  constructor(
    readonly bytes: Uint8Array,
    public pos = 0,
    end?: number,
    readonly what = 'file',
  ) {
    if (end !== undefined && end > bytes.length) throw truncated(what, bytes)
    this.#isPart = end !== undefined
    this.end = end ?? bytes.length
  }

  get done(): boolean {
    return this.pos >= this.end
  }

  u8(): number {
    if (this.pos >= this.end) throw this.#over(this.pos)
    return this.bytes[this.pos++]!
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    const start = this.pos
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8()
      // The fifth byte holds the remaining 4 bits, and the binary format forbids anything above them.
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw this.malformed('an integer with more than 32 bits', start)
  }

  /** Unsigned LEB128 of at most 64 bits. */
  u64(): bigint {
    const start = this.pos
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8()
      if (shift === 63n && byte > 0x01) break
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw this.malformed('an integer with more than 64 bits', start)
  }

  /** Signed LEB128 of at most 32 bits: the operand of `i32.const`. */
  s32(): number {
    const start = this.pos
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8()
      // Bits 28-31 are left. Bit 31 is the sign, and the three bits above it must repeat it.
      if (shift === 28 && byte > 0x07 && (byte < 0x78 || byte > 0x7f)) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return shift < 28 && byte & 0x40 ? value | (-1 << (shift + 7)) : value
    }
    throw this.malformed('an integer with more than 32 bits', start)
  }

  /** Signed LEB128 of at most 33 bits, the form of heap types, in which indices and negative codes share one space. */
  s33(): number {
    const start = this.pos
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8()
      if (shift === 28) {
        // Bits 28-32 are left. Bit 32 is the sign, and the two bits above it must repeat it.
        const top = byte & 0x70
        if (byte >= 0x80 || (top !== 0x00 && top !== 0x70)) break
      }
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value
    }
    throw this.malformed('an integer with more than 33 bits', start)
  }

  /** A vector's length. An element has at least one byte, so a length above the number of remaining bytes is malformed. */
  count(): number {
    const start = this.pos
    const n = this.u32()
    if (n > this.end - this.pos) throw this.malformed(`a list of ${n} entries in ${this.end - this.pos} bytes`, start)
    return n
  }

  /** A length-prefixed UTF-8 string. */
  name(): string {
    const start = this.pos
    const size = this.u32()
    const from = this.skip(size)
    try {
      return utf8.decode(this.bytes.subarray(from, this.pos))
    } catch (cause) {
      throw this.malformed('a name that is not UTF-8', start, cause)
    }
  }

  /** Steps over `size` bytes and returns where they start. */
  skip(size: number): number {
    const from = this.pos
    if (size > this.end - from) throw this.#over(from)
    this.pos = from + size
    return from
  }

  /** Throws unless everything was read. Leftover bytes mean that this reader misunderstood what came before. */
  finish(): void {
    if (this.pos !== this.end) throw this.malformed(`${this.end - this.pos} bytes too many`, this.pos)
  }

  /** Returns the error for bytes that no version of the format allows. */
  malformed(found: string, at = this.pos, cause?: unknown): UnwasiError {
    return new UnwasiError({
      code: 'MALFORMED',
      headline: `the ${this.what} has ${found}, at offset ${hex(at)}`,
      why: 'The bytes do not follow the WebAssembly binary format. Either the file was damaged after it was built, or its producer has a bug.',
      fix: 'Rebuild the file or download it again. If the error persists, check the output of each build tool with `wasm-tools validate`.',
      ...(decodedAsText(this.bytes) && AS_TEXT),
      cause,
    })
  }

  /** Returns the error for bytes that may be right in a proposal that this reader does not know. */
  unsupported(found: string, at: number): UnwasiError {
    return new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the ${this.what} has ${found}, at offset ${hex(at)}, which unwasi cannot read`,
      why: 'This is not part of WebAssembly 3.0. Either the file is damaged, or it uses an unfinished proposal.',
      fix: 'Build without experimental WebAssembly features (for LLVM-based compilers: `-mcpu=generic` or `lime1`).',
    })
  }

  /** Returns the error for bytes that follow the format but ask for more than engines allow. */
  excessive(found: string, at: number): UnwasiError {
    return new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the ${this.what} has ${found}, at offset ${hex(at)}`,
      why: 'The contents of a file are limited, so that a small file cannot demand unlimited work. Compilers stay far below the limits.',
      fix: 'Build the program with fewer or smaller parts. If you downloaded it, do not trust it.',
    })
  }

  #over(at: number): UnwasiError {
    if (!this.#isPart) return truncated(this.what, this.bytes)
    return this.malformed(`an entry that reaches past its end (${hex(this.end)})`, at)
  }
}

function truncated(what: string, bytes: Uint8Array): UnwasiError {
  const size = bytes.length
  return new UnwasiError({
    code: 'TRUNCATED',
    headline:
      what === 'file' ? `the file ends too early, after ${size} bytes` : `the file ends after ${size} bytes, inside the ${what}`,
    why: 'A WebAssembly file states the size of each of its parts, and this file is shorter than the stated sizes.',
    fix: 'Rebuild the file or download it again. It was probably cut short, or was read while it was still being written.',
    ...(decodedAsText(bytes) && AS_TEXT),
  })
}

/** The explanation for a file that was read as text, in which all sizes are wrong. */
const AS_TEXT = {
  why: 'The bytes went through a text decoder, which replaced many of them with U+FFFD.',
  fix: 'Get the file from its source again. Read and copy it as bytes, never as a string.',
}

/** Whether the head of the file shows what `bytes.toString('utf8')` leaves behind. */
function decodedAsText(bytes: Uint8Array): boolean {
  const head = Math.min(bytes.length - 2, 4096)
  let hits = 0
  for (let i = 0; i < head; i++) if (bytes[i] === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) hits++
  return hits >= 4
}
