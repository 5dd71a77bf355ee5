import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import withUnwasi from '@unwasi/webpack/next'
import { rolldown } from 'rolldown'
import { afterEach, expect, test, vi } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { goFiles, lacksGo } from './harness/go.js'
import { makeProject, temporaryFolder, type Project } from './harness/project.js'
import { printer, withDebugInfo } from './harness/tiny.js'

interface Rule {
  condition: { all: ({ query: RegExp } | 'browser' | { not: 'browser' })[] }
  loaders: { loader: string; options: object }[]
  as?: string
  type?: string
}

interface Config {
  turbopack?: { rules: Record<string, Rule[]> }
  outputFileTracingIncludes?: Record<string, string[]>
}

/** What loaders have asked to watch. */
const watched: string[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  watched.length = 0
})

/**
 * Runs a rule's loader with the context that Turbopack gives loaders: `utils`, `emitFile`, `loadModule` and `_compiler` are
 * missing. https://nextjs.org/docs/app/api-reference/config/next-config-js/turbopack#missing-webpack-loader-features
 */
async function load(file: string, query: string, rules: Rule[], root: string, browser: boolean): Promise<string | Buffer> {
  const rule = rules.find(({ condition }) =>
    condition.all.every((one) => (one === 'browser' ? browser : 'not' in one ? !browser : one.query.test(query))),
  )
  if (rule === undefined) throw new Error(`no rule for ${query}`)
  const [{ loader, options }] = rule.loaders as [Rule['loaders'][0]]
  const module = (await import(pathToFileURL(loader).href)) as { default: (this: object) => void; raw: boolean }
  expect(module.raw).toBe(true)
  return new Promise((resolve, reject) => {
    module.default.call({
      context: path.dirname(file),
      mode: 'production',
      resourcePath: file,
      resourceQuery: query,
      rootContext: root,
      addDependency: (file: string) => watched.push(file),
      addContextDependency: (folder: string) => watched.push(folder),
      async: () => (error: Error | null, content?: string | Buffer) => (error ? reject(error) : resolve(content!)),
      emitWarning: reject,
      getLogger: () => ({ info() {} }),
      getOptions: () => options,
      getResolve: () => async (from: string, request: string) => createRequire(path.join(from, 'x.js')).resolve(request),
    })
  })
}

/** Bundles `main.js` by Turbopack's rules, and runs it. Returns its export `result`. */
async function build(project: Project, rules: Rule[], browser: boolean): Promise<unknown> {
  const build = await rolldown({
    input: path.join(project.dir, 'main.js'),
    platform: 'node',
    plugins: [
      {
        name: 'like-turbopack',
        async resolveId(source, importer) {
          const [file, query] = source.split('?')
          return query === undefined || importer === undefined
            ? undefined
            : `${path.resolve(path.dirname(importer.replace(/\?.*/, '')), file!)}?${query}`
        },
        async load(id) {
          const [file, query] = id.split('?')
          if (query === undefined) return undefined
          const code = String(await load(file!, `?${query}`, rules, project.dir, browser))
          const urls = [...code.matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)]
          expect(urls.length).toBeLessThan(2)
          const [found] = urls
          if (found === undefined) return { code, moduleType: 'js' }
          const [asset, assetQuery] = found[1]!.split('?')
          const guest = path.resolve(path.dirname(file!), asset!)
          const source =
            assetQuery === undefined ? readFileSync(guest) : await load(guest, `?${assetQuery}`, rules, project.dir, browser)
          const reference = this.emitFile({ type: 'asset', name: 'guest.wasm', source })
          return { code: code.replace(found[0], `new URL(import.meta.ROLLUP_FILE_URL_${reference})`), moduleType: 'js' }
        },
      },
    ],
  })
  const dir = temporaryFolder('turbopack')
  await build.write({ dir, entryFileNames: 'main.mjs' })
  const { result } = (await import(pathToFileURL(path.join(dir, 'main.mjs')).href)) as { result: unknown }
  return result
}

test("Turbopack's rules and loader context serve edited guests, libraries, components and &url", async () => {
  const project = makeProject({
    'main.wasm': withDebugInfo(printer('edited')),
    'lib.wasm': fixture('library-pure'),
    'typed.wasm': fixture('p2-typed'),
    'main.js': `
import run from './main.wasm?component'
import asComponent from './main.wasm?component&preview2'
import inlined from './main.wasm?component&inline'
import url from './main.wasm?component&url'
import { add } from './lib.wasm?component'
import { shapes } from './typed.wasm?component'
import { readFileSync } from 'node:fs'

const outputs = []
for (const each of [run, asComponent, inlined]) outputs.push((await each()).stdout)
export const result = {
  outputs,
  version: readFileSync(new URL(url))[4],
  sum: add(1, 2),
  moved: shapes.moved({ x: 1, y: 2, label: 'p' }, 3),
}
`,
  })
  const config: Config = {}
  const rules = withUnwasi(config, { maxMemory: 2 ** 24 }).turbopack!.rules['*.wasm']!
  expect(JSON.parse(JSON.stringify(rules))).toMatchObject([{ as: '*.js' }, { as: '*.js' }, { type: 'asset' }])
  const expected = {
    outputs: ['edited', 'edited', 'edited'],
    version: 0x0d,
    sum: 3,
    moved: { x: 4, y: 5, label: 'p' },
  }
  for (const browser of [true, false]) expect(await build(project, rules, browser)).toEqual(expected)
  project.remove()
})

test.skipIf(lacksGo)("Turbopack's rules and loader context build sources, and watch what these depend on", async () => {
  const project = makeProject({
    ...goFiles,
    'main.go': 'package main\n\nfunc main() { print("in the folder of the project") }\n',
    'main.js': `
import run from './cmd/hello/main.go?component'
import other from './main.go?component'
export const result = [(await run()).stdout, (await other()).stderr]
`,
  })
  const config: Config = {}
  const rules = withUnwasi(config).turbopack!.rules
  expect(Object.keys(rules)).toEqual(expect.arrayContaining(['*.go', '*.rs', '*.zig', '*.c', '*.cpp', '*.ts', 'Cargo.toml']))
  for (const browser of [true, false]) {
    expect(await build(project, rules['*.go']!, browser)).toEqual(['first greets you', 'in the folder of the project'])
  }
  const names = watched.map((file) => path.relative(project.dir, file))
  expect(names).toEqual(expect.arrayContaining(['go.mod', 'main.go', 'words', 'words/words.go', 'cmd/hello/note.txt']))
  // Turbopack would watch its own output in it.
  expect(names).not.toContain('')
  project.remove()
})

test("withUnwasi keeps the user's configuration", async () => {
  const rule = { loaders: ['other'], condition: { query: '?other' } }
  const marked: unknown[] = []
  const config = {
    reactStrictMode: true,
    turbopack: { rules: { '*.wasm': rule, '*.svg': rule }, root: '/root' },
    webpack(config: { plugins?: unknown[] }) {
      marked.push(config)
      return { ...config, mark: true }
    },
  }
  const changed = withUnwasi(config)
  expect(changed).toMatchObject({ reactStrictMode: true, turbopack: { root: '/root', rules: { '*.svg': rule } } })
  expect(changed.turbopack.rules['*.wasm']).toHaveLength(4)
  expect(changed.turbopack.rules['*.wasm']).toContain(rule)
  expect(changed.webpack({ plugins: ['first'] })).toMatchObject({
    mark: true,
    plugins: ['first', { apply: expect.any(Function) }],
  })
  expect(marked).toEqual([{ plugins: ['first'] }])
  const made = await withUnwasi(async (phase: string) => ({ env: { phase } }))('build')
  expect(made).toMatchObject({ env: { phase: 'build' }, turbopack: { rules: { '*.wasm': expect.any(Array) } } })
})

test("withUnwasi names the server's guests for webpack, which does not trace them", () => {
  const given = { distDir: 'out', outputFileTracingIncludes: { '/**': ['a'], '/b': ['b'] } }
  vi.stubEnv('TURBOPACK', undefined)
  expect(withUnwasi(given).outputFileTracingIncludes).toEqual({ '/**': ['a', 'out/server/**/*.wasm'], '/b': ['b'] })
  vi.stubEnv('TURBOPACK', 'auto')
  expect(withUnwasi(given).outputFileTracingIncludes).toEqual(given.outputFileTracingIncludes)
})

test('withUnwasi refuses options that have no effect in Turbopack, and unknown ones', () => {
  const unchecked: (config: object, options: object) => object = withUnwasi
  expect(() => unchecked({}, { include: '**/*.wasm' })).toThrow(/'include' and 'exclude' can't be used in Next\.js/)
  expect(() => unchecked({}, { stripp: 'all' })).toThrow(/unknown option 'stripp'/)
})
