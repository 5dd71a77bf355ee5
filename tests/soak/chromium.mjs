// The same in Chromium: programs in workers of a page.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { setTimeout as later } from 'node:timers/promises'

import { transpile } from '@unwasi/core'
import { chromium } from 'playwright-core'

import { makeGuest } from '../fuzz/workers/guest.mjs'
import { resident, usage } from './cpu.mjs'

export const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
export const hasChromium = existsSync(executablePath)

const { resolve } = createRequire(import.meta.url)
const entry = (name) => readFileSync(resolve(`@unwasi/runtime/${name}`))

/** Runs in the page. */
const page = `<!doctype html><script type="module">
import run from './guest.js'
await run.load()
const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }
globalThis.jobs = {
  // Most are killed while they wait. Chromium lets a thread that computes go on for seconds.
  async kill(runs, computesEvery) {
    for (let round = 1; round <= runs; round++) {
      const script = round % computesEvery === 0 ? 'w1C0' : ['w1S0', 'w1r3', 'w1w9w9'][round % 3]
      const program = run.spawn([script], script === 'w1r3' ? { stdin: 'pipe' } : {})
      await program.stdout.getReader().read()
      program.kill()
      const error = await program.exited.catch((error) => error)
      if (error.code !== 'ABORTED') throw error
    }
  },
  nothing() {},
  sleeps: () => void run(['S0']),
  reads: () => void run(['r3'], { input: never }),
}
</script>`

/** Serves the page, and calls `act` with the page and the id of the browser's process. */
const visit = async (act) => {
  const worker = (name) => ({ bytes: entry(name) })
  const guest = await makeGuest('command')
  const { code, assets } = await transpile(guest, { name: 'guest.wasm', runtime: './runtime.js', cache: false, worker })
  const files = new Map([
    ['/', ['text/html', page]],
    ['/guest.js', ['text/javascript', code]],
    ['/runtime.js', ['text/javascript', entry('standalone')]],
    ...assets.map(({ name, bytes }) => [`/${name}`, [name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', bytes]]),
  ])
  const server = createServer(({ url }, response) => {
    const [type, body] = files.get(url) ?? []
    if (type) response.writeHead(200, { 'content-type': type }).end(body)
    else response.writeHead(404).end()
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const args = ['--no-sandbox', '--js-flags=--expose-gc', '--enable-precise-memory-info']
  const browser = await chromium.launchServer({ executablePath, args })
  const connected = await chromium.connect(browser.wsEndpoint())
  try {
    const tab = await connected.newPage()
    await tab.goto(`http://127.0.0.1:${server.address().port}/`)
    await tab.waitForFunction('globalThis.jobs')
    return await act(tab, browser.process().pid)
  } finally {
    await connected.close()
    await browser.close()
    server.close()
  }
}

/** Spawns programs in workers and kills them. Returns samples of the memory that the page's heap and all processes hold. */
export const killInChromium = (runs, computesEvery) =>
  visit(async (tab, pid) => {
    const samples = { heap: [], process: [] }
    const each = Math.ceil(runs / 50)
    for (let done = 0; done < runs; done += each) {
      await tab.evaluate(([count, every]) => globalThis.jobs.kill(count, every), [each, computesEvery])
      const heap = await tab.evaluate(() => (globalThis.gc(), performance.memory.usedJSHeapSize))
      samples.heap.push([done + each, heap])
      samples.process.push([done + each, resident(pid)])
    }
    return samples
  })

/** The CPU time of all processes of the browser while a program in a worker waits, beyond that of an idle page, in per cent. */
export const waitingInChromium = async (does) => {
  const measure = (what) =>
    visit(async (tab, pid) => {
      await tab.evaluate((name) => globalThis.jobs[name](), what)
      await later(3000)
      return usage(pid, 5000)
    })
  const idle = await measure('nothing')
  return Math.max(0, (await measure(does)) - idle)
}
