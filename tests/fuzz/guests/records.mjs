// What a script is made of, and where things lie in the guest's memory.

/** Records of a script, and the size of each in bytes. */
export const RECORDS = 96
export const RECORD = 128
export const ARGS = 12
export const END = 0xffff

/** Where things lie in memory. */
export const AT = { record: 0x400, args: 0x500, slots: 0x600, pool: 0x1000, buffers: 0x3000, heap: 0x8000 }
export const POOL = 0x1000

/** What a guest can do beside calling imports; their numbers come after those of the imports. */
export const OWN = ['grow', 'fill', 'copy', 'store', 'mode', 'arm', 'trap', 'block', 'name']

/**
 * Writes records into `bytes` at `at`: `{ op, repeat, handler, careful, to, args }`, each argument a bigint or number, or `[kind, value]`;
 * the record `END` ends a block. A careful call is not made where it would need a handle that could not be had.
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
