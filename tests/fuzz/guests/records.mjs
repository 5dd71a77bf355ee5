// The parts of a script, and the layout of the guest's memory.

/** The number of records in a script, and the size of each one in bytes. */
export const RECORDS = 96
export const RECORD = 128
export const ARGS = 12
export const END = 0xffff

/** The addresses in memory. */
export const AT = { record: 0x400, args: 0x500, slots: 0x600, pool: 0x1000, buffers: 0x3000, heap: 0x8000 }
export const POOL = 0x1000

/** The operations of a guest besides calls to imports. Their numbers follow those of the imports. */
export const OWN = ['grow', 'fill', 'copy', 'store', 'mode', 'arm', 'trap', 'block', 'name']

/**
 * Writes records into `bytes` at `at`: `{ op, repeat, handler, careful, to, args }`. Each argument is a bigint, a number or
 * `[kind, value]`. The record `END` ends a block. A careful call is skipped if it needs a handle that could not be obtained.
 */
export const writeScript = (bytes, at, records) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, RECORDS * RECORD)
  records.forEach(({ op = END, repeat = 1, handler = false, careful = false, to = 0, args = [] }, index) => {
    const start = index * RECORD
    view.setUint16(start, op, true)
    view.setUint8(start + 2, (handler ? 1 : 0) | (careful ? 2 : 0))
    view.setUint8(start + 3, ARGS)
    view.setUint32(start + 4, repeat, true)
    view.setUint32(start + 8, to, true)
    for (let one = 0; one < ARGS; one++) {
      const [kind, value] = Array.isArray(args[one]) ? args[one] : [0, args[one] ?? 0]
      view.setUint8(start + 16 + one, kind)
      view.setBigUint64(start + 32 + one * 8, BigInt.asUintN(64, BigInt(value)), true)
    }
  })
}
