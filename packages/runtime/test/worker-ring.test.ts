import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { GuestMessage } from '../src/worker/protocol.js'
import { ringReader, ringSignal, RingWriter } from '../src/worker/ring.js'
import { decode, encode } from '../src/worker/values.js'

const arrays = fc.oneof(
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint8ClampedArray(),
  fc.uint16Array(),
  fc.int16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigUint64Array(),
  fc.bigInt64Array(),
)
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(undefined, null, true, false, -0, NaN, Infinity, '\ufeffx'),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'grapheme' }),
    arrays,
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value

describe('values as bytes', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(encode(value))).toStrictEqual(value)
      }),
    )
  })

  test('may be parts of larger buffers', () => {
    expect(decode(encode(new Uint16Array([1, 2, 3, 4]).subarray(1, 3)))).toStrictEqual(new Uint16Array([2, 3]))
  })

  test.each([() => 1, Symbol('s'), new Map(), new Date(0), new DataView(new ArrayBuffer(1)), { deep: [() => 1] }])(
    'of other kinds are refused: %s',
    (value) => {
      expect(() => encode(value)).toThrow(/can't be sent to a worker$/)
    },
  )
})

const noise = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919) >> 5)
const chunk = (length: number): GuestMessage => ({ type: 'input', chunk: noise.slice(length % 251, (length % 251) + length) })
const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 65000, max: 66000 }), fc.nat(200_000)), { maxLength: 12 })
/** Comparing the bytes of large arrays one by one would take long. */
const asText = (messages: readonly GuestMessage[]) =>
  messages.map((message) => (message.type === 'input' ? Buffer.from(message.chunk!).toString('base64') : message))

describe('messages in shared memory', () => {
  test('arrive in order, whatever their size and however writing and reading alternate', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.constantFrom('write', 'read'), { maxLength: 40 }), (lengths, steps) => {
        const signal = ringSignal()
        const writer = new RingWriter(signal)
        let room = 0
        const read = ringReader(signal, () => room++)
        const left = lengths.map(chunk)
        const expected = [...left]
        const got: GuestMessage[] = []
        const receive = () => {
          const message = read()
          if (message) got.push(message)
        }
        for (const step of steps) {
          if (step === 'read') receive()
          else if (left.length) writer.write(left.shift()!)
        }
        for (const message of left) writer.write(message)
        // The worker reads until nothing is there. If more waits, it has said so.
        while (got.length < expected.length) {
          const before = got.length
          receive()
          if (got.length > before) continue
          expect(room).toBeGreaterThan(0)
          room = 0
          writer.flush()
        }
        expect(asText(got)).toEqual(asText(expected))
        expect(read()).toBeUndefined()
      }),
      { numRuns: 50 },
    )
  })

  test('count modulo 2³²', () => {
    const signal = ringSignal()
    const start = 2 ** 31 - 5
    Atomics.store(signal, 2, start)
    Atomics.store(signal, 3, start)
    const writer = new RingWriter(signal)
    const read = ringReader(signal, () => {})
    writer.write(chunk(1000))
    expect(read()).toStrictEqual(chunk(1000))
    expect(Atomics.load(signal, 3)).toBeLessThan(0)
  })
})

test('a thread that blocks gets messages, and those that find no room are written later', async () => {
  const signal = ringSignal()
  const source = `
    const { workerData: { signal, ring }, parentPort } = require('node:worker_threads')
    import(ring).then(({ ringReader }) => {
      const read = ringReader(signal, () => parentPort.postMessage('room'))
      let sum = 0
      for (let messages = 0; messages < 300; ) {
        const count = Atomics.load(signal, 0)
        const message = read()
        if (!message) {
          Atomics.wait(signal, 0, count)
          continue
        }
        messages++
        sum += message.chunk.length
      }
      parentPort.postMessage(sum)
    })`
  const worker = new Worker(source, {
    eval: true,
    workerData: { signal, ring: new URL('../dist/worker/ring.js', import.meta.url).href },
  })
  const writer = new RingWriter(signal)
  const lengths = Array.from({ length: 300 }, (_, index) => (index * 7919) % 90_000)
  for (const length of lengths) writer.write(chunk(length))
  let answer: unknown = 'room'
  while (answer === 'room') {
    ;[answer] = (await once(worker, 'message')) as [unknown]
    writer.flush()
  }
  expect(answer).toBe(lengths.reduce((sum, length) => sum + length))
  await worker.terminate()
})
