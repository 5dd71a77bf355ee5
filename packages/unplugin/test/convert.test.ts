import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { componentize, UnwasiError } from '@unwasi/core'
import { afterAll, describe, expect, test } from 'vitest'

import { fixture, fixturePath } from '../../../fixtures/index.mjs'
import { convert, type Emitted } from '../src/convert.js'
import { resolveOptions } from '../src/options.js'
import { slashes } from '../src/slashes.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-convert-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const options = resolveOptions({ cache: folder })
const file = fixturePath('hello')
const module = { path: file, preview2: false, worker: false, url: false, inline: false }

describe('convert', () => {
  test('with &url gives the repaired component for one that the official adapter made', async () => {
    const placed: Emitted[] = []
    const request = { ...module, path: fixturePath('p2-adapted'), url: true }
    await convert({ options, production: false, request, place: (asset) => `"${placed.push(asset)}"` })
    expect(placed).toMatchObject([{ role: 'component', name: 'p2-adapted.component.wasm' }])
    expect(Buffer.compare(placed[0]!.bytes, await componentize(fixture('hello'), { cache: false }))).toBe(0)
  })

  describe('with precompiled', () => {
    const conversion = {
      options: resolveOptions({ cache: folder, precompiled: true }),
      production: false,
      precompiled: true,
      place: () => 'the.url',
    }

    test('imports the file, the modules of a component, and the one that traps', async () => {
      const { code } = await convert({ ...conversion, request: module })
      expect(code).toContain(`import guest from ${JSON.stringify(`${slashes(file)}?module`)}\n`)
      expect(code).toMatch(/\nimport trap from ".*\/guest-[\da-f]+\.wasm\?module"\n[^]*\n {2}guest: guest,\n {2}trap,\n/)
      const component = await convert({ ...conversion, request: { ...module, path: fixturePath('p2-hello') } })
      expect(component.code).toMatch(/ {2}guest: \[guest0, guest1(, guest\d+)+\],\n {2}trap,\n/)
      for (const text of [code, component.code]) expect(text).not.toContain('the.url')
    })

    test('asks for a URL where the target may compile', async () => {
      const { code } = await convert({ ...conversion, request: module, precompiled: false })
      expect(code).toContain('guest: the.url')
    })

    test('is refused in a bundler that has no such imports', async () => {
      const { options: given, production, place } = conversion
      await expect(convert({ options: given, production, place, request: module })).rejects.toThrow(
        /option 'precompiled' is not supported by this plugin\n {2}why: .*\n {2}fix: /,
      )
    })

    test('refuses &inline', async () => {
      await expect(convert({ ...conversion, request: { ...module, inline: true } })).rejects.toThrow(
        /hello\.wasm: a program that is compiled at build time can't be imported with &inline\n {2}why: .*\n {2}fix: /,
      )
    })

    test('needs a cache', async () => {
      await expect(
        convert({ ...conversion, request: module, options: resolveOptions({ cache: false, precompiled: true }) }),
      ).rejects.toThrow(/unwasi-trap\.wasm can't be imported as a compiled module\n {2}why: .*cache is turned off/)
    })
  })

  test('asks for the URL of the file, and puts the necessary import before the module', async () => {
    const asked: Emitted[] = []
    const { code, summary } = await convert({
      request: module,
      options,
      production: true,
      runtime: './somewhere/runtime.js',
      place(asset, importDefault) {
        asked.push(asset)
        return `url(${importDefault(`bundler:${asset.name}`)})`
      },
    })
    expect(asked.map(({ role, name, original }) => ({ role, name, original }))).toEqual([
      { role: 'guest', name: 'hello.wasm', original: file },
    ])
    expect(code).toMatch(/^import unwasi_0 from "bundler:hello.wasm"\nimport \{/)
    expect(code).toContain('guest: url(unwasi_0)')
    expect(code).toMatch(/from ['"].\/somewhere\/runtime\.js['"]/)
    expect(summary).toContain('hello.wasm')
  })

  test('inline: asks for no URL', async () => {
    const place = () => {
      throw new Error('asked')
    }
    const { code } = await convert({ request: { ...module, inline: true }, options, production: true, place })
    const urls = [...code.matchAll(/"data:application\/wasm;base64,([^"]*)"/g)].map(([, base64]) =>
      Buffer.from(base64!, 'base64'),
    )
    expect(urls).toEqual([Buffer.from(fixture('hello'))])
  })

  test('url: the portable component is the only file', async () => {
    const asked: Emitted[] = []
    const { code, summary } = await convert({
      request: { ...module, url: true },
      options,
      production: true,
      place(asset) {
        asked.push(asset)
        return 'the.url'
      },
    })
    expect(code).toBe('export default String(the.url)\n')
    expect(summary).toBe('')
    expect(asked).toMatchObject([{ role: 'component', name: 'hello.component.wasm' }])
  })

  test('a file that cannot be read is an UnwasiError that names it', async () => {
    const missing = path.join(folder, 'missing.wasm')
    const attempt = convert({ request: { ...module, path: missing }, options, production: true, place: () => '' })
    await expect(attempt).rejects.toThrow(UnwasiError)
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND', file: missing, why: expect.stringContaining('ENOENT') })
  })
})

describe('a library whose names the bundler cannot export', () => {
  const request = { ...module, path: fixturePath('library-names') }
  const converted = (exportable: (name: string) => boolean) =>
    convert({ request, options, production: true, place: () => 'the.url', exportable })

  test('loses these and keeps the others', async () => {
    const { code, names } = await converted((name) => /^\w+$/.test(name))
    expect(names).toContain('with space')
    expect(code).not.toContain('with space')
    for (const name of names.filter((name) => /^\w+$/.test(name))) expect(code).toContain(name)
    expect(code).toContain('unwasi-named')
  })

  test('is one module if that is all of them', async () => {
    const { code, names } = await converted(() => false)
    expect(names).toContain('with space')
    expect(code).toContain('guest: the.url')
    expect(code).not.toContain('await')
  })
})
