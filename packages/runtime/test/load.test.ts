import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { pathToFileURL } from 'node:url'

import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { browser } from '../src/platform/browser.js'
import { node } from '../src/platform/node.js'
import { loadModules } from '../src/run/load.js'
import { untraced } from '../src/preview2/untraced.js'
import type { ProgramSpec } from '../src/run/program.js'
import { makeCommand } from '../src/run/command.js'
import { assemble } from './assemble.js'
import { command, spec, wat } from './module-program.js'

const hello = wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))')

let one: ProgramSpec & { guest: Uint8Array<ArrayBuffer> }
beforeAll(async () => {
  one = await spec(await assemble(hello))
}, 60_000)

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A separate static server for each test, so that no two tests share a URL. */
const serve = async (listener: RequestListener): Promise<string> => {
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  cleanups.push(
    () => new Promise((resolve) => server.close(resolve)).then(() => undefined),
    () => server.closeAllConnections(),
  )
  cleanups.reverse()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a page from a file, which can fetch no file', async () => {
  // Node's fetch() refuses the scheme as a browser does.
  await expect(makeCommand(browser)({ ...one, guest: new URL('file:///app/guest.wasm') })()).rejects.toThrow(
    /^could not load file:\/\/\/app\/guest\.wasm\n {2}why: fetch\(\) failed[^]*\n {2}fix: .* import it with \?component&inline\.\n {2}see: .*#load$/,
  )
})

const folder = async (): Promise<string> => {
  const dir = await mkdtemp(path.join(tmpdir(), 'unwasi-'))
  cleanups.push(() => rm(dir, { recursive: true }))
  return dir
}

describe.each([
  ['node', makeCommand(node)],
  ['browser', makeCommand(browser)],
])('over http, on %s', (_name, make) => {
  test('with any content type', async () => {
    for (const type of [
      'application/wasm',
      'application/wasm; charset=utf-8',
      'application/octet-stream',
      'text/plain',
      undefined,
    ]) {
      const origin = await serve((_request, response) => {
        if (type) response.setHeader('content-type', type)
        response.end(one.guest)
      })
      for (const guest of [`${origin}/guest.wasm`, new URL(`${origin}/other.wasm`)]) {
        expect((await make({ ...one, guest })()).stdout).toBe('hello\n')
      }
    }
  })

  test('an error status rejects, and the next call tries again', async () => {
    let status = 404
    const origin = await serve((_request, response) => {
      response.statusCode = status
      response.end(one.guest)
    })
    const run = make({ ...one, guest: `${origin}/guest.wasm` })
    await expect(run()).rejects.toThrow(`could not load ${origin}/guest.wasm\n  why: The server returned 404 Not Found.\n  fix: `)
    await expect(run.load()).rejects.toThrow(/404/)
    status = 200
    expect((await run()).stdout).toBe('hello\n')
  })

  test('an HTML page instead of the file is reported', async () => {
    const origin = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>App</title>')
    })
    await expect(make({ ...one, guest: `${origin}/guest.wasm` })()).rejects.toThrow(
      /could not load .*guest\.wasm\n {2}why: CompileError.*\(served as text\/html\)/,
    )
  })

  test('an unreachable server', async () => {
    await expect(make({ ...one, guest: 'http://127.0.0.1:1/guest.wasm' })()).rejects.toThrow(
      /could not load http:\/\/127\.0\.0\.1:1[^]*why: fetch\(\) failed/,
    )
  })

  test('commands that import the same URL share one request', async () => {
    const requests: (string | undefined)[] = []
    const origin = await serve((request, response) => {
      requests.push(request.url)
      response.end(one.guest)
    })
    const urls = { ...one, guest: `${origin}/guest.wasm` }
    const [first, second] = [make(urls), make({ ...urls, name: 'second' })]
    await Promise.all([first.load(), first.load(), second.load(), first()])
    expect((await second()).stdout).toBe('hello\n')
    expect(requests).toEqual(['/guest.wasm'])
  })

  test('progress is reported to all callers', async () => {
    const size = one.guest.length
    for (const [headers, total] of [
      [{ 'content-length': size }, size],
      [{}, undefined],
    ] as const) {
      const origin = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/wasm', ...headers })
        response.write(one.guest.subarray(0, 10))
        setTimeout(() => response.end(one.guest.subarray(10)), 5)
      })
      const run = make({ ...one, guest: `${origin}/guest.wasm` })
      const seen: { loaded: number; total: number | undefined }[][] = [[], []]
      await Promise.all(seen.map((list) => run.load({ onProgress: (progress) => void list.push(progress) })))
      expect(seen[0]).toEqual(seen[1])
      expect(seen[0]!.at(-1)).toEqual({ loaded: size, total })
      expect(seen[0]!.every(({ loaded }, index, all) => index === 0 || loaded > all[index - 1]!.loaded)).toBe(true)
    }
  })

  test('a progress callback that throws fails only its own load', async () => {
    const origin = await serve((_request, response) => response.end(one.guest))
    const run = make({ ...one, guest: `${origin}/guest.wasm` })
    const mine = new Error('mine')
    const loads = [
      run.load({
        onProgress: () => {
          throw mine
        },
      }),
      run.load(),
    ]
    await expect(loads[0]).rejects.toBe(mine)
    await loads[1]
  })
})

describe('from files, in Node', () => {
  test('by URL, by its text, by path', async () => {
    const dir = await folder()
    const guest = path.join(dir, 'main ü.wasm')
    await writeFile(guest, one.guest)
    for (const form of [
      pathToFileURL,
      (file: string) => pathToFileURL(file).href,
      (file: string) => file,
      (file: string) => path.relative('.', file),
    ]) {
      const run = command({ ...one, guest: form(guest) })
      const progress: object[] = []
      await run.load({ onProgress: (step) => void progress.push(step) })
      expect((await run()).stdout).toBe('hello\n')
      expect(progress.length).toBeLessThanOrEqual(1)
    }
  })

  test('a file that is missing or is not wasm', async () => {
    const dir = await folder()
    const missing = path.join(dir, 'missing.wasm')
    const run = command({ ...one, guest: missing })
    await expect(run()).rejects.toThrow(/could not load .*missing\.wasm\n {2}why: .*ENOENT/)
    await writeFile(missing, 'not wasm')
    await expect(run()).rejects.toThrow(/could not load .*missing\.wasm\n {2}why: CompileError/)
    await writeFile(missing, one.guest)
    expect((await run()).stdout).toBe('hello\n')
  })

  describe('a program that needs a newer engine', () => {
    const needs = 'exnref (Node 25, Chrome 137)'
    /** A function with an opcode that no engine has. */
    const FUNCTION = [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 0xff, 0x0b]
    const unknown = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...FUNCTION])
    const message = (more: string) =>
      new RegExp(
        `^this engine can't compile guest\\.wasm\n {2}why: The program needs exnref \\(Node 25, Chrome 137\\)\\. The engine reports: .*\n {2}fix: .*${more}\n {2}see: .*#engine$`,
      )

    test('as bytes', async () => {
      const failed = command({ ...one, needs, guest: unknown })()
      await expect(failed).rejects.toThrow(message('features\\.'))
      await expect(failed).rejects.toMatchObject({ code: 'ENGINE', cause: expect.any(WebAssembly.CompileError) })
    })

    test('as a file, whose deployment may also be at fault', async () => {
      const file = path.join(await folder(), 'main.wasm')
      await writeFile(file, unknown)
      for (const component of [
        undefined,
        {
          untraced,
          compile: (bytes: BufferSource) => WebAssembly.compile(bytes).then((made) => [made]),
          instantiate: () => ({ exports: {} }),
        },
      ]) {
        const failed = command({ ...one, needs, guest: file, ...(component && { component }) })()
        await expect(failed).rejects.toThrow(message('deployed unchanged\\.'))
        await expect(failed).rejects.toMatchObject({ code: 'ENGINE' })
      }
    })

    test('but not if the file is not the program’s', async () => {
      const file = path.join(await folder(), 'main.wasm')
      await writeFile(file, '<!doctype html>')
      const failed = command({ ...one, needs, guest: file })()
      await expect(failed).rejects.toThrow(/could not load .*main\.wasm\n {2}why: CompileError/)
      await expect(failed).rejects.toMatchObject({ code: 'LOAD' })
    })
  })

  test('a file is compiled once, and again when it changed', async () => {
    const file = path.join(await folder(), 'main.wasm')
    await writeFile(file, one.guest)
    const platform = node()
    const first = await loadModules(file, undefined, platform)
    expect(await loadModules(file, undefined, node())).toBe(first)
    await utimes(file, 1, 1)
    expect(await loadModules(file, undefined, platform)).not.toBe(first)
  })
})

test('a module may come from another realm', async () => {
  const module: WebAssembly.Module = runInNewContext('new WebAssembly.Module(bytes)', { bytes: one.guest })
  expect(module).not.toBeInstanceOf(WebAssembly.Module)
  expect(await loadModules(module, undefined, node())).toEqual([module])
})

describe('a program that is rebuilt at the same URL', () => {
  const platformOf = (revision: () => number, compile: () => Promise<WebAssembly.Module>) => ({
    ...node(),
    revision: async () => String(revision()),
    compile,
  })

  test('replaces the old one', async () => {
    const module = await WebAssembly.compile(one.guest)
    const compile = vi.fn<() => Promise<WebAssembly.Module>>(async () => module)
    let revision = 0
    const load = () =>
      loadModules(
        'test:rebuilt',
        undefined,
        platformOf(() => revision, compile),
      )
    const results = new Set<unknown>()
    for (revision = 1; revision <= 10; revision++) {
      results.add(await load())
      results.add(await load())
    }
    expect(results.size).toBe(10)
    expect(compile).toHaveBeenCalledTimes(10)
    // The old program is no longer kept.
    revision = 1
    expect(results).not.toContain(await load())
    expect(compile).toHaveBeenCalledTimes(11)
  })

  test('stays when the load of the old one fails later', async () => {
    const module = await WebAssembly.compile(one.guest)
    let fail = (_error: Error) => {}
    const old = new Promise<WebAssembly.Module>((_, reject) => (fail = reject))
    const compile = vi.fn<() => Promise<WebAssembly.Module>>(async () => module).mockImplementationOnce(() => old)
    let revision = 1
    const load = () =>
      loadModules(
        'test:failing',
        undefined,
        platformOf(() => revision, compile),
      )
    const first = load()
    await vi.waitFor(() => expect(compile).toHaveBeenCalledOnce())
    revision = 2
    const second = await load()
    fail(new Error('too late'))
    await expect(first).rejects.toThrow('too late')
    expect(await load()).toBe(second)
    expect(compile).toHaveBeenCalledTimes(2)
  })
})

describe('from values in memory', () => {
  test('undefined, as in a bundle without `import.meta.url`', async () => {
    for (const guest of [undefined, null] as unknown as Uint8Array<ArrayBuffer>[])
      await expect(command({ ...one, guest })()).rejects.toMatchObject({
        code: 'LOAD',
        message: expect.stringMatching(/^could not load (undefined|null)\n {2}why: Its URL is undefined\.\n {2}fix: /),
      })
  })

  test('something else, as from a bundler that replaces the URL', async () => {
    for (const guest of [42, true, {}, Promise.resolve('main.wasm')] as unknown as Uint8Array<ArrayBuffer>[])
      await expect(command({ ...one, guest })()).rejects.toMatchObject({
        code: 'LOAD',
        message: expect.stringMatching(
          /^could not load (42|true|\[object \w+\])\n {2}why: It is neither a URL, nor bytes, nor a compiled module\.\n {2}fix: /,
        ),
      })
  })

  test('bytes, an ArrayBuffer, a compiled module, a list of them', async () => {
    const module = await WebAssembly.compile(one.guest)
    for (const guest of [one.guest, one.guest.buffer, module, [module]]) {
      expect((await command({ ...one, guest })()).stdout).toBe('hello\n')
    }
  })

  describe.each([
    ['node', makeCommand(node)],
    ['browser', makeCommand(browser)],
  ])('a data: URL, on %s', (name, make) => {
    const url = (bytes: Uint8Array) => `data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`

    test('is read without a request, which a page can forbid', async () => {
      vi.stubGlobal('fetch', () => Promise.reject(new TypeError('forbidden')))
      cleanups.push(() => vi.unstubAllGlobals())
      const seen: unknown[] = []
      // The media type makes the URL a new one, because loads are shared.
      const run = make({ ...one, guest: url(one.guest).replace('wasm', name) })
      await run.load({ onProgress: (progress) => seen.push(progress) })
      expect((await run()).stdout).toBe('hello\n')
      expect(seen).toEqual([{ loaded: one.guest.length, total: undefined }])
      expect((await make({ ...one, guest: new URL(url(one.guest)) })()).stdout).toBe('hello\n')
    })

    test('may be written in any other way', async () => {
      const escaped = `data:application/wasm,${Array.from(one.guest, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`
      for (const guest of [escaped, url(one.guest).replaceAll('=', '%3D')]) {
        expect((await make({ ...one, guest })()).stdout).toBe('hello\n')
      }
    })

    test('without a module is an error that does not print it all', async () => {
      for (const content of ['A'.repeat(1000), '!'.repeat(1000)]) {
        const run = make({ ...one, guest: `data:application/wasm;base64,${content}` })
        await expect(run()).rejects.toThrow(/could not load data:.{195}…\n  why: .*Error/)
      }
    })
  })
})

test('a wrong file URL is an error that names it', async () => {
  for (const url of ['file://[', 'FILE://a b/main.wasm', 'file:///main%2F.wasm'])
    await expect(makeCommand(node)({ ...one, guest: url })()).rejects.toMatchObject({
      code: 'LOAD',
      message: expect.stringContaining(`could not load ${url}`),
    })
})
