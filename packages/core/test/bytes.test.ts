import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contains, fromBase64, sameBytes, toBase64 } from '../src/bytes.js'

const bytes = fc.uint8Array({ maxLength: 100 })

test('base64 is that of Node, and comes back', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      expect(toBase64(some)).toBe(Buffer.from(some).toString('base64'))
      expect(fromBase64(toBase64(some))).toEqual(some)
    }),
  )
  const large = new Uint8Array(100_000).map((_, index) => index % 251)
  expect(fromBase64(toBase64(large))).toEqual(large)
})

test('bytes are found as Node finds them', () => {
  const few = fc.uint8Array({ max: 2, minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(few, few, (some, sought) => {
      expect(contains(some, [...sought])).toBe(Buffer.from(some).includes(Buffer.from(sought)))
      expect(sameBytes(some, sought)).toBe(Buffer.compare(some, sought) === 0)
    }),
  )
})
