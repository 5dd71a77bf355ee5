import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import {
  languages,
  projectFiles,
  templates,
  type LanguageName,
  type ProjectOptions,
  type TemplateName,
} from '../src/templates.js'

const names = Object.keys(templates) as TemplateName[]
const languageNames = Object.keys(languages) as LanguageName[]
const base = { name: 'my-app', version: '1.2.3' } as const

/** Every combination of template, language and further options. */
const combinations = names.flatMap((template) =>
  languageNames.flatMap((language) =>
    [false, true].flatMap((worker) =>
      (templates[template].typescript === 'never' ? [false] : [false, true]).map((typescript): ProjectOptions => ({
        ...base,
        template,
        language,
        worker,
        typescript,
      })),
    ),
  ),
)

const texts = (options: ProjectOptions): Map<string, string> =>
  new Map([...projectFiles(options)].flatMap(([path, content]) => (typeof content === 'string' ? [[path, content]] : [])))

const manifestOf = (options: ProjectOptions) =>
  JSON.parse(texts(options).get('package.json')!) as Record<
    'scripts' | 'dependencies' | 'devDependencies',
    Record<string, string>
  >

test('there are bundlers, frameworks and languages', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      'vite',
      'react',
      'vue',
      'svelte',
      'sveltekit',
      'next',
      'astro',
      'nuxt',
      'webpack',
      'rspack',
      'esbuild',
    ]),
  )
  expect(names).toEqual(expect.arrayContaining(['rollup', 'rolldown', 'farm', 'bun', 'node']))
  expect(languageNames).toEqual(['go', 'tinygo', 'rust', 'zig', 'c', 'cpp', 'assemblyscript', 'wasm'])
})

test.each(names)('%s imports the program, which is there, in every combination', (template) => {
  for (const options of combinations.filter((one) => one.template === template)) {
    const files = projectFiles(options)
    const imports = [...texts(options)].flatMap(([file, text]) =>
      [...text.matchAll(/^\s*import run from '(\.[^']+)\?component(&worker)?'/gm)].map(([, specifier, worker]) => ({
        program: new URL(specifier!, `file:///${file}`).pathname.slice(1),
        worker: worker !== undefined,
      })),
    )
    expect(imports, JSON.stringify(options)).toEqual([{ program: expect.stringMatching(/^program\//), worker: options.worker }])
    expect([...files.keys()], JSON.stringify(options)).toContain(imports[0]!.program)
  }
})

test('every text ends with a line break and has nothing left out', () => {
  for (const options of combinations)
    for (const [file, text] of texts(options)) {
      const place = `${file} of ${JSON.stringify(options)}`
      expect(text.endsWith('\n'), place).toBe(true)
      expect(text, place).not.toMatch(/undefined(?!;)|\[object|=> .*=> .*=>|[ \t]$/m)
    }
})

test('JSON is valid', () => {
  for (const options of combinations)
    for (const [file, text] of [...texts(options)].filter(([file]) => file.endsWith('.json')))
      expect(() => JSON.parse(text) as unknown, `${file} of ${JSON.stringify(options)}`).not.toThrow()
})

test('every path is relative, and all of them are sorted', () => {
  for (const options of combinations) {
    const paths = [...projectFiles(options).keys()]
    expect(paths).toEqual(paths.toSorted())
    expect(paths.filter((path) => !/^[\w.+-]+(?:\/[\w.+-]+)*$/.test(path))).toEqual([])
    expect(paths).toEqual(expect.arrayContaining(['.gitignore', 'README.md', 'package.json']))
  }
})

describe('package.json', () => {
  test('names the plugin in the version that is given', () => {
    expect(manifestOf({ ...base, template: 'vite', language: 'go' }).devDependencies).toMatchObject({ '@unwasi/vite': '^1.2.3' })
    expect(manifestOf({ ...base, template: 'node', language: 'go' }).dependencies).toEqual({ '@unwasi/node': '^1.2.3' })
  })

  test('names the compiler, if npm has it', () => {
    const { devDependencies } = manifestOf({ ...base, template: 'vite', language: 'assemblyscript' })
    expect(Object.keys(devDependencies)).toEqual([
      '@assemblyscript/wasi-shim',
      '@unwasi/vite',
      'assemblyscript',
      'typescript',
      'vite',
    ])
  })

  test('has what TypeScript needs in projects in TypeScript alone', () => {
    const project = { ...base, template: 'react', language: 'go' } as const
    expect(manifestOf(project).devDependencies).toHaveProperty('typescript')
    expect(Object.keys(manifestOf({ ...project, typescript: false }).devDependencies)).toEqual([
      '@unwasi/vite',
      '@vitejs/plugin-react',
      'vite',
    ])
    expect([...projectFiles({ ...project, typescript: false }).keys()].filter((path) => /\.tsx?$|tsconfig/.test(path))).toEqual(
      [],
    )
  })
})

test('a project in TypeScript knows the types of imported programs', () => {
  for (const template of names.filter((name) => templates[name].typescript !== 'never')) {
    const files = texts({ ...base, template, language: 'go', typescript: true })
    expect([...files.values()].join('\n'), template).toContain(`${templates[template].plugin}/client"`)
  }
})

test('the plugin is told of TinyGo', () => {
  const files = texts({ ...base, template: 'vite', language: 'tinygo' })
  expect(files.get('vite.config.ts')).toContain("unwasi({ toolchains: { go: { compiler: 'tinygo' } } })")
})

test('a stand-in takes the place of the program, and the README says so', () => {
  const options = { ...base, template: 'node', language: 'tinygo', standIn: true } as const
  const files = projectFiles(options)
  expect(files.get('program/stand-in.wasm')).toBeInstanceOf(Uint8Array)
  expect(files.get('register.js')).toContain("toolchains: { go: { compiler: 'tinygo' }, fallback: './program/stand-in.wasm' }")
  expect(files.get('README.md')).toContain('TinyGo was not found')
  expect(manifestOf(options).scripts['start']).toBe('node --import ./register.js src/main.js')
})

test('paths in options start from the folder that the framework takes for the root', () => {
  const files = texts({ ...base, template: 'nuxt', language: 'go', standIn: true })
  expect(files.get('nuxt.config.ts')).toContain("fallback: '../program/stand-in.wasm'")
})

test.each([
  ['tool.wasm', 'tool.wasm'],
  ['My tool #1?.WASM', 'My-tool-1-.wasm'],
  ["../it's.wasm", 'it-s.wasm'],
  ['日本', 'program.wasm'],
])('a program called %j is written as %j', (name, written) => {
  const bytes = Uint8Array.of(0, 97, 115, 109)
  const files = projectFiles({ ...base, template: 'vite', language: 'wasm', program: { name, bytes } })
  expect(files.get(`program/${written}`)).toBe(bytes)
  expect(files.get('src/main.ts')).toContain(`import run from '../program/${written}?component'`)
  expect(files.get('README.md')).not.toContain('Replace')
})

test.each([
  ['a name', { name: 'My App' }, /'My App' is not a name for an npm package: it has capital letters/],
  ['TypeScript', { template: 'rollup', typescript: true }, /Rollup is in JavaScript alone/],
  ['a stand-in', { language: 'assemblyscript', standIn: true }, /AssemblyScript needs no compiler/],
  ['a program', { program: { name: 'a.wasm', bytes: new Uint8Array() } }, /for the language 'wasm'/],
] as const)('%s that does not fit is refused', (_, options, message) => {
  expect(() => projectFiles({ ...base, template: 'vite', language: 'go', ...options })).toThrow(message)
})

test('nothing that makes the files needs Node', () => {
  const folder = new URL('../src/project/', import.meta.url)
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  expect(modules.length).toBeGreaterThan(10)
  for (const module of modules) {
    // Texts of projects import such modules as well, but not at the beginning of a file.
    const [head] = readFileSync(new URL(module, folder), 'utf8').split(/\n\n(?!import )/)
    expect(head, module).not.toMatch(/from '(?!\.)/)
  }
})

test.each([
  ['my-app', 'example.com/my-app', 'my-app'],
  ['@scope/app', 'example.com/scope/app', 'app'],
  ['aux', 'example.com/program-aux', 'aux'],
  ['@nul/com1.x', 'example.com/program-nul/program-com1-x', 'com1-x'],
  ['app~1', 'example.com/program-app-1', 'app-1'],
  ['app.', 'example.com/program-app', 'app-'],
  ['~', 'example.com/program', 'program-'],
  ['examples', 'example.com/examples', 'program-examples'],
  ['build', 'example.com/build', 'program-build'],
  ['2048', 'example.com/2048', 'program-2048'],
])('%s is a project that Go and Cargo take', (name, module, crate) => {
  expect(texts({ ...base, name, template: 'vite', language: 'go' }).get('program/go.mod')).toContain(`module ${module}\n`)
  expect(texts({ ...base, name, template: 'vite', language: 'rust' }).get('program/Cargo.toml')).toContain(`name = "${crate}"\n`)
})

test('the links of a README lead to pages of the site', () => {
  const readme = texts({ ...base, template: 'vite', language: 'go' }).get('README.md') ?? ''
  const pages = [...readme.matchAll(/https:\/\/unwasi\.github\.io\/unwasi\/([^)]*)/g)].map(([, page]) => page!)
  expect(pages.length).toBeGreaterThan(3)
  const sourceOf = (page: string) => new URL(`../../../docs/${page.replace(/(?:^|(?<=\/))$/, 'index')}.md`, import.meta.url)
  expect(pages.filter((page) => !existsSync(sourceOf(page)))).toEqual([])
})
