import { repeats } from '../guests.js'
import { page } from '../recipe.js'

const html = '<body><script type="module" src="./main.js"></script></body>'

export default page('README.md', [
  {
    section: '',
    blocks: ['main.js'],
    files: { 'main.wasm': repeats, 'index.html': html },
    around: { 'main.js': ['', 'console.log(exitCode, document.body.textContent)\n'] },
    build: 'vite',
    engine: 'chromium',
    prints: /^0 --name\nworld\n/,
    needs: ['chromium'],
  },
  {
    section: '',
    blocks: ['source.js'],
    files: {
      'go.mod': 'module example.com/hello\n\ngo 1.24\n',
      'cmd/hello/main.go': 'package main\n\nfunc main() { println("from Go") }\n',
      'main.js': "import './source.js'\n",
    },
    around: { 'source.js': ['', 'console.log((await run()).stderr)\n'] },
    build: 'esbuild',
    prints: 'from Go\n\n',
    needs: ['go'],
  },
  { section: 'Start', blocks: [1], commands: ['cat */package.json'], prints: /"@unwasi\/vite"/ },
  {
    section: 'Start',
    blocks: ['vite.config.js'],
    guests: { 'main.wasm': 'hello' },
    files: { 'main.js': "import run from './main.wasm?component'\n\nconsole.log((await run()).stdout)\n" },
    build: 'vite',
    prints: /^hello/i,
  },
  {
    section: 'Start',
    blocks: [3],
    files: { 'main.wasm': repeats },
    commands: ['unwasi run main.component.wasm repaired'],
    prints: /^--name\nworld\n[^]*repaired\n$/,
  },
  { section: 'Try it here', scripts: '.', testedBy: 'scripts/demo.mjs' },
])
