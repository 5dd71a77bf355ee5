import { fixture } from '../../../fixtures/index.mjs'
import { page } from '../recipe.js'

const sums = { 'main.js': "import './library.js'\n" }

export default [
  page('docs/migrate/jco.md', [
    { section: 'A program', blocks: [1, 2], illustration: 'before' },
    {
      section: 'A program',
      blocks: ['vite.config.js', 'main.js'],
      guests: { 'main.wasm': 'args-bytes' },
      build: 'vite',
      prints: /^0 args 2 /,
    },
    { section: 'A library', blocks: [1], illustration: 'before' },
    {
      section: 'A library',
      blocks: ['library.js'],
      files: sums,
      guests: { 'lib.component.wasm': 'p2-typed' },
      build: 'esbuild',
      prints: "3 { x: 4, y: 5, label: 'p' }\n7\n",
    },
  ]),
  page('docs/migrate/wasm-tools.md', [
    { section: 'A program', blocks: [2, 3], illustration: 'before' },
    { section: 'A program', blocks: ['main.go', 4, 5, 6], needs: ['go'], prints: /2000 0\n$/ },
    {
      section: 'A component that is already there',
      files: { 'broken.wasm': fixture('p2-adapted') },
      prints: /hello from wat\n$/,
    },
  ]),
  page('docs/migrate/wasip1-converters.md', [
    { section: '', files: { 'converted.wasm': fixture('p2-adapted') }, prints: /works +The program never asks for more memory/ },
    { section: 'wasip122, and other uses of wit-component', blocks: [1], illustration: 'before' },
    {
      section: 'wasip122, and other uses of wit-component',
      blocks: [2],
      files: { 'main.wasm': fixture('hello') },
      commands: ['unwasi run main.component.wasm'],
      prints: /hello from wat\n$/,
    },
  ]),
]
