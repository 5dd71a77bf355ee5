import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { inEachEngine, type Tab } from './engines/index.js'
import { addIsolatedPage, isolating } from './isolated-page.js'
import { serve, type Served } from './serve.js'
import { callJob } from './worker-page.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-isolated-'))
let isolated: Served
let plain: Served

beforeAll(async () => {
  await addIsolatedPage(folder)
  isolated = await serve(folder, '/', isolating)
  plain = await serve(folder)
})
afterAll(async () => {
  await isolated.close()
  await plain.close()
  rmSync(folder, { recursive: true })
})

interface Refusal {
  code: string
  message: string
}

inEachEngine('waiting in a worker of a cross-origin isolated page, in $name', ({ jspi }, browser) => {
  let tab: Tab
  const job = (name: string): Promise<unknown> => tab.evaluate(callJob(name))

  describe('with the headers', () => {
    beforeAll(async () => {
      tab = await browser().open(isolated.url)
    })
    afterAll(() => tab.close())

    test('the page is isolated', async () => {
      expect(await tab.evaluate('crossOriginIsolated')).toBe(true)
    })

    test('a program is spoken with', async () => {
      expect(await job('conversation')).toEqual([['1: one', '2: two', 'end'], 0])
    })

    test('chunks of any size arrive', async () => {
      expect(await job('large')).toBe(true)
    })

    test('a program waits while its output is not taken', async () => {
      expect(await job('stops')).toEqual([true, 0, 3000000, 3000000])
    })

    test('a program that waits for input is killed, and returns its directories', async () => {
      expect(await job('killed')).toEqual(['ABORTED', 'enough', 'why: It was killed.', 'state'])
    })

    test('a program that sleeps is ended', async () => {
      expect(await job('asleep')).toEqual(['ABORTED', 'woken', 'TIMEOUT'])
    })

    test("Go's timers run while it reads", async () => {
      expect(await job('ticking')).toEqual([['tick 1', 'tick 2'], 'read '])
    })

    test('a program whose output is cancelled fails', async () => {
      expect(await job('cancelled')).toBe(1)
    })

    test('a component waits', async () => {
      expect(await job('component')).toEqual([1, 'p2-native.wasm\none\ntwo'])
    })

    test('a library waits, and is ended while it does', async () => {
      expect(await job('library')).toEqual([[97, 98, 99, 100, -1], 'ABORTED', 'enough'])
    })

    test('leaves no problem behind', async () => {
      expect(await tab.problems()).toEqual([])
    })
  })

  describe('without the headers', () => {
    beforeAll(async () => {
      tab = await browser().open(plain.url)
    })
    afterAll(() => tab.close())

    test.skipIf(jspi)('input that arrives later is refused at once, and the message names both ways', async () => {
      const [spawned, run, , collected] = (await job('refused')) as [Refusal, Refusal, Refusal, string]
      for (const { code, message } of [spawned, run]) {
        expect(code).toBe('UNSUPPORTED_MODE')
        expect(message).toContain('JSPI')
        expect(message).toContain('`Cross-Origin-Opener-Policy: same-origin`')
        expect(message).toContain('`Cross-Origin-Embedder-Policy: require-corp`')
      }
      expect(collected).toBe('one')
    })

    test.skipIf(jspi)('a library names the headers', async () => {
      const [, , { code, message }] = (await job('refused')) as [unknown, unknown, Refusal]
      expect(code).toBe('UNSUPPORTED_MODE')
      expect(message).toContain('cross-origin isolated page')
      expect(message).toContain('`Cross-Origin-Embedder-Policy: require-corp`')
    })
  })
})
