import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../../fixtures/index.mjs'
import { compacted } from '../src/compact.js'
import { UnwasiError } from '../src/errors.js'
import { applyEdits } from '../src/guest-edits.js'
import { readModule } from '../src/read/core-module.js'
import { concat } from '../src/wasm/encode.js'
import { active, image, withData, type Segment } from './segments.js'

/** The compacted file, or the file itself if it is left alone. */
function compact(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const module = readModule(file)
  const made = compacted(file, module)
  return made === undefined ? file : new Uint8Array(concat(applyEdits(file, module, made.edits)))
}

/** Segments one after the other, with these gaps. Negative ones make them overlap. */
const someSegments = (gap: fc.Arbitrary<number>): fc.Arbitrary<Segment[]> =>
  fc
    .array(fc.record({ gap, content: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }) }), {
      minLength: 95,
      maxLength: 400,
      size: 'max',
    })
    .map((parts) => {
      let free = 1000
      return parts.map(({ gap, content }) => {
        const address = free + gap
        free = address + content.length
        return { address, content }
      })
    })

const gaps = fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: 70 }) }, { weight: 1, arbitrary: fc.nat(5000) })

test('any segments: the memory stays the same', () => {
  let edited = 0
  fc.assert(
    fc.property(someSegments(gaps), fc.boolean(), (segments, turned) => {
      const inOrder = turned ? segments.toReversed() : segments
      const file = withData({ memories: [[0, 40]], data: inOrder.map(active) })
      const made = compact(file)
      expect(image(made) === image(file)).toBe(true)
      if (made !== file) edited++
    }),
    { numRuns: 60 },
  )
  expect(edited).toBeGreaterThan(20)
})

test('any segments that may overlap: the memory stays the same', () => {
  fc.assert(
    fc.property(someSegments(fc.integer({ min: -2, max: 30 })), (segments) => {
      const file = withData({ memories: [[0, 40]], data: segments.map(active) })
      expect(image(compact(file)) === image(file)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('any bytes in the data section: a damaged module stays damaged, and every other one keeps its memory', () => {
  const outcome = (file: Uint8Array<ArrayBuffer>): string | undefined => {
    try {
      return image(file)
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return 'out of bounds'
      throw error
    }
  }
  const changes = fc.array(fc.tuple(fc.nat(4000), fc.constantFrom(0, 1, 2, 0x0b, 0x41, 0x42, 0x7f, 0x80, 0xff)), { maxLength: 3 })
  fc.assert(
    fc.property(someSegments(gaps), changes, (segments, changed) => {
      const file = withData({ memories: [[0, 40]], data: segments.map(active) })
      for (const [at, byte] of changed) file[Math.min(30 + at, file.length - 1)] = byte
      let made
      try {
        made = compact(file)
      } catch (error) {
        // The reader refuses the file, so core never compacts it.
        if (error instanceof UnwasiError) return
        throw error
      }
      expect(outcome(made) === outcome(file)).toBe(true)
    }),
    { numRuns: 100 },
  )
})

const modules = fixtures.filter((name) => fixture(name)[6] === 0)
const isGo = (name: string): boolean => /(^|-)go|^terminal$|^typescript-stand-in$/.test(name)

test.each(modules.filter(isGo))('%s starts with the same memory, and compresses better', (name) => {
  const file = fixture(name)
  const made = compact(file)
  expect(image(made) === image(file)).toBe(true)
  expect(gzipSync(file).length / gzipSync(made).length).toBeGreaterThan(1.06)
})

test.each(modules.filter((name) => !isGo(name)))('%s is not changed', (name) => {
  const file = fixture(name)
  // A difference of megabytes would take minutes to print.
  expect(compact(file) === file).toBe(true)
})
