// Messages as bytes, for workers that read them from shared memory. They consist of what messages that are posted consist of:
// undefined, null, booleans, numbers, BigInts, text, typed arrays, arrays and plain objects.

/** The types of typed arrays, by number. */
const ARRAYS = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigUint64Array,
  BigInt64Array,
] as const

/** What begins each value. Lengths are numbers of 8 bytes, like the values. */
const [UNDEFINED, NULL, FALSE, TRUE, NUMBER, BIGINT, TEXT, BYTES, LIST, OBJECT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** Throws a TypeError for a value of another kind, such as a function. */
export const encode = (message: unknown): Uint8Array<ArrayBuffer> => {
  let bytes = new Uint8Array(256)
  let view = new DataView(bytes.buffer)
  let length = 0
  /** Makes room for `size` bytes, and returns where they begin. */
  const room = (size: number): number => {
    const at = length
    length += size
    if (length > bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * bytes.length))
      larger.set(bytes)
      bytes = larger
      view = new DataView(bytes.buffer)
    }
    return at
  }
  const tag = (value: number): void => {
    const at = room(1)
    view.setUint8(at, value)
  }
  const number = (value: number): void => {
    const at = room(8)
    view.setFloat64(at, value)
  }
  const raw = (value: Uint8Array): void => {
    number(value.length)
    const at = room(value.length)
    bytes.set(value, at)
  }
  const text = (value: string): void => raw(new TextEncoder().encode(value))
  const list = (values: readonly unknown[]): void => {
    number(values.length)
    for (const value of values) put(value)
  }
  const put = (value: unknown): void => {
    if (value === undefined) tag(UNDEFINED)
    else if (value === null) tag(NULL)
    else if (typeof value === 'boolean') tag(value ? TRUE : FALSE)
    else if (typeof value === 'number') {
      tag(NUMBER)
      number(value)
    } else if (typeof value === 'bigint') {
      tag(BIGINT)
      text(String(value))
    } else if (typeof value === 'string') {
      tag(TEXT)
      text(value)
    } else if (Array.isArray(value)) {
      tag(LIST)
      list(value)
    } else if (ArrayBuffer.isView(value)) {
      const type = ARRAYS.findIndex(({ name }) => Object.prototype.toString.call(value) === `[object ${name}]`)
      if (type < 0) throw unknown(value)
      tag(BYTES)
      number(type)
      raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    } else if (Object.prototype.toString.call(value) === '[object Object]') {
      tag(OBJECT)
      list(Object.entries(value).flat())
    } else throw unknown(value)
  }
  put(message)
  return bytes.subarray(0, length)
}

const unknown = (value: unknown): TypeError => new TypeError(`${String(value)} can't be sent to a worker`)

/** What was encoded. */
export const decode = (bytes: Uint8Array<ArrayBuffer>): unknown => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  let at = 0
  const number = (): number => {
    at += 8
    return view.getFloat64(at - 8)
  }
  const raw = (): Uint8Array<ArrayBuffer> => {
    const length = number()
    at += length
    return bytes.slice(at - length, at)
  }
  const text = (): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw())
  const list = (): unknown[] => Array.from({ length: number() }, take)
  const take = (): unknown => {
    switch (bytes[at++]) {
      case UNDEFINED:
        return undefined
      case NULL:
        return null
      case FALSE:
        return false
      case TRUE:
        return true
      case NUMBER:
        return number()
      case BIGINT:
        return BigInt(text())
      case TEXT:
        return text()
      case BYTES: {
        const Type = ARRAYS[number()]!
        return new Type(raw().buffer)
      }
      case LIST:
        return list()
      default: {
        const flat = list()
        return Object.fromEntries(Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index], flat[2 * index + 1]]))
      }
    }
  }
  return take()
}
