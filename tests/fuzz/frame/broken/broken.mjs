// Breaks one invariant after the other, each of which the frame must notice. The number of the case selects the invariant.
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
  () => void Promise.reject(new Error('an unhandled one')),
  () => {
    setImmediate(() => {
      throw new Error('out of a callback')
    })
    return setTimeout(20)
  },
  () => {
    Reflect.set(Array.prototype, 'added', 1)
    // The realm is checked after slow cases, and every now and then.
    return setTimeout(20)
  },
  () => {
    Object.freeze(Map.prototype)
    return setTimeout(20)
  },
  // Runs until the heap is full.
  () => {
    for (;;) kept.push(Array.from({ length: 100_000 }, () => ({})))
  },
  // Takes three times as long as permitted.
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
