import { expect, test } from 'vitest'

import { startThread } from '../src/worker/thread.js'

test('a thread of Node says when it has ended', async () => {
  const script = `process.getBuiltinModule('node:worker_threads').parentPort.once('message', ({ chunk }) => {
    for (;;) chunk[0]++
  })`
  const thread = startThread('guest.wasm', `data:text/javascript,${encodeURIComponent(script)}`)
  const chunk = new Uint8Array(new SharedArrayBuffer(1))
  thread.post({ type: 'input', chunk })
  const later = () => new Promise((resolve) => setTimeout(resolve, 20))
  while (!chunk[0]) await later()
  await thread.end()
  const [count] = chunk
  await later()
  expect(chunk[0]).toBe(count)
})
