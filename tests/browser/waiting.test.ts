import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { componentize } from '@unwasi/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'
import { addProgram, addRuntime } from './transpiled.js'

/** The jobs that the tests run in the page. */
const program = `<script type="module">
import run from './go.js'
const ticking = async (program, job) => {
  // The page stays alive while a program is loaded, which is not what the ticks measure.
  await program.load()
  let ticks = 0
  const timer = setInterval(() => ticks++, 10)
  try {
    return { ...(await job()), ticks }
  } finally {
    clearInterval(timer)
  }
}
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
async function* slowly() {
  for (const word of ['one ', 'two ', 'three']) {
    await later(50)
    yield word
  }
}
globalThis.jobs = {
  sleep: () => ticking(run, () => run(['sleep', '200'])),
  stdin: () => ticking(run, () => run(['cat'], { input: slowly() })),
  native: async () => {
    const { default: native } = await import('./native.js')
    return ticking(native, () => native(['one'], { input: slowly() }))
  },
  refused: async () => {
    const error = await run(['cat'], { input: slowly() }).catch((error) => error)
    return { code: error.code, message: error.message }
  },
  collected: async () => (await run(['cat'], { input: 'one two three' })).stdout,
  streamed: async () => {
    const chunks = []
    const stdout = new WritableStream({
      async write(chunk) {
        await later(10)
        chunks.push(new TextDecoder().decode(chunk))
      },
    })
    const { exitCode } = await run(['cat'], { input: 'one two three', stdout })
    return [exitCode, chunks.join('')]
  },
  spawned: async () => {
    const first = run.spawn(['lines'], { stdin: 'pipe' })
    const second = run.spawn(['cat'], { stdin: 'pipe' })
    const piping = first.stdout.pipeTo(second.stdin)
    const writer = first.stdin.getWriter()
    const found = []
    await writer.write('one\\n')
    for await (const line of second.stdout.lines()) {
      found.push(line)
      if (found.length === 1) await writer.write('two\\n')
      if (found.length === 2) await writer.close()
    }
    await piping
    const unread = run.spawn(['big', '1000000'])
    for await (const chunk of unread.stdout) if (chunk.length) break
    const left = await unread.exited
    const waiting = run.spawn(['cat'], { stdin: 'pipe' })
    setTimeout(() => waiting.kill('enough'), 20)
    const killed = await waiting.stdout.text().catch((error) => error)
    const loud = run.spawn(['big', '100000000'])
    setTimeout(() => loud.kill('enough'), 50)
    let bytes = 0
    const stopped = await (async () => {
      for await (const chunk of loud.stdout) bytes += chunk.length
    })().catch((error) => error)
    return [found, (await first.exited).exitCode, left.exitCode === 0, killed.code, killed.cause, bytes === 100000000 || stopped.code]
  },
  ticking: async () => {
    const program = run.spawn(['wait', '5'], { stdin: 'pipe' })
    const found = []
    for await (const line of program.stdout.lines()) {
      if (found.push(line) === 2) await program.stdin.getWriter().close()
    }
    return [found.slice(0, 2), found.at(-1)]
  },
  composed: async () => {
    const { default: composed } = await import('./composed.js')
    const program = composed.spawn()
    return [await program.stdout.text(), (await program.exited).exitCode]
  },
  unspawned: async () => {
    try {
      return run.spawn()
    } catch ({ code, message }) {
      return { code, message }
    }
  },
  together: async () => {
    const results = await Promise.all([1, 2, 3].map((n) => run(['cat'], { input: slowly(), env: { N: String(n) } })))
    return results.map(({ stdout }) => stdout)
  },
}
</script>`

/** Components wait in different functions: through bridge and adapter, or in the program's own calls. */
const kinds: Record<string, { runtime: string; guests: () => Promise<Record<string, Uint8Array>> }> = {
  module: { runtime: 'standalone', guests: async () => ({ go: fixture('go') }) },
  component: {
    runtime: 'standalone-components',
    guests: async () => ({
      go: await componentize(fixture('go'), { cache: false }),
      native: fixture('p2-native'),
      composed: fixture('composed-wac'),
    }),
  },
}

interface Ticked {
  exitCode: number
  stdout: string
  ticks: number
}

describe.each(Object.keys(kinds))('a %s that waits', (kind) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-waiting-'))
  let served: Served

  beforeAll(async () => {
    const { runtime, guests } = kinds[kind]!
    addRuntime(folder, runtime)
    for (const [name, guest] of Object.entries(await guests())) await addProgram(folder, name, guest)
    writeFileSync(path.join(folder, 'index.html'), html(program))
    served = await serve(folder)
  })
  afterAll(async () => {
    await served.close()
    rmSync(folder, { recursive: true })
  })

  inEachEngine('in $name', ({ jspi }, browser) => {
    let tab: Tab
    beforeAll(async () => {
      tab = await browser().open(served.url)
    })
    const job = (name: string): Promise<unknown> => tab.evaluate(`jobs.${name}()`)

    test('the engine has JSPI, or not, as the tests assume', async () => {
      expect(await tab.evaluate("typeof WebAssembly.Suspending === 'function'")).toBe(jspi)
    })

    test('a program sleeps, which does not freeze the page where the engine has JSPI', async () => {
      const { exitCode, stdout, ticks } = (await job('sleep')) as Ticked
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'slept 200\n' })
      // There are 20 ticks at best. A guest that blocks lets none through, but there may be some while the engine makes its instance.
      expect(ticks).toBeGreaterThanOrEqual(jspi ? 4 : 0)
    })

    test('output may go to a stream, which is written with or without JSPI', async () => {
      expect(await job('streamed')).toEqual([0, 'one two three'])
    })

    test('input that is already there needs no JSPI', async () => {
      expect(await job('collected')).toBe('one two three')
    })

    test.skipIf(jspi)('without JSPI, input that arrives later is refused, and the message says what to do', async () => {
      const refused = (await job('refused')) as { code: string; message: string }
      expect(refused.code).toBe('UNSUPPORTED_MODE')
      expect(refused.message).toContain('needs an engine with JSPI')
      expect(refused.message).toContain('Collect the input first, and pass it as a string or bytes.')
    })

    test.runIf(jspi)('standard input may arrive in pieces', async () => {
      const { exitCode, stdout, ticks } = (await job('stdin')) as Ticked
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'one two three' })
      expect(ticks).toBeGreaterThan(3)
    })

    test.runIf(jspi && kind === 'component')(
      'standard input may arrive in pieces for a program that calls WASI 0.2 itself',
      async () => {
        const { exitCode, stdout, ticks } = (await job('native')) as Ticked
        expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: 'native.wasm\none\none two three' })
        expect(ticks).toBeGreaterThan(3)
      },
    )

    test.runIf(jspi)('programs are spawned, piped and stopped', async () => {
      const [found, exitCode, left, code, cause, end] = (await job('spawned')) as unknown[]
      expect([found, exitCode, left, code, cause]).toEqual([['1: one', '2: two', 'end'], 0, false, 'ABORTED', 'enough'])
      expect([true, 'ABORTED']).toContain(end)
    })

    test.runIf(jspi && kind === 'component')('a program that is composed of several is spawned', async () => {
      expect(await job('composed')).toEqual(['Hello\n', 0])
    })

    test.runIf(jspi && kind === 'module')('Go’s timers run while it waits for input', async () => {
      expect(await job('ticking')).toEqual([['tick 1', 'tick 2'], 'read '])
    })

    test.skipIf(jspi)('without JSPI, run.spawn() names the mode that can', async () => {
      const { code, message } = (await job('unspawned')) as { code: string; message: string }
      expect(code).toBe('UNSUPPORTED_MODE')
      expect(message).toContain('`?component&worker`')
    })

    test.runIf(jspi)('several guests wait concurrently', async () => {
      expect(await job('together')).toEqual(['one two three', 'one two three', 'one two three'])
    })
  })
})
