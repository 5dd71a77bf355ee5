// Breaks one invariant after the other: the frame must notice each. What is broken is the case's number.
import { setTimeout } from 'node:timers/promises'

import { Finding } from '../finding.mjs'

const kept = []

let begin

const CASES = [
  () => 'fine',
  () => {
    throw new Finding('a finding', { kind: 'a finding' })
  },
  () => null.nothing,
  () => process.abort(),
  () => process.exit(7),
  () => void Promise.reject(new Error('nobody cares')),
  () => {
    setImmediate(() => {
      throw new Error('out of a callback')
    })
    return setTimeout(20)
  },
  () => {
    Reflect.set(Array.prototype, 'added', 1)
    // The realm is looked at after what took a while, and now and then.
    return setTimeout(20)
  },
  () => {
    Object.freeze(Map.prototype)
    return setTimeout(20)
  },
  // Until the heap is full.
  () => {
    for (;;) kept.push(Array.from({ length: 100_000 }, () => ({})))
  },
  // Three times as long as it may take.
  () => {
    while (process.cpuUsage(begin).user < 300_000);
  },
  () => 'fine',
]

export default {
  name: 'broken',
  share: 1,
  batch: CASES.length,
  limit: 100,
  memory: false,
  flags: ['--max-old-space-size=64'],
  make: (random, _context, number) => ({ bytes: random.bytes(8), note: `case ${number}`, number }),
  check({ number }) {
    begin = process.cpuUsage()
    return CASES[number]()
  },
}
