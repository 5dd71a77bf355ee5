import { plainRequest } from '@unwasi/unplugin'
import { expect, test, vi } from 'vitest'

import { Converter } from '../src/converter.js'

/** A worker that does `text` with each request, which is called `request`. */
const script = (text: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { workerData } from 'node:worker_threads'
      const { port, answers } = workerData
      const answer = (code) => {
        port.postMessage({ result: { code, names: [] } })
        Atomics.add(answers, 0, 1)
        Atomics.notify(answers, 0)
      }
      port.on('message', (request) => { if (request !== 'ping') { ${text} } })
    `)}`,
  )
const request = plainRequest('/guest.wasm')

test('waits for a worker that takes longer than the interval of its checks', () => {
  const busy = 'const end = Date.now() + 800; while (Date.now() < end); answer("done")'
  expect(new Converter({}, script(busy)).convert(request)).toEqual({ code: 'done', names: [] })
})

const problem = /^\/guest\.wasm: the thread that converts programs ended before it was done\n {2}why: .+\n {2}fix: /

test('reports that a worker exits', () => {
  expect(() => new Converter({}, script('process.exit(3)')).convert(request)).toThrow(problem)
})

test('reports that a worker fails, and warns of the cause', async () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
  expect(() => new Converter({}, script('throw new Error("broken")')).convert(request)).toThrow(problem)
  await expect.poll(() => emitWarning.mock.lastCall?.[0]).toMatchObject({ message: 'broken' })
  emitWarning.mockRestore()
})

test('starts another worker after one that ended', () => {
  const converter = new Converter({}, script('if (request.path !== "/guest.wasm") process.exit(); answer("again")'))
  expect(() => converter.convert(plainRequest('/other.wasm'))).toThrow('/other.wasm')
  expect(converter.convert(request)).toEqual({ code: 'again', names: [] })
})
