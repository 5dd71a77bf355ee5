import { fileURLToPath } from 'node:url'

import { fixture } from '../../../fixtures/index.mjs'
import { blocksOf } from '../blocks.js'
import { inViteConfig, page } from '../recipe.js'
import { optionsForC } from '../tools.js'

const name = 'docs/sources.md'

const goMod = 'module example.com/hello\n\ngo 1.24\n'

/** The program that the page starts with. */
const hello = blocksOf(name).find(({ language }) => language === 'go')?.code ?? ''

const runsHello = "import run from './cmd/hello?component'\n\nconsole.log((await run(['Ada'])).stdout)\n"

/** Built by Vite as for a machine where nothing but Node is installed. */
const viteWithoutCompiler = `PATH=/nowhere "$(command -v node)" '${fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))}' build --ssr main.js`

export default page(name, [
  {
    section: '',
    files: { 'go.mod': goMod, 'cmd/hello/main.go': hello },
    around: { 'main.js': ['', "console.log((await run(['you'])).stdout)\n"] },
    build: 'rolldown',
    prints: 'Hello, you!\n\n',
    needs: ['go'],
  },
  // The lowest version that the page promises.
  {
    section: 'Start',
    files: { 'go.mod': goMod.replace('1.24', '1.21') },
    build: 'vite',
    prints: 'Hello, Ada!\n\n',
    needs: ['go'],
  },
  {
    section: 'Go',
    files: { 'go.mod': goMod },
    around: { 'main.js': ['', 'console.log(add(1, 2))\n'] },
    build: 'esbuild',
    prints: '3\n',
    needs: ['go'],
  },
  { section: 'Rust', build: 'vite', prints: 'Hello, Ada!\n\n', needs: ['rust'] },
  { section: 'Zig', build: 'vite', prints: 'Hello, Zig!\n\n', needs: ['zig'] },
  {
    section: 'C and C++',
    files: { 'vite.config.js': inViteConfig.join(`unwasi({ ${optionsForC} })`) },
    build: 'vite',
    prints: 'Hello, Ada!\n\n',
    needs: ['c'],
  },
  { section: 'AssemblyScript', build: 'vite', prints: 'Hello, 3!\n', types: false },
  {
    section: 'Errors',
    files: { 'go.mod': goMod, 'cmd/hello/main.go': hello.replace('\t"os"\n', ''), 'main.js': runsHello },
    build: 'vite',
    fails: true,
    needs: ['go'],
  },
  {
    section: 'Options',
    files: {
      'go.mod': goMod,
      'main.js': "import run from './cmd/hello?component'\n\nconsole.log((await run()).stderr)\n",
      'cmd/hello/main.go': 'package main\n\nvar version, tag string\n\nfunc main() { print(version, tag) }\n',
      'cmd/hello/web.go': '//go:build web\n\npackage main\n\nfunc init() { tag = " web" }\n',
      'tools/parser/Cargo.toml': '',
    },
    around: { 'vite.config.js': inViteConfig },
    build: 'vite',
    prints: '1.0 web\n',
    needs: ['go'],
  },
  {
    section: 'Without the compiler',
    files: {
      'go.mod': goMod,
      'main.js': runsHello,
      'cmd/hello/main.go': hello,
      'cmd/hello/hello.wasm': fixture('hello'),
    },
    around: { 'vite.config.js': inViteConfig },
    commands: [viteWithoutCompiler, 'node dist/main.js'],
    prints: /Go is needed to build this program[^]*hello/i,
  },
  {
    section: 'The command',
    files: { 'go.mod': goMod, 'cmd/hello/main.go': hello },
    commands: ['ls hello.component.wasm hello/hello.js', 'unwasi run hello.component.wasm Grace'],
    prints: /^Hello, Ada!\n[^]*Hello, Ada!\n[^]*hello\/hello\.js\nHello, Grace!\n$/,
    needs: ['go'],
  },
])
