import { repeats } from '../guests.js'
import { page, type Project } from '../recipe.js'

/** The program that all of these pages import, which prints to standard output. */
const guests = { 'main.wasm': 'hello' }

/** Prints what the blocks leave unused. */
const shown = ['', 'console.log(exitCode, stdout)\n'] as const

const project = { section: '', guests, around: { 'main.js': shown }, prints: /^0 hello/i } satisfies Project

const pageOf = (folder: string, recipes: Parameters<typeof page>[1]) => page(`packages/${folder}/README.md`, recipes)

const buildWithFarm =
  "node --input-type=module -e \"import { build } from '@farmfe/core'; await build({ configPath: process.cwd() + '/farm.config.js' })\""

export default [
  pageOf('vite', [{ ...project, around: { 'main.ts': shown }, build: 'vite' }]),
  pageOf('rollup', [
    { ...project, build: 'rollup' },
    { ...project, blocks: ['rollup.config.js', 'main.js'], build: 'rolldown' },
  ]),
  pageOf('esbuild', [
    {
      ...project,
      files: { 'index.html': '<script type="module" src="dist/main.js"></script>' },
      commands: ['node build.mjs'],
      build: 'none',
      entry: 'index.html',
      engine: 'chromium',
      needs: ['chromium'],
    },
  ]),
  pageOf('webpack', [
    { ...project, blocks: [1, 2, 3], build: 'webpack' },
    { ...project, blocks: [2, 3], build: 'rspack' },
    {
      section: '',
      blocks: ['next.config.js'],
      files: {
        'main.js':
          "import config from './next.config.js'\nconsole.log(Object.keys(config.turbopack.rules), typeof config.webpack)\n",
      },
      build: 'none',
      prints: /\.wasm[^]* function\n$/,
    },
    { ...project, blocks: [3, 5], build: 'webpack' },
  ]),
  pageOf('unplugin', [
    { ...project, blocks: [1, 2, 5], commands: [buildWithFarm, 'node dist/main.js'], prints: /^0 hello/im },
    { ...project, blocks: [3, 5], commands: ['bun build.mjs', 'node dist/main.js'] },
    { ...project, blocks: [4, 5], commands: ['bun --preload ./preload.js main.js'] },
    {
      section: 'A plugin for another bundler',
      guests,
      files: {
        'main.js': "import run from './main.wasm?component'\n\nconsole.log((await run()).stdout)\n",
        'rollup.config.ts':
          "import plugin from './plugin.ts'\n\nexport default { plugins: [plugin()], output: { format: 'es' } }\n",
      },
      build: 'rollup',
      prints: /^hello/i,
    },
  ]),
  pageOf('node', [
    project,
    {
      section: 'Options',
      files: { 'main.js': "import run from './guests/main.wasm'\n\nconsole.log((await run()).stdout)\n" },
      guests: { 'guests/main.wasm': 'hello' },
      commands: ['ls unwasi.d.ts'],
      prints: /^hello[^]*unwasi\.d\.ts/i,
    },
  ]),
  pageOf('core', [
    {
      section: '',
      guests,
      around: {
        'main.js': [
          `import { readFileSync } from 'node:fs'
          const bytes = readFileSync('main.wasm')
          const file = 'main.wasm'
          const assetUrl = ({ name }) => JSON.stringify(name)\n`,
          'console.log(inspect(bytes).kind, Object.keys(await transpile(bytes, { file, assetUrl })))\n',
        ],
      },
      build: 'none',
      prints: /code.*types.*assets.*summary/,
    },
    {
      section: 'In a page',
      guests: { 'public/main.wasm': 'hello' },
      around: { 'main.js': ['', 'console.log(inspect(component).kind)\n'] },
      build: 'vite',
      engine: 'chromium',
      prints: /^component\n/,
      needs: ['chromium'],
    },
  ]),
  pageOf('cli', [
    {
      section: '',
      files: { 'main.wasm': repeats },
      commands: ['unwasi run main.component.wasm again', 'ls main/main.js'],
      prints: /^--name\nworld\n[^]*again\n[^]*main\/main\.js\n$/,
    },
  ]),
]
