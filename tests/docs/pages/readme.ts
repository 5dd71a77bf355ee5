import { repeats } from '../guests.js'
import { page, type Project } from '../recipe.js'

const section = 'Use it'

/** The configurations build this. */
const program = { 'src/index.js': "import run from './main.wasm?component'\n\nconsole.log((await run()).stdout)\n" }
const guests = { 'src/main.wasm': 'hello' }
const project = { section, files: program, guests, entry: 'src/index.js', prints: /^hello/i } satisfies Project

const buildWithFarm =
  "node --input-type=module -e \"import { build } from '@farmfe/core'; await build({ configPath: process.cwd() + '/farm.config.js' })\""

/** Where the output of bundlers for browsers runs. */
const inPage = { 'index.html': '<script type="module" src="dist/index.js"></script>' }
const inChromium = { build: 'none', entry: 'index.html', engine: 'chromium', needs: ['chromium'] } as const

export default page('README.md', [
  {
    section: '',
    blocks: [1],
    files: { 'main.wasm': repeats },
    around: { 'main.js': ['', 'console.log(exitCode, stdout)\n'] },
    build: 'vite',
    prints: '0 --name\nworld\n\n',
  },
  {
    section: '',
    blocks: [2],
    files: {
      'go.mod': 'module example.com/hello\n\ngo 1.24\n',
      'cmd/hello/main.go': 'package main\n\nfunc main() { println("from Go") }\n',
    },
    around: { 'main.js': ['', 'console.log((await run()).stderr)\n'] },
    build: 'esbuild',
    prints: 'from Go\n\n',
    needs: ['go'],
  },
  { section: 'Try it', scripts: '.', testedBy: 'scripts/demo.mjs' },
  { ...project, blocks: [1], build: 'vite' },
  { ...project, blocks: [2], build: 'webpack' },
  { ...project, blocks: [2], build: 'rspack' },
  {
    section,
    blocks: [3],
    files: { 'main.js': "import config from './next.config.js'\nconsole.log(typeof config.webpack)\n" },
    build: 'none',
    prints: 'function\n',
  },
  { ...project, ...inChromium, blocks: [4], files: { ...program, ...inPage }, commands: ['node build.mjs'] },
  { ...project, blocks: [5], build: 'rollup' },
  { ...project, blocks: [5], build: 'rolldown' },
  { section, blocks: [6], files: program, guests, commands: [buildWithFarm, 'ls dist'], prints: /\.wasm/ },
  { ...project, ...inChromium, blocks: [7], files: { ...program, ...inPage }, commands: ['bun build.mjs'] },
  {
    section,
    blocks: [8],
    files: { 'main.js': "import run from './main.wasm?component'\n\nconsole.log((await run()).stdout)\n" },
    guests: { 'main.wasm': 'hello' },
    prints: /^hello/i,
  },
  {
    section: 'Run it',
    blocks: [1],
    guests: { 'main.wasm': 'hello' },
    around: { 'main.js': ['', "console.log(exitCode, stdout, run.sync(['x']).exitCode)\n"] },
    build: 'vite',
    engine: 'jspi',
    prints: /^hello.*\n0 hello[^]*0\n$/i,
    needs: ['jspi'],
  },
  {
    section: 'Run it',
    blocks: [2],
    files: { 'main.wasm': repeats },
    around: { 'main.js': ['', 'console.log(stdout)\n'] },
    build: 'vite',
    prints: '--level\n9\n\n',
  },
  {
    section: 'Run it',
    blocks: [3],
    guests: { 'lib.wasm': 'library' },
    around: { 'main.js': ['', 'console.log(add(1, 2))\n'] },
    build: 'vite',
    prints: /\b3\n$/,
  },
  {
    section: 'Components',
    blocks: [1],
    guests: { 'tool.component.wasm': 'p2-native' },
    around: { 'main.js': ['', 'console.log(exitCode)\n'] },
    build: 'esbuild',
    prints: '1\n',
  },
  {
    section: 'Components',
    blocks: [2],
    guests: { 'lib.component.wasm': 'p2-typed' },
    around: { 'main.js': ['', "console.log(counter.next(), lib.shapes.greet('you'))\n"] },
    build: 'vite',
    prints: '6 hello, you\n',
  },
  { section: 'The command', blocks: [1], commands: ['unwasi --version'] },
  { section: 'The command', blocks: [2], testedBy: 'tests/docs/usage.test.ts' },
])
